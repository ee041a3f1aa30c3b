// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the keyboard and the mouse do in a KeyTreeView.

#include "app/keyspace/keyselector.h"
#include "ui/keyspace/keytreedelegate.h"
#include "ui/keyspace/keytreeheader.h"
#include "ui/keyspace/keytreeview.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace hitlens {

using Column = KeyTreeModel::Column;

// ---- going about

void KeyTreeView::setCurrentRow(int row)
{
    const QModelIndex index = m_model->index(row, 0);
    if (index.isValid())
        selectionModel()->setCurrentIndex(
            index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (!m_isRestoring)
        scrollTo(index);
}

void KeyTreeView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    if (m_isRestoring || current.row() == previous.row())
        return;
    QAbstractItemView::currentChanged(current, previous);
    viewport()->update();
    if (!current.isValid())
        return;
    selectBy(m_going, current.row());
    setAccessibleDescription(KeyTreeDelegate::rowText(*m_model, current.row()));
    emit rowChosen(current.row());
}

QModelIndex KeyTreeView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    Q_UNUSED(modifiers)
    const int page = std::max(1, viewport()->height() / m_rowHeight - 1);
    int row = currentRow();
    switch (action) {
    case MoveUp:
    case MovePrevious:
        row = row < 0 ? 0 : row - 1;
        break;
    case MoveDown:
    case MoveNext:
        row += 1;
        break;
    case MovePageUp:
        row -= page;
        break;
    case MovePageDown:
        row += page;
        break;
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = m_model->rowCount() - 1;
        break;
    case MoveLeft:
    case MoveRight:
        break;
    }
    return m_model->index(std::clamp(row, 0, std::max(0, m_model->rowCount() - 1)), 0);
}

bool KeyTreeView::reveal(QByteArrayView key)
{
    for (int row = m_model->rowOf(key, false); row >= 0; row = m_model->rowOf(key, false)) {
        const KeyTreeModel::Row there = m_model->row(row);
        if (!there.isFolder || there.isExpanded || !key.startsWith(there.name)) {
            const bool isListed = !there.isFolder && there.name == key;
            if (isListed)
                setCurrentRow(row);
            return isListed;
        }
        m_model->expand(row);
    }
    return false;
}

void KeyTreeView::toggle(int row)
{
    const KeyTreeModel::Row there = m_model->row(row);
    if (!there.isExpanded) {
        m_model->expand(row);
        return;
    }
    // The current row would vanish with what is closed around it.
    if (m_model->row(row).isFolder && currentRow() > row) {
        const QByteArray folder = there.name.toByteArray();
        if (m_model->row(currentRow()).name.startsWith(folder))
            setCurrentRow(row);
    }
    m_model->collapse(row);
}

bool KeyTreeView::goIn(int row)
{
    const KeyTreeModel::Row there = m_model->row(row);
    if (!there.isFolder)
        return false;
    if (there.isExpanded)
        setCurrentRow(row + 1);
    else
        m_model->expand(row);
    return true;
}

bool KeyTreeView::goOut(int row)
{
    if (m_model->row(row).isExpanded) {
        m_model->collapse(row);
        return true;
    }
    const int parent = m_model->parentRow(row);
    if (parent >= 0)
        setCurrentRow(parent);
    return parent >= 0;
}

void KeyTreeView::keyboardSearch(const QString &text)
{
    const bool goesOn
        = m_typedAt.isValid() && m_typedAt.elapsed() < QApplication::keyboardInputInterval();
    m_typedAt.start();
    m_typed = goesOn ? m_typed + text : text;
    const int current = std::max(0, currentRow());
    const int found = m_model->findLabel(m_typed.toUtf8(), goesOn ? current : current + 1);
    if (found >= 0)
        setCurrentRow(found);
}

KeyTreeView::Going KeyTreeView::goingBy(Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ShiftModifier)
        return modifiers & Qt::ControlModifier ? Going::ExtendsKeeping : Going::Extends;
    return modifiers & Qt::ControlModifier ? Going::LeavesIt : Going::Selects;
}

void KeyTreeView::selectBy(Going going, int row)
{
    using Others = KeySelector::Others;
    if (going == Going::Selects)
        m_selector->select(row);
    else if (going != Going::LeavesIt)
        m_selector->extendTo(row, going == Going::Extends ? Others::Drop : Others::Keep);
}

bool KeyTreeView::takeSelectionKey(const QKeyEvent *event)
{
    const int row = currentRow();
    if (event->matches(QKeySequence::Copy))
        emit copyRequested();
    else if (event->matches(QKeySequence::SelectAll))
        m_selector->selectAll();
    else if (event->key() == Qt::Key_Delete && !m_selector->ranges().isEmpty())
        emit removalRequested();
    else if (row >= 0 && event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier)
        m_selector->toggle(row);
    else if (row >= 0 && event->key() == Qt::Key_Escape && !m_selector->isAlone(row))
        m_selector->select(row);
    else
        return false;
    return true;
}

bool KeyTreeView::takeRowKey(const QKeyEvent *event, int row)
{
    if (event->key() == Qt::Key_Right)
        return goIn(row);
    if (event->key() == Qt::Key_Left)
        return goOut(row);
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter)
        return false;
    const KeyTreeModel::Row there = m_model->row(row);
    if (there.isFolder)
        toggle(row);
    else if (event->modifiers() & Qt::ControlModifier)
        emit tabRequested(there.name.toByteArray());
    else
        emit keyOpened(there.name.toByteArray());
    return true;
}

void KeyTreeView::keyPressEvent(QKeyEvent *event)
{
    const QScopedValueRollback going(m_going, goingBy(event->modifiers()));
    if (takeSelectionKey(event) || (currentRow() >= 0 && takeRowKey(event, currentRow())))
        event->accept();
    else
        QAbstractItemView::keyPressEvent(event);
}

// ---- the mouse

bool KeyTreeView::isOnChevron(const QPoint &point) const
{
    const QModelIndex index = indexAt(point);
    if (!index.isValid() || index.column() != static_cast<int>(Column::Name))
        return false;
    const KeyTreeModel::Row there = m_model->row(index.row());
    return there.isFolder
        && m_delegate->chevronRect(visualRect(index), there.depth).contains(point);
}

void KeyTreeView::mousePressEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    const QModelIndex index = indexAt(point);
    if (event->button() == Qt::LeftButton && isOnChevron(point)) {
        toggle(index.row());
        return;
    }
    if (event->button() == Qt::MiddleButton && index.isValid()) {
        const KeyTreeModel::Row there = m_model->row(index.row());
        if (!there.isFolder)
            emit tabRequested(there.name.toByteArray());
        return;
    }
    const QScopedValueRollback going(m_going, Going::LeavesIt);
    QAbstractItemView::mousePressEvent(event);
    if (event->button() != Qt::LeftButton || !index.isValid())
        return;
    if (event->modifiers() == Qt::ControlModifier)
        m_selector->toggle(index.row());
    else
        selectBy(goingBy(event->modifiers()), index.row());
}

// Drawing over rows selects them.
void KeyTreeView::mouseMoveEvent(QMouseEvent *event)
{
    const QScopedValueRollback going(m_going, Going::Extends);
    QAbstractItemView::mouseMoveEvent(event);
}

void KeyTreeView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    const QModelIndex index = indexAt(point);
    if (event->button() != Qt::LeftButton || !index.isValid())
        return;
    const KeyTreeModel::Row there = m_model->row(index.row());
    if (there.isFolder)
        toggle(index.row());
    else
        emit keyOpened(there.name.toByteArray());
}

void KeyTreeView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse) {
        const QModelIndex index = indexAt(viewport()->mapFrom(this, event->pos()));
        const bool isPart = index.isValid() && m_selector->isSelected(index.row());
        const QScopedValueRollback going(m_going, isPart ? Going::LeavesIt : Going::Selects);
        setCurrentRow(index.row());
    }
    if (currentRow() < 0)
        return;
    const QPoint below = viewport()->mapToGlobal(QPoint(m_rowHeight, yOf(currentRow() + 1)));
    emit menuRequested(event->reason() == QContextMenuEvent::Mouse ? event->globalPos() : below);
}

} // namespace hitlens
