// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"
#include "app/redis/client.h"
#include "ui/widgets/stattile.h"
#include "ui/widgets/timechart.h"

#include <QTimer>

class QAbstractButton;
class QButtonGroup;
class QGridLayout;

namespace hitlens {

class MessageStrip;

// How the server does as a cache: six figures and four charts over one window of time. Draws the
// history it is given, which must outlive it, and only while it is seen.
class OverviewPage final : public QWidget
{
    Q_OBJECT

public:
    OverviewPage(Client &client, History &history, QWidget *parent = nullptr);

    std::chrono::milliseconds window() const { return m_window; }
    bool isPaused() const { return m_pausedAt.has_value(); }

public slots:
    void setWindow(std::chrono::milliseconds window);
    // Freezes the picture; sampling goes on.
    void setPaused(bool isPaused);
    // What happened on the server, for all charts.
    void setMarks(const QList<hitlens::ChartMark> &marks);
    // Says why there are no samples: for Monitor::failed.
    void showFailure(const hitlens::Error &error);

signals:
    // The person chose another one.
    void windowChosen(std::chrono::minutes window);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Tiles
    {
        StatTile *hitRate;
        StatTile *operations;
        StatTile *memory;
        StatTile *evicted;
        StatTile *expired;
        StatTile *clients;
    };
    struct Chart
    {
        TimeChart *widget;
        QList<Metric> metrics; // one for each line
    };

    void makeTiles();
    void makeCharts();
    TimeChart *addChart(
        const QString &title, Unit unit, const QList<std::pair<Metric, ChartLine>> &lines);
    QWidget *makeWindowButtons();
    void arrange();

    Instant shownInstant() const;
    // Of the latest sample; nullopt while none is due to be trusted.
    std::optional<double> current(Metric metric, Instant now) const;
    void onSample();
    void refresh();
    void refreshFigures(Instant now);
    void refreshNotes(Instant now);
    void refreshSparklines(Instant end);
    void refreshChart(const Chart &chart, Instant end);
    void refreshState();
    void showHover(const std::optional<double> &x);

    Client &m_client;
    History &m_history;
    std::chrono::milliseconds m_window = std::chrono::minutes(1);
    std::optional<Instant> m_pausedAt;
    bool m_isLive = false; // connected, and the answer that was due came
    Tiles m_tiles{};
    QList<Chart> m_charts;
    MessageStrip *m_strip;
    QWidget *m_content;
    QGridLayout *m_tileGrid;
    QGridLayout *m_chartGrid;
    QButtonGroup *m_windowButtons;
    QAbstractButton *m_pauseButton;
    int m_columns = 0; // of tiles, as arranged now
    QTimer m_staleTimer; // moves the picture on while no samples come
};

} // namespace hitlens
