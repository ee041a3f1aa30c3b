// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyscan.h"

#include "app/redis/scanwalk.h"

#include <algorithm>

namespace hitlens {

using namespace std::chrono;

double ScanProgress::perSecond() const
{
    const auto seconds = duration<double>(elapsed).count();
    return seconds > 0 ? static_cast<double>(found) / seconds : 0;
}

std::optional<milliseconds> ScanProgress::timeLeft() const
{
    // Earlier than this it would be a guess.
    if (elapsed < 200ms || fraction <= 0.005)
        return std::nullopt;
    return duration_cast<milliseconds>(elapsed * ((1 - fraction) / fraction));
}

double ScanMeter::advance(quint64 cursor)
{
    // A server that rehashes, or numbers its cursors otherwise, must not make it go back.
    m_fraction = std::max(m_fraction, walkedFraction(cursor));
    return m_fraction;
}

void ScanPace::sawCall(nanoseconds duration)
{
    // The fastest of eight: the others waited for something else than this call.
    constexpr int window = 8;
    m_fastest = std::min(m_fastest, duration);
    if (++m_calls % window != 0)
        return;
    const auto call = std::max(m_fastest - m_roundTrip, nanoseconds(10us));
    m_fastest = nanoseconds::max();
    // Fewer than 250 would not make a call noticeably shorter for others, only the scan longer.
    constexpr int fewest = 250;
    const int most = m_roundTrip > 2ms ? 2000 : 1000;
    const double wanted = m_count
        * (duration_cast<std::chrono::duration<double, std::micro>>(nanoseconds(1ms))
            / std::chrono::duration<double, std::micro>(call));
    const double step = std::clamp(wanted, m_count * 0.7, m_count * 1.3);
    m_count = std::clamp(static_cast<int>(step), fewest, most);
}

KeyScan::KeyScan(QByteArray match)
    : m_match(std::move(match))
{ }

void KeyScan::run()
{
    m_call.start();
    send(dbSize(), [this](Result<qint64> &&size) {
        m_pace.setRoundTrip(nanoseconds(m_call.nsecsElapsed()));
        if (size)
            m_progress.total = *size;
        proceed([this] { requestPage(); });
    });
}

void KeyScan::requestPage()
{
    m_call.start();
    send(scan(m_cursor, {m_match, m_pace.count()}),
        [this](Result<ScanPage> &&page) { takePage(std::move(page)); });
}

void KeyScan::takePage(Result<ScanPage> &&page)
{
    if (m_isOver)
        return;
    const nanoseconds call(m_call.nsecsElapsed());
    m_walked += call;
    m_progress.elapsed = duration_cast<milliseconds>(m_walked);
    if (!page) {
        settle();
        emit failed(page.error(), m_progress);
        return;
    }
    m_pace.sawCall(call);
    m_cursor = page->cursor;
    const bool isLast = m_cursor == 0 || isCancelled();
    if (!isLast)
        proceed([this] { requestPage(); });
    keep(*page);
    if (m_cursor == 0)
        finish();
    else if (isLast)
        proceed([] {}); // which reports the cancel
}

void KeyScan::finish()
{
    m_progress.fraction = 1;
    settle();
    emit finished(m_progress);
}

void KeyScan::keep(const ScanPage &page)
{
    for (qsizetype i = 0; i < page.names.size(); ++i)
        m_names.append(page.names.at(i));
    m_progress.found += page.names.size();
    if (page.cursor != 0)
        m_progress.fraction = m_meter.advance(page.cursor);
    if (m_clock.isDue() || isPaused())
        handOver();
}

void KeyScan::handOver()
{
    emit found(std::make_shared<const NameList>(std::move(m_names)), m_progress);
    m_names = NameList();
}

void KeyScan::settle()
{
    m_isOver = true;
    if (!m_names.isEmpty())
        handOver();
}

void KeyScan::cancelled()
{
    if (m_isOver)
        return;
    settle();
    emit stopped(m_progress);
}

} // namespace hitlens
