// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keylisting.h"

#include <QTimer>

#include <chrono>

namespace hitlens {

// Scans a listing again and again, for as long as somebody looks, the server answers, and the last
// scan came to its end: what the person paused or stopped stays so. Off by itself for so many keys
// that it would burden the server, unless the person says so. GUI thread.
class AutoRefresh final : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype mostKeys = 100000;

    enum class State {
        Off,
        On,
        Held, // on, but there are too many keys
    };

    // The listing must outlive it.
    explicit AutoRefresh(KeyListing &listing, QObject *parent = nullptr);

    // From the end of one scan to the beginning of the next; zero: off.
    void setInterval(std::chrono::milliseconds interval);
    std::chrono::milliseconds interval() const { return m_interval; }
    // However many keys there are, until it is switched off.
    void allowMany();
    State state() const;
    // The next scan is going to come.
    bool isWaiting() const { return m_timer.isActive(); }

signals:
    void stateChanged();

private:
    bool isTooMuch() const;
    void update();
    void refresh();

    KeyListing &m_listing;
    std::chrono::milliseconds m_interval{0};
    bool m_allowsMany = false;
    State m_told = State::Off;
    QTimer m_timer;
};

} // namespace hitlens
