// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/client.h"
#include "app/redis/valuecommands.h"

#include <QWidget>

#include <memory>

class QLabel;
class QPushButton;
class QTableWidget;

namespace hitlens {

// The consumer groups of a stream, and of the one that is selected its consumers and what was
// delivered to them and is not acknowledged. Only shown, not changed.
class StreamGroups final : public QWidget
{
    Q_OBJECT

public:
    explicit StreamGroups(Client &client, QWidget *parent = nullptr);
    ~StreamGroups() override;

    void load(const QByteArray &key);
    void leave();

signals:
    void failed(const hitlens::Error &error, const QString &tried);

private:
    QTableWidget *addTable(const QString &heading, const QStringList &columns);
    void showGroups(const QList<StreamGroup> &groups);
    void showGroup();
    void loadPending();
    void showConsumers(const QList<StreamConsumer> &consumers);
    void addPending(const QList<PendingEntry> &entries);
    void refuse(const Error &error, const QString &tried);

    Client &m_client;
    QByteArray m_key;
    QList<StreamGroup> m_groups;
    QByteArray m_lastPending; // ID
    std::unique_ptr<QObject> m_context; // thrown away with the key it was for
    std::unique_ptr<QObject> m_groupContext; // and with the group
    QTableWidget *m_groupTable;
    QTableWidget *m_consumerTable;
    QTableWidget *m_pendingTable;
    QLabel *m_note;
    QPushButton *m_more;
};

} // namespace hitlens
