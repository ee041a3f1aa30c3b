// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keytreeheader.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QToolTip>

#include <array>

namespace hitlens {

namespace {

using Column = KeyTreeModel::Column;
using RowOrder = KeyTreeModel::Order;

// In the order they are offered. A narrow tree leaves out sizes first: idle times are there only
// where somebody wanted them.
constexpr std::array offered{Column::Ttl, Column::Size, Column::Idle};
constexpr std::array byWorth{Column::Idle, Column::Ttl, Column::Size};

// What people look for: what expires first, and what is largest, most, or longest unused.
Qt::SortOrder firstOrder(Column column)
{
    const bool isUpwards = column == Column::Name || column == Column::Ttl;
    return isUpwards ? Qt::AscendingOrder : Qt::DescendingOrder;
}

} // namespace

KeyTreeHeader::KeyTreeHeader(KeyTreeModel *model, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_model(model)
{
    setModel(model);
    setSectionsClickable(true);
    setHighlightSections(false);
    setStretchLastSection(false);
    setSectionResizeMode(QHeaderView::Fixed);
    setSectionResizeMode(static_cast<int>(Column::Name), QHeaderView::Stretch);
    setSortIndicatorShown(true);
    showOrder();
    connect(this, &QHeaderView::sectionClicked, this,
        [this](int section) { sortBy(static_cast<Column>(section)); });
}

// ---- columns

void KeyTreeHeader::setWanted(const KeyColumns &columns)
{
    m_wanted = columns;
    fit(m_width, m_nameWidth);
}

KeyColumns KeyTreeHeader::shown() const
{
    KeyColumns shown{Column::Name, Column::Keys};
    for (const Column column : offered) {
        if (!isSectionHidden(static_cast<int>(column)))
            shown << column;
    }
    return shown;
}

void KeyTreeHeader::fit(int width, int nameWidth)
{
    m_width = width;
    m_nameWidth = nameWidth;
    const KeyColumns before = shown();
    int spare = width - nameWidth - sectionSize(static_cast<int>(Column::Keys));
    for (const Column column : byWorth) {
        const int section = static_cast<int>(column);
        // A hidden section has no size to ask for.
        setSectionHidden(section, false);
        const bool isWanted = m_wanted.contains(column);
        spare -= isWanted ? sectionSize(section) : 0;
        setSectionHidden(section, !isWanted || spare < 0);
    }
    if (shown() != before)
        emit shownChanged();
}

void KeyTreeHeader::choose(Column column, bool isWanted)
{
    KeyColumns wanted = m_wanted;
    wanted.removeAll(column);
    if (isWanted)
        wanted << column;
    setWanted(wanted);
    emit wantedChosen(wanted);
}

// ---- order

void KeyTreeHeader::sortBy(Column column)
{
    Qt::SortOrder order = firstOrder(column);
    if (column == m_sorted)
        order = m_order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
    // Qt has turned the arrow already, whatever comes of it.
    showSort(m_sorted, m_order);
    const bool isUpwards = order == Qt::AscendingOrder;
    if (column == Column::Name)
        m_model->setOrder(isUpwards ? RowOrder::Name : RowOrder::NameDescending);
    else if (column == Column::Keys)
        m_model->setOrder(isUpwards ? RowOrder::FewestKeys : RowOrder::MostKeys);
    else
        return emit rankingRequested(column, order);
    leaveRanking();
    emit orderChosen();
}

void KeyTreeHeader::showSort(Column column, Qt::SortOrder order)
{
    m_sorted = column;
    m_order = order;
    setSortIndicator(static_cast<int>(column), order);
}

void KeyTreeHeader::leaveRanking()
{
    m_model->setRanking({});
    showOrder();
}

void KeyTreeHeader::showOrder()
{
    const RowOrder order = m_model->order();
    const bool isByName = order == RowOrder::Name || order == RowOrder::NameDescending;
    const bool isUpwards = order == RowOrder::Name || order == RowOrder::FewestKeys;
    showSort(isByName ? Column::Name : Column::Keys,
        isUpwards ? Qt::AscendingOrder : Qt::DescendingOrder);
}

// ---- menus

QString KeyTreeHeader::title(Column column) const
{
    return m_model->headerData(static_cast<int>(column), Qt::Horizontal, Qt::DisplayRole)
        .toString();
}

void KeyTreeHeader::addMenus(QMenu *menu)
{
    QMenu *sort = menu->addMenu(tr("Sort by"));
    const auto addSort = [&](Column column, const QString &text) {
        QAction *action = sort->addAction(text, this, [this, column] { sortBy(column); });
        action->setCheckable(true);
        action->setChecked(column == m_sorted);
    };
    addSort(Column::Name, tr("Name"));
    addSort(Column::Keys, tr("Number of keys"));
    for (const Column column : offered)
        addSort(column, title(column));

    QMenu *columns = menu->addMenu(tr("Columns"));
    for (const Column column : offered) {
        QAction *action = columns->addAction(
            title(column), this, [this, column](bool isWanted) { choose(column, isWanted); });
        action->setCheckable(true);
        action->setChecked(m_wanted.contains(column));
    }
}

bool KeyTreeHeader::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QHeaderView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QToolTip::showText(help->globalPos(), explanation(logicalIndexAt(help->pos())), viewport());
    return true;
}

void KeyTreeHeader::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addMenus(menu);
    menu->popup(event->globalPos());
}

} // namespace hitlens
