// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/matchlistmodel.h"
#include "app/redis/client.h"

#include <QSet>
#include <QTableView>
#include <QTimer>

namespace hitlens {

// The names a dry run found. Asks the server for type, TTL and size of the rows that can be seen,
// once each.
class MatchTable final : public QTableView
{
    Q_OBJECT

public:
    explicit MatchTable(Client &client, QWidget *parent = nullptr);

    void clear();
    void append(const NameList &names);
    const MatchListModel &matches() const { return m_matches; }

    // A few rows: it takes what room there is, and leaves it to what has to be seen.
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void askVisible();
    void ask(int row);
    void learn(int row, const QByteArray &key, const std::function<void(KeyFacts &)> &change);

    Client &m_client;
    MatchListModel m_matches;
    QSet<int> m_asked; // rows
    QTimer m_settled; // scrolling came to rest
};

} // namespace hitlens
