// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"

#include <QTimer>
#include <QWidget>

namespace hitlens {

class StatTile;

// The one number of one server and how it came there, in a small window that stays above those of
// other programs. Draws the history it is given, which must outlive it, and only while it is seen.
class HitRateWindow final : public QWidget
{
    Q_OBJECT

public:
    HitRateWindow(const History &history, const QString &server);

    void setServer(const QString &name);

    static constexpr std::chrono::minutes window{5};

signals:
    // The person wants to see more of this server.
    void openRequested();
    void visibilityChanged();
    // It was moved, or has another size.
    void placed();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void moveEvent(QMoveEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void refresh();

    const History &m_history;
    StatTile *m_tile;
    QTimer m_staleTimer; // while samples are missing, time still passes
};

} // namespace hitlens
