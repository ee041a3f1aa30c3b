// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/nodespage.h"

#include "ui/monitoring/nodecharts.h"
#include "ui/monitoring/nodesdelegate.h"
#include "ui/shell/theme.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/rowtable.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>

#include <numeric>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Column = NodesModel::Column;

namespace {

constexpr int margin = 16;
constexpr int stateParts = 3; // of the room that is left over, more than the other columns

// The widest that is usual, for the width of its column.
QString widest(Column column)
{
    switch (column) {
    case Column::Role:
        return NodesPage::tr("Primary");
    case Column::Slots:
        return formatCount(16384);
    case Column::HitRate:
        return formatPercent(1);
    case Column::Memory:
        return formatBytes(99LL << 20);
    case Column::Keys:
        return formatCount(9'999'999);
    case Column::State:
        return NodesPage::tr("Connecting");
    case Column::Node:
        return {};
    case Column::Operations:
    case Column::Evicted:
    case Column::Expired:
    case Column::Clients:
        break;
    }
    return formatRate(99'900);
}

QString memorySentence(const NodeRow &row)
{
    const NodeFigures &figures = row.figures;
    if (!figures.usedMemory)
        return {};
    const QString memory = figures.maxMemory.value_or(0) > 0
        ? NodesPage::tr("%1 of %2", "memory")
              .arg(formatBytes(figures.usedMemory), formatBytes(figures.maxMemory))
        : formatBytes(figures.usedMemory);
    return row.isSum ? NodesPage::tr("Together they use %1.").arg(memory)
                     : NodesPage::tr("It uses %1.").arg(memory);
}

QString describe(const NodeRow &row)
{
    const Node &node = row.node;
    QStringList sentences;
    if (row.isSum)
        sentences
            << NodesPage::tr("%1 of 16,384 slots are served.").arg(formatCount(node.slotCount));
    else if (!row.slotRanges.isEmpty())
        sentences << NodesPage::tr("Slots: %1.").arg(QString::fromLatin1(row.slotRanges));
    else if (!node.primary.isEmpty())
        sentences << NodesPage::tr("Follows %1.").arg(QString::fromUtf8(node.primary));
    if (node.role == NodeRole::Replica && row.figures == NodeFigures())
        sentences << NodesPage::tr("Replicas are not asked for figures.");
    sentences << memorySentence(row);
    if (node.status.error && node.status.state != Status::State::Ready)
        sentences << node.status.error->text;
    sentences.removeAll(QString());
    return sentences.join(u' ');
}

} // namespace

NodesPage::NodesPage(NodesModel &nodes, QWidget *parent)
    : QWidget(parent)
    , m_nodes(nodes)
    , m_strip(new MessageStrip(this))
    , m_table(new QTableView(this))
    , m_details(new QLabel(this))
    , m_charts(new NodeCharts(nodes, this))
    , m_copy(makeAction(tr("&Copy address"), u"copy"_s))
    , m_open(makeAction(tr("&Open this node alone"), u"connect"_s))
{
    makeTable();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(makeContent(), 1);
    FocusPass::set(this, m_table);

    connect(m_copy, &QAction::triggered, this, &NodesPage::copyAddress);
    connect(m_open, &QAction::triggered, this, &NodesPage::openCurrent);
    connect(m_table, &QTableView::activated, this, &NodesPage::openCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &NodesPage::noteCurrent);
    connect(&m_nodes, &NodesModel::dataChanged, this, &NodesPage::onRefreshed);
    connect(&m_nodes, &NodesModel::modelReset, this, &NodesPage::restoreCurrent);
    m_tick.setInterval(1500ms); // longer than a sample takes to come
    connect(&m_tick, &QTimer::timeout, this, [this] { m_nodes.refresh(); });
    restoreCurrent();
}

void NodesPage::makeTable()
{
    m_table->setModel(&m_nodes);
    m_table->setItemDelegate(new NodesDelegate(m_table));
    prepareRowTable(m_table, tr("Nodes"), fontMetrics().height() * 2);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addActions({m_copy, m_open});
    m_table->horizontalHeader()->setStretchLastSection(true);
}

// What is left over is shared out, so that the columns stand apart on a wide page.
void NodesPage::fitColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    QFont bold = tabularFont(m_table->font());
    bold.setWeight(QFont::DemiBold); // the sum's
    const QFontMetrics letters(bold);
    QList<int> widths;
    for (int i = 0; i < NodesModel::columns; ++i) {
        const QString name = m_nodes.headerData(i, Qt::Horizontal).toString();
        widths << std::max(letters.horizontalAdvance(widest(Column(i))),
                      header->fontMetrics().horizontalAdvance(name))
                + letters.averageCharWidth();
    }
    m_table->resizeColumnToContents(int(Column::Node));
    widths[int(Column::Node)]
        = std::min(header->sectionSize(int(Column::Node)), 30 * letters.averageCharWidth());
    int spare = width() - 2 * (margin + m_table->frameWidth())
        - style()->pixelMetric(QStyle::PM_ScrollBarExtent)
        - std::accumulate(widths.begin(), widths.end(), 0);
    const int percent = letters.horizontalAdvance(u", "_s + formatPercent(0.999));
    if (spare >= percent) {
        widths[int(Column::Memory)] += percent;
        spare -= percent;
    }
    // The state gets more: an error's text has no usual length.
    const int part = std::max(spare, 0) / (NodesModel::columns + stateParts);
    widths[int(Column::State)] += stateParts * part;
    for (int i = 0; i < NodesModel::columns; ++i)
        header->resizeSection(i, widths[i] + part);
}

QAction *NodesPage::makeAction(const QString &text, const QString &name)
{
    auto *action = new QAction(icon(name), text, this);
    action->setEnabled(false);
    return action;
}

QWidget *NodesPage::makeFooter()
{
    auto *footer = new QWidget(this);
    auto *layout = new QHBoxLayout(footer);
    layout->setContentsMargins(0, 0, 0, 0);
    m_details->setWordWrap(true);
    m_details->setTextFormat(Qt::PlainText);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setRole(m_details, Role::Muted);
    layout->addWidget(m_details, 1);
    for (QAction *action : {m_copy, m_open}) {
        auto *button = new QPushButton(action->icon(), action->text(), footer);
        button->setEnabled(action->isEnabled());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::enabledChanged, button, &QPushButton::setEnabled);
        layout->addWidget(button);
    }
    return footer;
}

// What is shown of the table and of the charts the person decides.
QWidget *NodesPage::makeContent()
{
    auto *upper = new QWidget(this);
    auto *table = new QVBoxLayout(upper);
    table->setContentsMargins(0, 0, 0, 0);
    table->setSpacing(12);
    table->addWidget(m_table, 1);
    table->addWidget(makeFooter());
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(upper);
    splitter->addWidget(m_charts);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(margin);
    for (int part = 0; part < 2; ++part)
        splitter->setStretchFactor(part, 1);
    auto *content = new QWidget(this); // a splitter has no margins
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->addWidget(splitter);
    return content;
}

void NodesPage::showFailure(const Error &error)
{
    m_strip->showError(error, tr("The nodes do not answer INFO, which all figures come from."));
}

void NodesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_nodes.refresh();
    m_tick.start();
}

void NodesPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void NodesPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
}

void NodesPage::onRefreshed()
{
    if (m_nodes.hasFigures())
        m_strip->clear();
    showDetails();
}

void NodesPage::noteCurrent()
{
    const NodeRow *row = currentRow();
    m_current = row ? row->node.name : QByteArray();
    m_copy->setEnabled(row);
    m_open->setEnabled(row);
    if (row)
        m_charts->reveal(m_current);
    showDetails();
}

// The rows came anew: the same node stays chosen, wherever it stands now.
void NodesPage::restoreCurrent()
{
    m_charts->setVisible(m_nodes.rowCount() > 0 && m_nodes.rowAt(0).isSum);
    const int row = m_nodes.rowOf(m_current);
    m_table->setCurrentIndex(m_nodes.index(std::max(row, 0), 0));
    noteCurrent();
    fitColumns();
}

void NodesPage::showDetails()
{
    const QModelIndex index = m_table->currentIndex();
    m_details->setText(index.isValid() ? describe(m_nodes.rowAt(index.row())) : QString());
}

const NodeRow *NodesPage::currentRow() const
{
    const QModelIndex index = m_table->currentIndex();
    if (!index.isValid() || m_nodes.rowAt(index.row()).isSum)
        return nullptr;
    return &m_nodes.rowAt(index.row());
}

void NodesPage::copyAddress()
{
    if (const NodeRow *row = currentRow())
        QGuiApplication::clipboard()->setText(row->node.address.text());
}

void NodesPage::openCurrent()
{
    if (const NodeRow *row = currentRow())
        emit openRequested(row->node);
}

} // namespace hitlens
