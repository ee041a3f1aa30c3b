// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/nodecharts.h"

#include "ui/monitoring/metricwords.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

struct NodeCharts::Figure
{
    Metric metric;
    Unit unit;
    QColor Theme::*color;
    bool isShare = false; // of all together it is as large as of one
};

namespace {

constexpr int chartSpacing = 12;
constexpr int linesOfText = 11; // that a plot is high
constexpr int lettersWide = 44; // that it is wide at least, where there is room
constexpr int mostColumns = 4;

} // namespace

std::span<const NodeCharts::Figure> NodeCharts::figures()
{
    static constexpr Figure all[]{
        {Metric::HitRate, Unit::Percent, &Theme::good, true},
        {Metric::Operations, Unit::PerSecond, &Theme::accent},
        {Metric::Hits, Unit::PerSecond, &Theme::good},
        {Metric::Misses, Unit::PerSecond, &Theme::warning},
        {Metric::UsedMemory, Unit::Bytes, &Theme::accent},
        {Metric::Keys, Unit::Count, &Theme::accent},
        {Metric::Evicted, Unit::PerSecond, &Theme::violet},
        {Metric::Expired, Unit::PerSecond, &Theme::warning},
        {Metric::Clients, Unit::Count, &Theme::accent},
        {Metric::Connections, Unit::PerSecond, &Theme::accent},
        {Metric::NetworkIn, Unit::BytesPerSecond, &Theme::good},
        {Metric::NetworkOut, Unit::BytesPerSecond, &Theme::accent},
        {Metric::CpuUser, Unit::Cores, &Theme::accent},
        {Metric::CpuSystem, Unit::Cores, &Theme::violet},
    };
    return all;
}

NodeCharts::NodeCharts(const NodesModel &nodes, QWidget *parent)
    : QWidget(parent)
    , m_nodes(nodes)
    , m_figure(new QComboBox(this))
    , m_window(new QComboBox(this))
    , m_scroll(new QScrollArea(this))
    , m_grid(nullptr)
{
    auto *content = new QWidget(m_scroll);
    m_grid = new QGridLayout(content);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(chartSpacing);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus); // it could not show it
    m_scroll->setMinimumHeight((linesOfText + 4) * fontMetrics().height());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(chartSpacing);
    layout->addWidget(makeBar());
    layout->addWidget(m_scroll, 1);
    connect(&m_nodes, &NodesModel::modelReset, this, &NodeCharts::rebuild);
    connect(&m_nodes, &NodesModel::dataChanged, this, &NodeCharts::refresh);
    connect(m_figure, &QComboBox::currentIndexChanged, this, &NodeCharts::rebuild);
    connect(m_window, &QComboBox::currentIndexChanged, this, &NodeCharts::refresh);
    // What comes into view was not drawn while nobody saw it.
    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, this, &NodeCharts::refresh);
    rebuild();
}

QWidget *NodeCharts::makeBar()
{
    auto *bar = new QWidget(this);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    for (const Figure &figure : figures())
        m_figure->addItem(wordsOf(figure.metric).name);
    m_figure->setAccessibleName(tr("What the charts show"));
    m_window->addItem(tr("Last minute"), 1);
    m_window->addItem(tr("Last 5 minutes"), 5);
    m_window->addItem(tr("Last 15 minutes"), 15);
    m_window->setCurrentIndex(1);
    m_window->setAccessibleName(tr("How long a time the charts show"));
    auto *note = new QLabel(tr("The charts of the nodes have one scale."), bar);
    setRole(note, Role::Muted);
    layout->addWidget(m_figure);
    layout->addWidget(m_window);
    layout->addWidget(note);
    layout->addStretch();
    return bar;
}

const NodeCharts::Figure &NodeCharts::figure() const
{
    return figures()[static_cast<size_t>(m_figure->currentIndex())];
}

std::chrono::milliseconds NodeCharts::window() const
{
    return std::chrono::minutes(m_window->currentData().toInt());
}

QList<int> NodeCharts::wantedRows() const
{
    QList<int> rows;
    for (int row = 0; row < m_nodes.rowCount(); ++row) {
        if (m_nodes.historyOf(m_nodes.rowAt(row)))
            rows.append(row);
    }
    return rows;
}

// Asked for each time: it goes when its node serves no keys any more.
const History *NodeCharts::historyOf(const Chart &chart) const
{
    return chart.row < m_nodes.rowCount() ? m_nodes.historyOf(m_nodes.rowAt(chart.row)) : nullptr;
}

void NodeCharts::rebuild()
{
    for (const Chart &chart : std::exchange(m_charts, {}))
        delete chart.widget;
    for (const int row : wantedRows()) {
        const NodeRow &node = m_nodes.rowAt(row);
        m_charts.append(
            {row, makeChart(node.isSum ? tr("All primaries") : node.node.address.text())});
    }
    m_columns = 0;
    arrange();
    draw();
}

TimeChart *NodeCharts::makeChart(const QString &title)
{
    const Figure &shown = figure();
    const MetricWords words = wordsOf(shown.metric);
    auto *chart = new TimeChart(
        title, {{words.name, shown.color, ChartLine::Style::Area}}, shown.unit, m_scroll->widget());
    PlotView *plot = chart->plot();
    plot->setMinimumHeight(linesOfText * fontMetrics().height());
    plot->setEmptyText(tr("There are no figures of this time."));
    plot->setAccessibleName(tr("%1 of %2", "figure of a node").arg(words.name, title));
    const qsizetype number = m_charts.size();
    plot->setReader([this, number, metric = shown.metric](qsizetype, double x) {
        const History *history = historyOf(m_charts[number]);
        return history ? history->valueAt(metric, x) : std::nullopt;
    });
    connect(plot, &PlotView::hovered, this, &NodeCharts::showHover);
    connect(chart, &TimeChart::linesChanged, this, &NodeCharts::refresh);
    return chart;
}

void NodeCharts::arrange()
{
    const int wide = fontMetrics().averageCharWidth() * lettersWide;
    const int columns = std::clamp(width() / wide, 1, mostColumns);
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int i = 0; i < m_charts.size(); ++i)
        m_grid->addWidget(m_charts[i].widget, i / columns, i % columns);
    for (int column = 0; column < mostColumns; ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
}

Instant NodeCharts::shownInstant() const
{
    const Instant now = monotonicNow();
    const History &whole = m_nodes.whole();
    return whole.isStale(now) ? now : whole.latest()->at;
}

bool NodeCharts::isSeen(const QWidget *chart) const
{
    const QRect place(chart->mapTo(m_scroll->viewport(), QPoint()), chart->size());
    return place.intersects(m_scroll->viewport()->rect());
}

// Who serves keys may have changed while the rows stayed.
void NodeCharts::refresh()
{
    const auto isOfRow = [](const Chart &chart, int row) { return chart.row == row; };
    if (std::ranges::equal(m_charts, wantedRows(), isOfRow))
        draw();
    else
        rebuild();
}

void NodeCharts::draw()
{
    if (!isVisible())
        return;
    const Figure &shown = figure();
    const Instant end = shownInstant();
    QList<Series> all;
    std::optional<double> least;
    std::optional<double> greatest;
    for (const Chart &chart : std::as_const(m_charts)) {
        const int width = chart.widget->plot()->width();
        all.append(historyOf(chart)->series(shown.metric, end, window(), width));
        const auto low = all.last().min();
        if (low && hasSharedScale(chart)) {
            least = std::min(*low, least.value_or(*low));
            greatest = std::max(*all.last().max(), greatest.value_or(*low));
        }
    }
    for (qsizetype i = 0; i < m_charts.size(); ++i) {
        const Chart &chart = m_charts[i];
        const History &history = *historyOf(chart);
        chart.widget->setCurrent({history.current(shown.metric, monotonicNow())});
        if (!isSeen(chart.widget))
            continue;
        PlotView *plot = chart.widget->plot();
        if (least && hasSharedScale(chart))
            plot->setReach(*least, *greatest);
        plot->setSeries({all[i]}, history.toWall(end - window()), history.toWall(end));
    }
}

// The sum of what is counted would press the others flat.
bool NodeCharts::hasSharedScale(const Chart &chart) const
{
    return figure().isShare || !m_nodes.rowAt(chart.row).isSum;
}

void NodeCharts::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void NodeCharts::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
    refresh();
}

void NodeCharts::reveal(QByteArrayView node)
{
    for (const Chart &chart : std::as_const(m_charts)) {
        const NodeRow &row = m_nodes.rowAt(chart.row);
        if (!row.isSum && row.node.name == node)
            m_scroll->ensureWidgetVisible(chart.widget);
    }
}

void NodeCharts::showHover(const std::optional<double> &x)
{
    for (const Chart &chart : std::as_const(m_charts))
        chart.widget->plot()->setCrosshair(x);
}

} // namespace hitlens
