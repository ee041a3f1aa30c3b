// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/client.h"

#include <QAbstractTableModel>

namespace hitlens {

// The last commands that one server was sent, the newest at the end. Takes them from the client,
// also those sent before it was made. Display data is text, but for the duration, which is
// microseconds, or invalid while it is unknown.
class CommandLogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Time, Node, Command, Result, Duration };
    Q_ENUM(Column)
    static constexpr int columns = 5;
    static constexpr int OutcomeRole = Qt::UserRole; // int, of CommandEnd::Outcome

    // The client must outlive it, and have no other taker of its log.
    explicit CommandLogModel(Client &client, QObject *parent = nullptr);

    // What is sent meanwhile comes when it goes on, as far as the log reaches back.
    void setPaused(bool isPaused);
    bool isPaused() const { return m_isPaused; }
    void clear();

    const CommandRecord &recordAt(int row) const { return m_rows.at(row).record; }
    // What a filter looks at: command, node and result.
    const QString &searchedText(int row) const { return m_rows.at(row).searched; }
    // "SET page:1 "<html…" EX 60 … 4,012 bytes left out".
    static QString commandOf(const CommandRecord &record);
    static QString resultOf(const CommandRecord &record);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        CommandRecord record;
        QString searched;
    };

    void onLogged(const CommandBatch &batch);
    void take(const CommandBatch &batch);
    void append(const QList<CommandRecord> &records);
    void settle(const QList<CommandEnd> &ends);
    static Row makeRow(const CommandRecord &record);

    Client &m_client;
    QList<Row> m_rows; // their ids count up by one
    bool m_isPaused = false;
    std::optional<CommandBatch> m_held; // came after the pause began
};

} // namespace hitlens
