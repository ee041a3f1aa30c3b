// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"
#include "ui/monitoring/overviewwords.h"
#include "ui/widgets/stattile.h"

class QGridLayout;

namespace hitlens {

// The six figures above the charts. Draws the history it is given, which must outlive it.
class OverviewTiles final : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewTiles(const History &history, QWidget *parent = nullptr);

    void arrange(int columns);
    // What the last sample says; nothing unless it is to be trusted. untilFull: as fillTime().
    void showPresent(Instant now, bool isLive, const FillTime &untilFull);
    // The figures of a time that is over: the hit rate of all its lookups, and means.
    void showPast(Instant end, std::chrono::milliseconds window);
    // The most commands in a second, beside the present.
    void showPeak(Instant end, std::chrono::milliseconds window);
    void showLines(Instant end, std::chrono::milliseconds window);

private:
    struct Words
    {
        QString caption;
        QString explanation;
    };
    struct Kind
    {
        StatTile *tile;
        Metric metric;
        Words ofPresent;
        Words ofPast;
    };
    StatTile *add(Metric metric, const Words &ofPresent, const Words &ofPast, QColor Theme::*color);
    void makeTiles();
    void showNotes(Instant now, bool isLive, const FillTime &untilFull);
    void useWords(bool isPast);

    const History &m_history;
    QList<Kind> m_kinds;
    StatTile *m_hitRate = nullptr;
    StatTile *m_operations = nullptr;
    StatTile *m_memory = nullptr;
    StatTile *m_evicted = nullptr;
    StatTile *m_expired = nullptr;
    StatTile *m_clients = nullptr;
    QGridLayout *m_grid;
};

} // namespace hitlens
