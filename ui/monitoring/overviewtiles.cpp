// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/overviewtiles.h"

#include "ui/widgets/format.h"

#include <QGridLayout>

#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString figureText(Metric metric, std::optional<double> value)
{
    if (!value)
        return u"–"_s;
    if (metric == Metric::HitRate)
        return formatPercent(value);
    if (metric == Metric::UsedMemory)
        return formatBytes(std::llround(*value));
    return metric == Metric::Clients ? formatCount(std::llround(*value)) : formatRate(value);
}

} // namespace

OverviewTiles::OverviewTiles(const History &history, QWidget *parent)
    : QWidget(parent)
    , m_history(history)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(12);
    makeTiles();
}

StatTile *OverviewTiles::add(
    Metric metric, const Words &ofPresent, const Words &ofPast, QColor Theme::*color)
{
    auto *tile = new StatTile(ofPresent.caption, ofPresent.explanation, color, this);
    m_kinds.append({tile, metric, ofPresent, ofPast});
    return tile;
}

void OverviewTiles::makeTiles()
{
    m_hitRate = add(Metric::HitRate,
        {tr("Hit rate, last 10 s"),
            tr("Keyspace hits divided by hits and misses, over the last 10 seconds. What Hitlens "
               "looks up itself is left out.")},
        {tr("Hit rate, time shown"),
            tr("Keyspace hits divided by hits and misses, of the whole time that is shown. What "
               "Hitlens looks up itself is left out.")},
        &Theme::good);
    m_operations = add(Metric::Operations,
        {tr("Operations"), tr("Commands the server processed per second, over the last second.")},
        {tr("Operations, mean"),
            tr("Commands the server processed per second, over the time that is shown.")},
        &Theme::accent);
    m_memory = add(Metric::UsedMemory,
        {tr("Memory"),
            tr("Memory that the server's allocator handed out (used_memory), against maxmemory.")},
        {tr("Memory, mean"),
            tr("Memory that the server's allocator had handed out (used_memory), the mean of the "
               "time that is shown.")},
        &Theme::accent);
    m_evicted = add(Metric::Evicted,
        {tr("Evicted"),
            tr("Keys per second that were dropped to stay below maxmemory, over the last "
               "second.")},
        {tr("Evicted, mean"),
            tr("Keys per second that were dropped to stay below maxmemory, over the time that is "
               "shown.")},
        &Theme::violet);
    m_expired = add(Metric::Expired,
        {tr("Expired"), tr("Keys per second whose time to live ended, over the last second.")},
        {tr("Expired, mean"),
            tr("Keys per second whose time to live ended, over the time that is shown.")},
        &Theme::warning);
    m_clients = add(Metric::Clients,
        {tr("Clients"), tr("Connections that are open now, ours included.")},
        {tr("Clients, mean"),
            tr("Connections that were open, ours included, the mean of the time that is shown.")},
        &Theme::muted);
}

void OverviewTiles::arrange(int columns)
{
    for (int i = 0; i < m_kinds.size(); ++i) {
        m_grid->addWidget(m_kinds[i].tile, i / columns, i % columns);
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    }
}

void OverviewTiles::useWords(bool isPast)
{
    for (const Kind &kind : std::as_const(m_kinds)) {
        const Words &words = isPast ? kind.ofPast : kind.ofPresent;
        kind.tile->setCaption(words.caption);
        if (kind.tile->toolTip() != words.explanation) // once a second this is asked
            kind.tile->setExplanation(words.explanation);
    }
}

void OverviewTiles::showPresent(Instant now, bool isLive, const FillTime &untilFull)
{
    useWords(false);
    const auto hitRate = isLive ? m_history.headline(now).hitRate : std::nullopt;
    for (const Kind &kind : std::as_const(m_kinds)) {
        const auto value = kind.tile == m_hitRate ? hitRate
            : isLive                              ? m_history.current(kind.metric, now)
                                                  : std::nullopt;
        kind.tile->setFigure(figureText(kind.metric, value));
    }
    showNotes(now, isLive, untilFull);
}

void OverviewTiles::showNotes(Instant now, bool isLive, const FillTime &untilFull)
{
    const ServerInfo info = isLive ? m_history.latest()->info : ServerInfo{};
    m_hitRate->setNote(
        tr("since start %1")
            .arg(formatPercent(isLive ? m_history.hitRateSinceStart() : std::nullopt)));
    m_memory->setNote(memoryNote(info, untilFull));
    m_evicted->setNote(info.maxmemoryPolicy);
    m_expired->setNote(expiryNote(info));
    const auto newRate = isLive ? m_history.current(Metric::Connections, now) : std::nullopt;
    m_clients->setNote(tr("%1 blocked · %2 new/s")
                           .arg(info.blockedClients ? formatCount(*info.blockedClients) : u"–"_s,
                               newRate ? formatShortCount(*newRate) : u"–"_s));
}

void OverviewTiles::showPast(Instant end, std::chrono::milliseconds window)
{
    useWords(true);
    for (const Kind &kind : std::as_const(m_kinds)) {
        if (kind.tile == m_hitRate) {
            const auto counted = m_history.lookups(end, window);
            kind.tile->setFigure(
                formatPercent(counted ? hitlens::hitRate(*counted) : std::nullopt));
            kind.tile->setNote(counted
                    ? tr("of %1 lookups")
                          .arg(formatShortCount(double(counted->hits + counted->misses)))
                    : QString());
            continue;
        }
        const auto summary = m_history.summary(kind.metric, end, window);
        kind.tile->setFigure(
            figureText(kind.metric, summary ? std::optional(summary->mean) : std::nullopt));
        kind.tile->setNote(
            summary ? tr("peak %1").arg(figureText(kind.metric, summary->greatest)) : QString());
    }
}

void OverviewTiles::showPeak(Instant end, std::chrono::milliseconds window)
{
    const auto summary = m_history.summary(Metric::Operations, end, window);
    m_operations->setNote(
        tr("peak %1").arg(formatRate(summary ? std::optional(summary->greatest) : std::nullopt)));
}

void OverviewTiles::showLines(Instant end, std::chrono::milliseconds window)
{
    const double until = m_history.toWall(end);
    const double from = m_history.toWall(end - window);
    for (const Kind &kind : std::as_const(m_kinds)) {
        kind.tile->setSeries(
            m_history.series(kind.metric, end, window, kind.tile->width()), from, until);
    }
}

} // namespace hitlens
