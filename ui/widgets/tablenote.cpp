// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/tablenote.h"

#include "ui/shell/theme.h"

#include <QAbstractItemView>
#include <QEvent>

namespace hitlens {

TableNote::TableNote(const QString &text, QAbstractItemView *view)
    : QLabel(text, view->viewport())
    , m_view(view)
{
    setRole(this, Role::Muted);
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setAlignment(Qt::AlignCenter);
    setMargin(12);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    const QAbstractItemModel *model = view->model();
    connect(model, &QAbstractItemModel::rowsInserted, this, &TableNote::refresh);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &TableNote::refresh);
    connect(model, &QAbstractItemModel::modelReset, this, &TableNote::refresh);
    view->viewport()->installEventFilter(this);
    refresh();
}

bool TableNote::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        setGeometry(m_view->viewport()->rect());
    return QLabel::eventFilter(watched, event);
}

void TableNote::refresh()
{
    const bool isEmpty = m_view->model()->rowCount() == 0;
    setVisible(isEmpty);
    m_view->setAccessibleDescription(isEmpty ? text() : QString());
}

} // namespace hitlens
