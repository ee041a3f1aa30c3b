// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/chartwall.h"

#include "app/monitoring/historycsv.h"

#include <QGridLayout>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int spacing = 12;
// What is drawn behind needs to be recognised, not read.
constexpr int comparedPoints = 160;

QString nameOfLine(Metric metric)
{
    return QString::fromLatin1(fileName(metric));
}

} // namespace

ChartWall::ChartWall(History &history, QWidget *parent)
    : QWidget(parent)
    , m_history(history)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(spacing);
    makeCharts();
    makeServerCharts();
}

void ChartWall::makeCharts()
{
    using Style = ChartLine::Style;
    add(tr("Hit rate"), Unit::Percent,
        {{Metric::HitRate, {tr("hits ÷ lookups"), &Theme::good, Style::Area}}});
    add(tr("Lookups"), Unit::PerSecond,
        {{Metric::Hits, {tr("hits"), &Theme::good}},
            {Metric::Misses, {tr("misses"), &Theme::warning}}});
    m_memory = add(tr("Memory"), Unit::Bytes,
        {{Metric::UsedMemory, {tr("used"), &Theme::accent, Style::Area}},
            {Metric::MaxMemory, {tr("maxmemory"), &Theme::danger, Style::Dashed}},
            {Metric::ResidentMemory, {tr("resident"), &Theme::violet}},
            {Metric::PeakMemory, {tr("peak"), &Theme::muted, Style::Dashed}}});
    add(tr("Keys that left"), Unit::PerSecond,
        {{Metric::Evicted, {tr("evicted"), &Theme::violet}},
            {Metric::Expired, {tr("expired"), &Theme::warning}}});
    add(tr("Keys"), Unit::Count,
        {{Metric::Keys, {tr("keys"), &Theme::accent}},
            {Metric::KeysWithTtl, {tr("with a TTL"), &Theme::warning}}});
    add(tr("Commands"), Unit::PerSecond,
        {{Metric::Reads, {tr("reads"), &Theme::good}},
            {Metric::Writes, {tr("writes"), &Theme::accent}},
            {Metric::Removals, {tr("deletes and TTLs"), &Theme::violet}},
            {Metric::Scans, {tr("scans"), &Theme::danger}},
            {Metric::Scripts, {tr("scripts"), &Theme::warning}},
            {Metric::OtherCommands, {tr("other"), &Theme::muted}}});
}

void ChartWall::makeServerCharts()
{
    add(tr("Latency"), Unit::Seconds,
        {{Metric::RoundTrip, {tr("round trip of Hitlens"), &Theme::accent}},
            {Metric::CommandTime, {tr("mean of commands"), &Theme::good}},
            {Metric::CommandP99, {tr("p99 of the slowest"), &Theme::danger}}});
    add(tr("Clients"), Unit::Count,
        {{Metric::Clients, {tr("connected"), &Theme::accent}},
            {Metric::BlockedClients, {tr("blocked"), &Theme::warning}}});
    add(tr("Connections opened"), Unit::PerSecond,
        {{Metric::Connections, {tr("opened"), &Theme::accent}}});
    add(tr("Network"), Unit::BytesPerSecond,
        {{Metric::NetworkIn, {tr("in"), &Theme::good}},
            {Metric::NetworkOut, {tr("out"), &Theme::accent}}});
    add(tr("CPU"), Unit::Cores,
        {{Metric::CpuUser, {tr("user"), &Theme::accent}},
            {Metric::CpuSystem, {tr("system"), &Theme::violet}}});
    add(tr("Fragmentation"), Unit::Ratio,
        {{Metric::Fragmentation, {tr("resident ÷ used"), &Theme::violet}}});
    m_replication = add(tr("Replication lag"), Unit::Bytes,
        {{Metric::ReplicationLag, {tr("not acknowledged"), &Theme::warning}}});
    m_replication->hide();
}

TimeChart *ChartWall::add(const QString &title, Unit unit, const Lines &lines)
{
    QList<Metric> metrics;
    QList<ChartLine> looks;
    for (const auto &[metric, look] : lines) {
        metrics.append(metric);
        looks.append(look);
    }
    auto *chart = new TimeChart(title, looks, unit, this);
    PlotView *plot = chart->plot();
    plot->setReader(
        [this, metrics](qsizetype line, double x) { return m_history.valueAt(metrics[line], x); });
    connect(plot, &PlotView::hovered, this, &ChartWall::showHover);
    connect(plot, &PlotView::rangeRequested, this, &ChartWall::rangeRequested);
    connect(plot, &PlotView::presentRequested, this, &ChartWall::presentRequested);
    const qsizetype number = m_charts.size();
    connect(chart, &TimeChart::linesChanged, this, [this, number] {
        if (m_range.window > 0ms)
            drawChart(m_charts[number]);
        emit hiddenLinesChanged();
    });
    m_charts.append({chart, metrics});
    return chart;
}

void ChartWall::setCompanion(QWidget *companion)
{
    companion->setParent(this);
    m_companion = companion;
}

void ChartWall::arrange(int columns)
{
    const int wide = columns - 1; // columns of the first chart, beside its companion
    const bool hasRoom = columns >= 3 && m_companion;
    int row = 0;
    m_grid->addWidget(m_charts[0].widget, row, 0, 1, hasRoom ? wide : columns);
    if (hasRoom)
        m_grid->addWidget(m_companion, row, wide);
    else if (m_companion)
        m_grid->addWidget(m_companion, ++row, 0, 1, columns);
    ++row;
    for (qsizetype i = 1; i < m_charts.size(); ++i) {
        const int place = static_cast<int>(i) - 1;
        m_grid->addWidget(m_charts[i].widget, row + place / columns, place % columns);
    }
    for (int column = 0; column < 3; ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    // Of the plot, however many rows its legend has: labels of an axis need their room.
    for (const Chart &chart : std::as_const(m_charts))
        chart.widget->plot()->setMinimumHeight(11 * fontMetrics().height());
}

bool ChartWall::isSeen(const QWidget *chart) const
{
    if (!m_viewport)
        return true;
    const QRect place(chart->mapTo(m_viewport, QPoint()), chart->size());
    return !chart->isHidden() && place.intersects(m_viewport->rect());
}

void ChartWall::draw(const Range &range, bool all)
{
    m_range = range;
    for (const Chart &chart : std::as_const(m_charts)) {
        if (all || isSeen(chart.widget))
            drawChart(chart);
    }
}

void ChartWall::drawChart(const Chart &chart)
{
    PlotView *plot = chart.widget->plot();
    const auto &[end, window, earlier] = m_range;
    QList<Series> series;
    QList<Series> compared;
    for (const Metric metric : chart.metrics) {
        series.append(m_history.series(metric, end, window, plot->width() / 2));
        if (earlier > 0ms) {
            compared.append(m_history.series(metric, end - earlier, window, comparedPoints));
            compared.last().moveBy(static_cast<double>(earlier.count()));
        }
    }
    if (std::ranges::all_of(series, [](const Series &line) { return line.segments.isEmpty(); }))
        plot->setEmptyText(emptyText(chart));
    plot->setSeries(series, m_history.toWall(end - window), m_history.toWall(end), compared);
}

QString ChartWall::emptyText(const Chart &chart) const
{
    const auto &[end, window, earlier] = m_range;
    const bool isKnown = m_history.summary(Metric::Operations, end, window).has_value();
    if (isKnown && chart.metrics.contains(Metric::HitRate))
        return tr("Nobody but Hitlens looked up a key in this time.");
    // A rate needs two samples.
    const bool hasBegun = m_history.summary(Metric::Operations, end, History::longestWindow)
        || m_history.span(end) >= 500ms;
    return hasBegun ? tr("There are no samples of this time.") : tr("There are no samples yet.");
}

void ChartWall::setCurrent(const std::function<std::optional<double>(Metric)> &current)
{
    for (const Chart &chart : std::as_const(m_charts)) {
        QList<std::optional<double>> values;
        for (const Metric metric : chart.metrics)
            values.append(current(metric));
        if (chart.widget == m_replication && values.first())
            chart.widget->show();
        chart.widget->setCurrent(values);
    }
}

void ChartWall::setHiddenLines(const QStringList &lines)
{
    const QSignalBlocker blocker(this); // nobody chose
    for (const Chart &chart : std::as_const(m_charts)) {
        for (qsizetype line = 0; line < chart.metrics.size(); ++line)
            chart.widget->setLineShown(line, !lines.contains(nameOfLine(chart.metrics[line])));
    }
}

QStringList ChartWall::hiddenLines() const
{
    QStringList lines;
    for (const Chart &chart : m_charts) {
        for (qsizetype line = 0; line < chart.metrics.size(); ++line) {
            if (!chart.widget->isLineShown(line))
                lines << nameOfLine(chart.metrics[line]);
        }
    }
    return lines;
}

void ChartWall::setMarks(const QList<ChartMark> &marks)
{
    for (const Chart &chart : std::as_const(m_charts))
        chart.widget->plot()->setMarks(marks);
}

void ChartWall::setNote(const QString &note)
{
    m_charts.first().widget->setNote(note);
}

void ChartWall::setForecast(const QString &whenFull)
{
    m_memory->setNote(whenFull);
    m_memory->setNoteToolTip(tr("If used memory goes on growing as in the last hour, along a "
                                "straight line, it reaches maxmemory then."));
}

void ChartWall::showHover(const std::optional<double> &x)
{
    m_hovered = x;
    for (const Chart &chart : std::as_const(m_charts))
        chart.widget->plot()->setCrosshair(x);
}

} // namespace hitlens
