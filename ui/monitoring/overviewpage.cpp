// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/overviewpage.h"

#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QButtonGroup>
#include <QDateTime>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int spacing = 12;
constexpr std::chrono::milliseconds shortestSparkline = 15s;

QString clockTime(const History &history, Instant at)
{
    const auto wall = static_cast<qint64>(history.toWall(at));
    return QDateTime::fromMSecsSinceEpoch(wall).toString(u"HH:mm:ss"_s);
}

QString memoryNote(const ServerInfo &info)
{
    if (!info.maxmemory || !info.usedMemory)
        return {};
    if (*info.maxmemory == 0)
        return OverviewPage::tr("no limit set");
    const double part
        = static_cast<double>(*info.usedMemory) / static_cast<double>(*info.maxmemory);
    return OverviewPage::tr("%1 of %2").arg(formatPercent(part), formatBytes(info.maxmemory));
}

QString expiryNote(const ServerInfo &info)
{
    if (!info.databases)
        return {};
    qint64 keys = 0;
    qint64 expiring = 0;
    for (const DatabaseInfo &database : *info.databases) {
        keys += database.keys;
        expiring += database.expires;
    }
    if (keys == 0)
        return OverviewPage::tr("no keys");
    const double part = static_cast<double>(expiring) / static_cast<double>(keys);
    return OverviewPage::tr("%1 with a TTL").arg(formatPercent(part));
}

} // namespace

OverviewPage::OverviewPage(Client &client, History &history, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_history(history)
    , m_strip(new MessageStrip(this))
    , m_content(new QWidget(this))
    , m_tileGrid(new QGridLayout)
    , m_chartGrid(new QGridLayout)
    , m_windowButtons(new QButtonGroup(this))
    , m_pauseButton(new QPushButton(tr("Pause"), this))
{
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus); // it could not show it
    scroll->setWidget(m_content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(m_strip);
    outer->addWidget(scroll);
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(spacing);
    m_tileGrid->setSpacing(spacing);
    m_chartGrid->setSpacing(spacing);
    layout->addLayout(m_tileGrid);
    layout->addLayout(m_chartGrid, 1);
    makeTiles();
    makeCharts();
    arrange();

    // Longer than a sample takes to come, so that it stays silent while they do.
    m_staleTimer.setInterval(1500ms);
    connect(&m_staleTimer, &QTimer::timeout, this, &OverviewPage::refresh);
    connect(&m_history, &History::appended, this, &OverviewPage::onSample);
    connect(&m_client, &Client::statusChanged, this, &OverviewPage::refresh);
}

void OverviewPage::makeTiles()
{
    const auto add
        = [this](const QString &caption, const QString &explanation, QColor Theme::*color) {
              return new StatTile(caption, explanation, color, this);
          };
    m_tiles.hitRate = add(tr("Hit rate, last 10 s"),
        tr("Keyspace hits divided by hits and misses, over the last 10 seconds. What Hitlens looks "
           "up itself is left out."),
        &Theme::good);
    m_tiles.operations = add(tr("Operations"),
        tr("Commands the server processed per second, over the last second."), &Theme::accent);
    m_tiles.memory = add(tr("Memory"),
        tr("Memory that the server's allocator handed out (used_memory), against maxmemory."),
        &Theme::accent);
    m_tiles.evicted = add(tr("Evicted"),
        tr("Keys per second that were dropped to stay below maxmemory, over the last second."),
        &Theme::violet);
    m_tiles.expired = add(tr("Expired"),
        tr("Keys per second whose time to live ended, over the last second."), &Theme::warning);
    m_tiles.clients
        = add(tr("Clients"), tr("Connections that are open now, ours included."), &Theme::muted);
}

void OverviewPage::makeCharts()
{
    using Style = ChartLine::Style;
    TimeChart *hitRate = addChart(tr("Hit rate"), Unit::Percent,
        {{Metric::HitRate, {tr("hits ÷ lookups"), &Theme::good, Style::Area}}});
    hitRate->addHeaderWidget(makeWindowButtons());
    hitRate->addHeaderWidget(m_pauseButton);
    addChart(tr("Lookups"), Unit::PerSecond,
        {{Metric::Hits, {tr("hits"), &Theme::good}},
            {Metric::Misses, {tr("misses"), &Theme::warning}}});
    addChart(tr("Memory"), Unit::Bytes,
        {{Metric::UsedMemory, {tr("used"), &Theme::accent, Style::Area}},
            {Metric::MaxMemory, {tr("maxmemory"), &Theme::danger, Style::Dashed}}});
    addChart(tr("Keys that left"), Unit::PerSecond,
        {{Metric::Evicted, {tr("evicted"), &Theme::violet}},
            {Metric::Expired, {tr("expired"), &Theme::warning}}});
    m_pauseButton->setToolTip(tr("Freezes the picture. Hitlens goes on sampling."));
    connect(m_pauseButton, &QAbstractButton::clicked, this, [this] { setPaused(!isPaused()); });
}

TimeChart *OverviewPage::addChart(
    const QString &title, Unit unit, const QList<std::pair<Metric, ChartLine>> &lines)
{
    QList<Metric> metrics;
    QList<ChartLine> looks;
    for (const auto &[metric, look] : lines) {
        metrics.append(metric);
        looks.append(look);
    }
    auto *chart = new TimeChart(title, looks, unit, this);
    chart->plot()->setReader(
        [this, metrics](qsizetype line, double x) { return m_history.valueAt(metrics[line], x); });
    connect(chart->plot(), &PlotView::hovered, this, &OverviewPage::showHover);
    m_charts.append({chart, metrics});
    return chart;
}

QWidget *OverviewPage::makeWindowButtons()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    const QList<std::pair<QString, std::chrono::minutes>> windows{{tr("1 m", "one minute"), 1min},
        {tr("5 m", "five minutes"), 5min}, {tr("15 m", "a quarter of an hour"), 15min},
        {tr("1 h", "one hour"), 60min}};
    for (const auto &[text, span] : windows) {
        auto *button = new QPushButton(text, row);
        button->setCheckable(true);
        button->setChecked(span == m_window);
        button->setToolTip(tr("Shows the last %1.").arg(formatDuration(span)));
        button->setAccessibleName(button->toolTip());
        setRole(button, Role::Segment);
        m_windowButtons->addButton(button, static_cast<int>(span.count()));
        layout->addWidget(button);
    }
    connect(m_windowButtons, &QButtonGroup::idClicked, this, [this](int minutes) {
        setWindow(std::chrono::minutes(minutes));
        emit windowChosen(std::chrono::minutes(minutes));
    });
    return row;
}

void OverviewPage::arrange()
{
    const int figure = fontMetrics().averageCharWidth() * 24;
    const int columns = width() >= 6 * figure ? 6 : 3;
    if (columns == m_columns)
        return;
    m_columns = columns;
    const QList<StatTile *> tiles{m_tiles.hitRate, m_tiles.operations, m_tiles.memory,
        m_tiles.evicted, m_tiles.expired, m_tiles.clients};
    for (int i = 0; i < tiles.size(); ++i) {
        m_tileGrid->addWidget(tiles[i], i / columns, i % columns);
        m_tileGrid->setColumnStretch(i, i < columns ? 1 : 0);
    }
    // The hit rate spans the page; the others share the row below it while it is wide enough.
    const bool isWide = columns == 6;
    const int line = fontMetrics().height();
    m_chartGrid->addWidget(m_charts[0].widget, 0, 0, 1, isWide ? 3 : 2);
    m_chartGrid->addWidget(m_charts[1].widget, 1, 0);
    m_chartGrid->addWidget(m_charts[2].widget, 1, 1);
    m_chartGrid->addWidget(m_charts[3].widget, isWide ? 1 : 2, isWide ? 2 : 0, 1, isWide ? 1 : 2);
    for (int column = 0; column < 3; ++column)
        m_chartGrid->setColumnStretch(column, column < 2 || isWide ? 1 : 0);
    m_chartGrid->setRowStretch(0, 5);
    m_chartGrid->setRowStretch(1, 4);
    m_chartGrid->setRowStretch(2, isWide ? 0 : 4);
    for (const Chart &chart : std::as_const(m_charts))
        chart.widget->setMinimumHeight(15 * line);
}

void OverviewPage::setWindow(std::chrono::milliseconds window)
{
    m_window = window;
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(window).count();
    if (QAbstractButton *button = m_windowButtons->button(static_cast<int>(minutes)))
        button->setChecked(true);
    refresh();
}

void OverviewPage::setPaused(bool isPaused)
{
    if (isPaused == m_pausedAt.has_value())
        return;
    m_pausedAt = isPaused ? std::optional(shownInstant()) : std::nullopt;
    m_pauseButton->setText(isPaused ? tr("Resume") : tr("Pause"));
    refresh();
}

void OverviewPage::setMarks(const QList<ChartMark> &marks)
{
    for (const Chart &chart : std::as_const(m_charts))
        chart.widget->plot()->setMarks(marks);
}

void OverviewPage::showFailure(const Error &error)
{
    m_strip->showError(error, tr("The server does not answer INFO, which all figures come from."));
}

void OverviewPage::onSample()
{
    m_strip->clear();
    if (!isPaused())
        refresh();
}

// The picture ends at the latest sample, or now while samples are missing.
Instant OverviewPage::shownInstant() const
{
    if (m_pausedAt)
        return *m_pausedAt;
    const Instant now = monotonicNow();
    return m_history.isStale(now) ? now : m_history.latest()->at;
}

void OverviewPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void OverviewPage::refresh()
{
    if (!isVisible() || isPaused())
        m_staleTimer.stop();
    else
        m_staleTimer.start();
    if (!isVisible())
        return;
    const Instant end = shownInstant();
    if (!isPaused()) {
        m_isLive = m_client.isReady() && !m_history.isStale(end);
        refreshFigures(end);
        refreshNotes(end);
    }
    refreshSparklines(end);
    for (const Chart &chart : std::as_const(m_charts))
        refreshChart(chart, end);
    refreshState();
}

std::optional<double> OverviewPage::current(Metric metric, Instant now) const
{
    return m_isLive ? m_history.current(metric, now) : std::nullopt;
}

void OverviewPage::refreshFigures(Instant now)
{
    const Headline headline = m_isLive ? m_history.headline(now) : Headline{};
    m_tiles.hitRate->setFigure(formatPercent(headline.hitRate));
    m_tiles.operations->setFigure(formatRate(headline.operations));
    m_tiles.memory->setFigure(formatBytes(headline.usedMemory));
    m_tiles.evicted->setFigure(formatRate(current(Metric::Evicted, now)));
    m_tiles.expired->setFigure(formatRate(current(Metric::Expired, now)));
    const auto clients = current(Metric::Clients, now);
    m_tiles.clients->setFigure(clients ? formatCount(std::llround(*clients)) : u"–"_s);
}

void OverviewPage::refreshNotes(Instant now)
{
    const ServerInfo info = m_isLive ? m_history.latest()->info : ServerInfo{};
    m_tiles.hitRate->setNote(
        tr("since start %1")
            .arg(formatPercent(m_isLive ? m_history.hitRateSinceStart() : std::nullopt)));
    m_tiles.memory->setNote(memoryNote(info));
    m_tiles.evicted->setNote(info.maxmemoryPolicy);
    m_tiles.expired->setNote(expiryNote(info));
    const auto newRate = current(Metric::Connections, now);
    m_tiles.clients->setNote(
        tr("%1 blocked · %2 new/s")
            .arg(info.blockedClients ? formatCount(*info.blockedClients) : u"–"_s,
                newRate ? formatShortCount(*newRate) : u"–"_s));
    for (const Chart &chart : std::as_const(m_charts)) {
        QList<std::optional<double>> values;
        for (const Metric metric : chart.metrics)
            values.append(current(metric, now));
        chart.widget->setCurrent(values);
    }
}

void OverviewPage::refreshSparklines(Instant end)
{
    const QList<std::pair<StatTile *, Metric>> tiles{{m_tiles.hitRate, Metric::HitRate},
        {m_tiles.operations, Metric::Operations}, {m_tiles.memory, Metric::UsedMemory},
        {m_tiles.evicted, Metric::Evicted}, {m_tiles.expired, Metric::Expired},
        {m_tiles.clients, Metric::Clients}};
    // They have no axis: what is not sampled yet would only be an empty stretch.
    const auto window = std::clamp(m_history.span(end), shortestSparkline, m_window);
    const double until = m_history.toWall(end);
    const double from = m_history.toWall(end - window);
    for (const auto &[tile, metric] : tiles) {
        const Series series = m_history.series(metric, end, window, tile->width());
        tile->setSeries(series, from, until);
        if (metric == Metric::Operations)
            tile->setNote(tr("peak %1").arg(formatRate(series.max())));
    }
}

void OverviewPage::refreshChart(const Chart &chart, Instant end)
{
    PlotView *plot = chart.widget->plot();
    QList<Series> series;
    for (const Metric metric : chart.metrics)
        series.append(m_history.series(metric, end, m_window, plot->width()));
    // A rate needs two samples.
    plot->setEmptyText(m_history.span(end) < 500ms ? tr("There are no samples yet.")
            : chart.metrics.contains(Metric::HitRate)
            ? tr("Nobody but Hitlens looked up a key in this time.")
            : tr("There are no samples of this time."));
    plot->setSeries(series, m_history.toWall(end - m_window), m_history.toWall(end));
}

void OverviewPage::refreshState()
{
    QString note;
    if (m_pausedAt && !m_history.isEmpty())
        note = tr("Paused at %1").arg(clockTime(m_history, *m_pausedAt));
    else if (!m_client.isReady())
        note = tr("Not connected");
    else if (!m_isLive && !m_history.isEmpty())
        note = tr("No answer since %1").arg(clockTime(m_history, m_history.latest()->at));
    m_charts.first().widget->setNote(note);
}

void OverviewPage::showHover(const std::optional<double> &x)
{
    for (const Chart &chart : std::as_const(m_charts))
        chart.widget->plot()->setCrosshair(x);
}

} // namespace hitlens
