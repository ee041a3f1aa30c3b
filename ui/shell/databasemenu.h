// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/monitoring/history.h"
#include "app/redis/client.h"

#include <QMenu>

namespace hitlens {

// The databases of one server, with the keys in each and the person's names for them, to go to
// another one. Filled each time it opens, from what is sampled anyway.
class DatabaseMenu final : public QMenu
{
    Q_OBJECT

public:
    // Both must outlive it.
    DatabaseMenu(Client &client, const History &history, QWidget *parent = nullptr);

    void setNames(const QMap<int, QString> &names) { m_names = names; }
    // Why INFO is not answered; nullopt: it is.
    void setInfoError(const std::optional<Error> &error) { m_infoError = error; }

signals:
    void chosen(int db);
    // Empty: it has no name any more.
    void named(int db, const QString &name);

private:
    void askHowMany();
    void fill();
    void addDatabase(int db, std::optional<qint64> keys);
    void addMissing(const QString &text, const std::optional<Error> &error);
    void askName();

    // As many as a menu has room for; beyond, only those that have keys or a name.
    static constexpr int mostEmpty = 16;

    Client &m_client;
    const History &m_history;
    QMap<int, QString> m_names;
    int m_count = 16; // what Redis has unless told otherwise
    std::optional<Error> m_countError;
    std::optional<Error> m_infoError;
};

} // namespace hitlens
