// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/hotkeysjob.h"
#include "app/monitoring/trafficlist.h"
#include "app/redis/client.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace hitlens {

// The keys that the server itself holds for hot, where its policy keeps a counter of each. Nothing
// but the policy is asked for until the person starts it.
class HotKeysPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit HotKeysPanel(Client &client, QWidget *parent = nullptr);

    // The list, to be laid out as the others beside it.
    QTableView *table() const { return m_table; }
    TrafficList &list() { return m_list; }

public slots:
    void look();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void askPolicy();
    void stop();
    void showFound(const HotKeys &found);
    void onFinished(const HotKeys &found, bool isWhole);
    void onFailed(const Error &error);
    void updateControls();

    Client &m_client;
    TrafficList m_list{TrafficList::Kind::HotKeys};
    JobHandle<HotKeysJob> m_job; // while it looks
    QByteArray m_policy; // empty: not known
    QTableView *m_table;
    QLabel *m_hint; // what the number means, or why there is none
    QLabel *m_status;
    QPushButton *m_look;
    QPushButton *m_stop;
};

} // namespace hitlens
