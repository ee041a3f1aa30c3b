// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/serverwatch.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace hitlens {

// What is worth telling about the server, the worst first, each with what was measured, why it
// matters and the way to where it is mended.
class FindingsPanel final : public QFrame
{
    Q_OBJECT

public:
    explicit FindingsPanel(QWidget *parent = nullptr);

    // It must outlive the panel.
    void setWatch(ServerWatch &watch);

signals:
    void placeRequested(hitlens::Finding::Place place);
    // The person wants to set from where on something is told, or alerts.
    void limitsRequested();
    void alertsRequested();

private:
    void refresh();
    QWidget *makeCard(const Finding &finding);
    void follow(const Finding &finding, QPushButton *button);
    void snooze(FindingKind kind, std::chrono::hours time);

    ServerWatch *m_watch = nullptr;
    QVBoxLayout *m_cards;
    QLabel *m_empty;
    QPushButton *m_wake;
};

} // namespace hitlens
