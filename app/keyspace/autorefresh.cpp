// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/autorefresh.h"

namespace hitlens {

AutoRefresh::AutoRefresh(KeyListing &listing, QObject *parent)
    : QObject(parent)
    , m_listing(listing)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &AutoRefresh::refresh);
    connect(&listing, &KeyListing::changed, this, &AutoRefresh::update);
    connect(&listing, &KeyListing::seenChanged, this, &AutoRefresh::update);
}

void AutoRefresh::setInterval(std::chrono::milliseconds interval)
{
    if (interval == m_interval)
        return;
    m_interval = interval;
    m_timer.stop();
    if (interval.count() == 0)
        m_allowsMany = false;
    update();
}

void AutoRefresh::allowMany()
{
    m_allowsMany = true;
    update();
}

AutoRefresh::State AutoRefresh::state() const
{
    if (m_interval.count() == 0)
        return State::Off;
    return isTooMuch() ? State::Held : State::On;
}

// A scan that asks for some keys only walks as many as one that asks for all.
bool AutoRefresh::isTooMuch() const
{
    const qint64 keys = m_listing.progress().total.value_or(m_listing.store()->count());
    return keys > mostKeys && !m_allowsMany;
}

void AutoRefresh::update()
{
    const bool isDue = state() == State::On && m_listing.isSeen()
        && m_listing.stage() == KeyListing::Stage::Finished;
    if (!isDue)
        m_timer.stop();
    else if (!m_timer.isActive())
        m_timer.start(m_interval);
    if (std::exchange(m_told, state()) != state())
        emit stateChanged();
}

void AutoRefresh::refresh()
{
    if (m_listing.canScan())
        m_listing.rescan();
    else
        update();
}

} // namespace hitlens
