// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"
#include "ui/widgets/timechart.h"

class QGridLayout;

namespace hitlens {

// All charts of a server over one window of time. Draws the history it is given, which must outlive
// it, and of its charts those that can be seen.
class ChartWall final : public QWidget
{
    Q_OBJECT

public:
    // What the charts show.
    struct Range
    {
        Instant end{0};
        std::chrono::milliseconds window{0};
        // How much earlier the time lies that is drawn behind it, dashed; 0: none.
        std::chrono::milliseconds earlier{0};
    };

    explicit ChartWall(History &history, QWidget *parent = nullptr);

    // Stands beside the first chart where there is room, else below it. Takes ownership.
    void setCompanion(QWidget *companion);
    // The part of the page that is seen: nothing outside of it is drawn.
    void setViewport(QWidget *viewport) { m_viewport = viewport; }
    void arrange(int columns);
    // all: also what cannot be seen now.
    void draw(const Range &range, bool all);
    // For the legends.
    void setCurrent(const std::function<std::optional<double>(Metric)> &current);
    // By fileName() of their metrics; of others nothing is said.
    void setHiddenLines(const QStringList &lines);
    QStringList hiddenLines() const;
    void setMarks(const QList<ChartMark> &marks);
    void setNote(const QString &note); // beside the title of the first
    // When memory is full if it grows on as in the last hour; empty: nobody can tell.
    void setForecast(const QString &whenFull);
    // Where the pointer is, or the crosshair moved by keys; nullopt: nowhere.
    std::optional<double> hovered() const { return m_hovered; }

signals:
    void rangeRequested(double from, double until);
    void presentRequested();
    // The person showed or hid a line.
    void hiddenLinesChanged();

private:
    struct Chart
    {
        TimeChart *widget;
        QList<Metric> metrics; // one for each line
    };
    using Lines = QList<std::pair<Metric, ChartLine>>;

    void makeCharts();
    void makeServerCharts();
    TimeChart *add(const QString &title, Unit unit, const Lines &lines);
    void drawChart(const Chart &chart);
    QString emptyText(const Chart &chart) const; // of the range that is shown
    bool isSeen(const QWidget *chart) const;
    void showHover(const std::optional<double> &x);

    History &m_history;
    QList<Chart> m_charts;
    TimeChart *m_memory = nullptr;
    TimeChart *m_replication = nullptr; // hidden until there is any
    QWidget *m_companion = nullptr;
    QWidget *m_viewport = nullptr;
    QGridLayout *m_grid;
    Range m_range;
    std::optional<double> m_hovered;
};

} // namespace hitlens
