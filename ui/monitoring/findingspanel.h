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
    // A closer look is on its way, or over.
    void setLooking(bool isLooking);

signals:
    void placeRequested(hitlens::Finding::Place place);
    // For Place::Spread, Place::Settings and Place::SlowLog: see Finding.
    void spreadRequested(const QByteArray &prefix, qint64 at);
    void settingsRequested(
        const QList<hitlens::SettingValue> &settings, const QByteArrayList &nodes);
    void slowLogRequested(const QByteArray &command);
    // The person wants to set from where on something is told, or alerts.
    void limitsRequested();
    void alertsRequested();
    void lookRequested();

private:
    // One finding as it is shown.
    struct Card
    {
        FindingKind kind;
        Finding::Severity severity;
        QWidget *widget;
        QLabel *title;
        QLabel *evidence;
        QLabel *reason;
        QPushButton *action;
    };

    void refresh();
    QLayout *makeHead();
    void rebuild();
    void describeLook();
    Card makeCard(const Finding &finding);
    QPushButton *makeSnooze(FindingKind kind, QWidget *card);
    void fill(const Card &card, const Finding &finding);
    void follow(const Card &card);
    void snooze(FindingKind kind, std::chrono::hours time);

    ServerWatch *m_watch = nullptr;
    QList<Card> m_shown;
    QVBoxLayout *m_cards;
    QLabel *m_empty;
    QLabel *m_lookNote; // what the last closer look was
    QPushButton *m_look;
    QPushButton *m_wake;
};

} // namespace hitlens
