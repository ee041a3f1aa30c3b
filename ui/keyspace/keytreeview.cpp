// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keytreeview.h"

#include "app/keyspace/keyselector.h"
#include "ui/keyspace/keytreedelegate.h"
#include "ui/keyspace/keytreeheader.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QFontDatabase>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

namespace hitlens {

using Column = KeyTreeModel::Column;

KeyTreeView::KeyTreeView(KeyTreeModel *model, QWidget *parent)
    : QAbstractItemView(parent)
    , m_model(model)
    , m_selector(new KeySelector(*model, this))
    , m_delegate(new KeyTreeDelegate(this))
    , m_header(new KeyTreeHeader(model, this))
{
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setItemDelegate(m_delegate);
    viewport()->setAttribute(Qt::WA_Hover);
    setAccessibleName(tr("Keys and folders"));

    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &KeyTreeView::rememberPlace);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &KeyTreeView::updateGeometries);
    connect(m_selector, &KeySelector::changed, viewport(), qOverload<>(&QWidget::update));
    setModel(model);
    // After setModel: the selection forgets the current row when it hears of the reset.
    connect(model, &QAbstractItemModel::modelReset, this, &KeyTreeView::restorePlace);
    connect(m_header, &KeyTreeHeader::shownChanged, this, &KeyTreeView::visibleRowsChanged);
    connect(m_header, &KeyTreeHeader::shownChanged, viewport(), qOverload<>(&QWidget::update));
    adoptFonts();
}

void KeyTreeView::adoptFonts()
{
    QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    mono.setPointSizeF(font().pointSizeF());
    m_delegate->setFonts(font(), mono);
    m_rowHeight = m_delegate->rowHeight();
    for (const Column column : {Column::Keys, Column::Ttl, Column::Size, Column::Idle})
        m_header->resizeSection(static_cast<int>(column), m_delegate->columnWidth(column));
    updateGeometries();
}

// ---- where rows are

int KeyTreeView::verticalOffset() const
{
    return verticalScrollBar()->value();
}

int KeyTreeView::yOf(int row) const
{
    return row * m_rowHeight - verticalOffset();
}

int KeyTreeView::rowAt(int y) const
{
    return (y + verticalOffset()) / m_rowHeight;
}

KeyTreeView::Rows KeyTreeView::visibleRows() const
{
    const int last = rowAt(viewport()->height() - 1);
    return {rowAt(0), std::min(last, m_model->rowCount() - 1)};
}

QRect KeyTreeView::visualRect(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const int column = index.column();
    return {m_header->sectionViewportPosition(column), yOf(index.row()),
        m_header->sectionSize(column), m_rowHeight};
}

// A key has no count of keys, so its name has what its type leaves of that place.
QRect KeyTreeView::nameRect(int row) const
{
    const QRect name = visualRect(m_model->index(row, static_cast<int>(Column::Name)));
    const QRect keys = visualRect(m_model->index(row, static_cast<int>(Column::Keys)));
    if (m_model->row(row).isFolder)
        return name;
    return name.united(keys).adjusted(0, 0, -m_delegate->typeWidth(*m_model, row), 0);
}

QString KeyTreeView::fullName(int row) const
{
    constexpr qsizetype most = 2000;
    if (row < 0 || row >= m_model->rowCount())
        return {};
    const QByteArrayView name = m_model->row(row).name;
    return displayBytes(name.first(std::min(name.size(), most)))
        + (name.size() > most ? u"…" : u"");
}

QModelIndex KeyTreeView::indexAt(const QPoint &point) const
{
    const int column = m_header->logicalIndexAt(point.x());
    return point.y() < 0 ? QModelIndex() : m_model->index(rowAt(point.y()), std::max(column, 0));
}

void KeyTreeView::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid())
        return;
    const int top = index.row() * m_rowHeight;
    const int spare = viewport()->height() - m_rowHeight;
    const int offset = verticalOffset();
    int wanted = std::clamp(offset, top - spare, top);
    if (hint == PositionAtTop)
        wanted = top;
    else if (hint == PositionAtBottom)
        wanted = top - spare;
    else if (hint == PositionAtCenter)
        wanted = top - spare / 2;
    verticalScrollBar()->setValue(spare < 0 ? top : wanted);
}

void KeyTreeView::placeHeader()
{
    const int height = m_header->sizeHint().height();
    setViewportMargins(0, height, 0, 0);
    const QRect place = viewport()->geometry();
    m_header->setGeometry(place.left(), place.top() - height, place.width(), height);
}

void KeyTreeView::updateGeometries()
{
    placeHeader();
    m_header->fit(viewport()->width(), m_delegate->nameWidth());
    const int height = viewport()->height();
    QScrollBar *bar = verticalScrollBar();
    const qint64 all = qint64(m_model->rowCount()) * m_rowHeight;
    bar->setPageStep(height);
    bar->setSingleStep(m_rowHeight);
    bar->setRange(0, static_cast<int>(std::clamp<qint64>(all - height, 0, INT_MAX - height)));
    QAbstractItemView::updateGeometries();
    viewport()->update();
    emit visibleRowsChanged();
}

void KeyTreeView::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx)
    Q_UNUSED(dy)
    viewport()->update();
    emit visibleRowsChanged();
}

void KeyTreeView::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QAbstractItemView::rowsInserted(parent, start, end);
    updateGeometries();
}

// ---- staying in place when the model gets a new store

KeyTreeView::Anchor KeyTreeView::anchorAt(int row) const
{
    const KeyTreeModel::Row there = m_model->row(row);
    return {there.name.toByteArray(), there.isFolder, yOf(row)};
}

void KeyTreeView::rememberPlace()
{
    m_current.reset();
    m_anchor.reset();
    const Rows visible = visibleRows();
    if (const int current = currentRow(); current >= 0) {
        m_current = anchorAt(current);
        if (current >= visible.first && current <= visible.last)
            m_anchor = m_current;
    }
    if (!m_anchor && verticalOffset() > 0 && !visible.isEmpty())
        m_anchor = anchorAt(visible.first);
}

bool KeyTreeView::isShown(const Anchor &anchor) const
{
    const int row = m_model->rowOf(anchor.name, anchor.isFolder);
    if (row < 0)
        return false;
    const KeyTreeModel::Row there = m_model->row(row);
    return there.isFolder == anchor.isFolder && there.name == anchor.name;
}

void KeyTreeView::restorePlace()
{
    setHoveredRow(-1);
    updateGeometries();
    // In a ranking, what is left out has no neighbours: the list begins at its top then.
    for (std::optional<Anchor> *anchor : {&m_current, &m_anchor}) {
        if (*anchor && m_model->isRanking() && !isShown(**anchor))
            anchor->reset();
    }
    m_isRestoring = true;
    if (m_anchor) {
        const int row = std::max(0, m_model->rowOf(m_anchor->name, m_anchor->isFolder));
        verticalScrollBar()->setValue(row * m_rowHeight - m_anchor->y);
    } else if (m_model->isRanking()) {
        verticalScrollBar()->setValue(0);
    }
    if (m_current)
        setCurrentRow(m_model->rowOf(m_current->name, m_current->isFolder));
    m_isRestoring = false;
    // What was selected is gone: then it is what came in its place.
    if (m_selector->ranges().isEmpty() && currentRow() >= 0)
        m_selector->select(currentRow());
    m_anchor.reset();
    m_current.reset();
}

bool KeyTreeView::isIndexHidden(const QModelIndex &index) const
{
    Q_UNUSED(index)
    return false;
}

void KeyTreeView::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command)
{
    const QModelIndex index = indexAt(rect.topLeft());
    selectionModel()->select(index, command | QItemSelectionModel::Rows);
}

QRegion KeyTreeView::visualRegionForSelection(const QItemSelection &selection) const
{
    QRegion region;
    for (const QItemSelectionRange &range : selection)
        region += QRect(0, yOf(range.top()), viewport()->width(), range.height() * m_rowHeight);
    return region;
}

// ---- painting

bool KeyTreeView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::HoverMove || event->type() == QEvent::HoverEnter)
        setHoveredRow(rowAt(static_cast<QHoverEvent *>(event)->position().toPoint().y()));
    else if (event->type() == QEvent::HoverLeave)
        setHoveredRow(-1);
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int row = rowAt(help->pos().y());
        const QString why = row >= 0 && !m_model->row(row).isFolder
            ? header().explanation(header().logicalIndexAt(help->pos().x()))
            : QString();
        QToolTip::showText(
            help->globalPos(), (why.isEmpty() ? fullName(row) : why).toHtmlEscaped(), viewport());
        return true;
    }
    return QAbstractItemView::viewportEvent(event);
}

void KeyTreeView::setHoveredRow(int row)
{
    if (row == m_hovered)
        return;
    viewport()->update(0, yOf(m_hovered), viewport()->width(), m_rowHeight);
    viewport()->update(0, yOf(row), viewport()->width(), m_rowHeight);
    m_hovered = row;
}

void KeyTreeView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const int last = std::min(rowAt(event->rect().bottom()), m_model->rowCount() - 1);
    for (int row = rowAt(event->rect().top()); row <= last; ++row)
        paintRow(&painter, row);
}

void KeyTreeView::paintRow(QPainter *painter, int row)
{
    const Theme &colors = themeOf(this);
    const QRect place(0, yOf(row), viewport()->width(), m_rowHeight);
    if (m_selector->isSelected(row))
        painter->fillRect(place, colors.accentSoft);
    else if (row == m_hovered)
        painter->fillRect(place, colors.raised);
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (m_header->isSectionHidden(column))
            continue;
        const QModelIndex index = m_model->index(row, column);
        option.rect = column == static_cast<int>(Column::Name) ? nameRect(row) : visualRect(index);
        m_delegate->paint(painter, option, index);
    }
    if (row == currentRow() && hasFocus()) {
        painter->setPen(colors.accent);
        painter->drawRect(place.adjusted(0, 0, -1, -1));
    }
}

void KeyTreeView::changeEvent(QEvent *event)
{
    QAbstractItemView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        adoptFonts();
}

} // namespace hitlens
