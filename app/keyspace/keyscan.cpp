// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyscan.h"

#include "app/keyspace/timeleft.h"
#include "app/redis/infotext.h"

#include <algorithm>

namespace hitlens {

using namespace std::chrono;

namespace {

// sshd passes on 32 KiB at a time and waits, by Nagle's algorithm, for the other side's delayed
// acknowledgement (40 ms) before it sends the end of a longer reply. Where the way back and forth
// takes longer than that, fewer and longer replies are the faster ones all the same.
constexpr qint64 mostBytesThroughSsh = 30000;
constexpr auto longWay = 50ms;

qint64 replySize(const NameList &names)
{
    constexpr qint64 frame = 8; // "$20\r\n" and "\r\n" of each name
    return names.bytes().size() + frame * names.size();
}

} // namespace

double ScanProgress::perSecond() const
{
    const auto seconds = duration<double>(elapsed).count();
    return seconds > 0 ? static_cast<double>(found) / seconds : 0;
}

std::optional<milliseconds> ScanProgress::timeLeft() const
{
    return hitlens::timeLeft(fraction, elapsed);
}

void ScanPace::sawCall(nanoseconds duration, qint64 replyBytes)
{
    // Only ever lower: names come in the order of their hashes, the long ones all along.
    if (m_mostBytes > 0 && replyBytes > m_mostBytes)
        m_ceiling = static_cast<int>(std::max<qint64>(m_count * m_mostBytes / replyBytes, 10));
    m_count = std::min(m_count, m_ceiling);
    // The fastest of eight: the others waited for something else than this call.
    constexpr int window = 8;
    m_fastest = std::min(m_fastest, duration);
    if (++m_calls % window != 0)
        return;
    const auto call = std::max(m_fastest - m_roundTrip, nanoseconds(10us));
    m_fastest = nanoseconds::max();
    // Fewer than 250 would not make a call noticeably shorter for others, only the scan longer.
    const int fewest = static_cast<int>(std::min<qsizetype>(m_nodes * 250, 1000));
    const int most = m_roundTrip > 2ms ? 2000 : 1000;
    // Where the way is long the server rests between two calls, and others get their turn then.
    const auto goal = std::min<nanoseconds>(m_nodes * 400us + m_roundTrip / 2, 1ms);
    using Seconds = std::chrono::duration<double>;
    const double wanted = m_count * (Seconds(goal) / Seconds(call));
    const double step = std::clamp(wanted, m_count * 0.7, m_count * 1.3);
    m_count = std::min(std::clamp(static_cast<int>(step), fewest, most), m_ceiling);
}

KeyScan::KeyScan(QByteArray match, std::optional<ScanPosition> from)
    : m_match(std::move(match))
    , m_from(std::move(from))
{ }

void KeyScan::run()
{
    countKeys(*this, [this](std::optional<qint64> total) {
        m_progress.total = total;
        // Without a position to check, nobody waits for the server's name.
        if (!m_from)
            begin();
        send(info(), [this](const Result<QByteArray> &info) {
            m_runId = info ? runIdIn(*info) : QByteArray();
            if (!m_hasBegun)
                begin();
        });
    });
}

void KeyScan::begin()
{
    m_hasBegun = true;
    if (m_from && (m_runId.isEmpty() || m_from->runId != m_runId)) {
        m_from.reset();
        emit startedAnew();
    }
    if (m_from)
        m_progress.found = m_from->found;
    proceed([this] { walk(); });
    if (isPaused())
        handOver();
}

void KeyScan::walk()
{
    m_walk = new KeyspaceWalk(this, m_match,
        {[this](const KeyspaceWalk::Page &page) { keep(page); },
            [this](const std::optional<Error> &error) { onWalked(error); },
            [this](const QByteArray &node) {
                const auto pace = m_paces.try_emplace(node).first;
                const nanoseconds roundTrip = router().roundTrip(node);
                pace->second.setRoundTrip(roundTrip);
                pace->second.setNodes(router().topology().servingNodes().size());
                if (router().endpoint().ssh.enabled && roundTrip < longWay)
                    pace->second.setMostBytes(mostBytesThroughSsh);
                return pace->second.count();
            },
            [this](std::function<void()> goOn) {
                m_goOn = std::move(goOn);
                if (!m_inspector || !m_inspector->isBusy())
                    std::exchange(m_goOn, nullptr)();
            }});
    m_walk->start(m_from ? m_from->cursor : 0);
    if (m_condition.questions() > 0)
        inspectPages();
}

void KeyScan::inspectPages()
{
    m_inspector = new KeyInspector(this, m_condition,
        {[this](const NameList &names) { onInspected(names); },
            [this](const Error &error) { onRefused(error); }},
        router().topology().isCluster() ? KeyspaceWalk::patience : 0s);
}

void KeyScan::onInspected(const NameList &names)
{
    if (m_isOver)
        return;
    append(names);
    if (m_inspector->isBusy())
        return;
    m_inspectedTo = m_walk->position();
    m_walk->release();
    if (m_goOn)
        std::exchange(m_goOn, nullptr)();
}

void KeyScan::onRefused(const Error &error)
{
    if (m_isOver)
        return;
    m_walk->stop();
    onWalked(error);
}

void KeyScan::updateProgress()
{
    const auto inspecting = m_inspector ? m_inspector->busy() : nanoseconds(0);
    m_progress.elapsed = duration_cast<milliseconds>(m_walk->busy() + inspecting);
    m_progress.outOfReach = m_inspector ? m_inspector->outOfReach() : 0;
    if (m_from)
        m_progress.elapsed += m_from->elapsed;
    m_progress.fraction = m_walk->fraction();
}

void KeyScan::keep(const KeyspaceWalk::Page &page)
{
    m_paces[page.node].sawCall(page.took, replySize(page.names));
    if (!m_inspector)
        return append(page.names);
    m_walk->hold(); // the next page is asked for when this one is done
    m_inspector->inspect(page.names);
}

void KeyScan::append(const NameList &names)
{
    m_names.append(names);
    m_progress.found += names.size();
    updateProgress();
    if (m_clock.isDue() || isPaused())
        handOver();
}

void KeyScan::onWalked(const std::optional<Error> &error)
{
    updateProgress();
    settle();
    if (error)
        m_progress.position = position();
    if (error)
        emit failed(*error, m_progress);
    else
        emit finished(m_progress);
}

std::optional<ScanPosition> KeyScan::position() const
{
    if (!m_walk)
        return m_from;
    const auto cursor = m_inspector ? m_inspectedTo : m_walk->position();
    if (!cursor || m_runId.isEmpty())
        return std::nullopt;
    return ScanPosition{*cursor, m_runId, m_progress.found, m_progress.elapsed};
}

void KeyScan::handOver()
{
    m_progress.isPaused = isPaused();
    emit found(std::make_shared<const NameList>(std::exchange(m_names, {})), m_progress);
}

void KeyScan::settle()
{
    m_isOver = true;
    m_progress.isPaused = false;
    if (!m_names.isEmpty())
        handOver();
}

void KeyScan::cancelled()
{
    if (m_isOver)
        return;
    if (m_walk)
        m_walk->stop();
    settle();
    m_progress.position = position();
    emit stopped(m_progress);
}

} // namespace hitlens
