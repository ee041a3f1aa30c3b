// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/taborder.h"

#include <QLayout>
#include <QScrollArea>
#include <QSplitter>

namespace hitlens {

namespace {

void collectStops(const QLayout &layout, QWidgetList &stops);

void collectStops(QWidget *widget, QWidgetList &stops)
{
    if ((widget->focusPolicy() & Qt::TabFocus) != 0 && !widget->focusProxy())
        stops << widget;
    if (const auto *splitter = qobject_cast<const QSplitter *>(widget)) {
        for (int i = 0; i < splitter->count(); ++i)
            collectStops(splitter->widget(i), stops);
    } else if (const auto *area = qobject_cast<const QScrollArea *>(widget)) {
        if (area->widget())
            collectStops(area->widget(), stops);
    } else if (widget->layout()) {
        collectStops(*widget->layout(), stops);
    }
}

void collectStops(const QLayout &layout, QWidgetList &stops)
{
    for (int i = 0; i < layout.count(); ++i) {
        QLayoutItem *item = layout.itemAt(i);
        if (item->widget())
            collectStops(item->widget(), stops);
        else if (item->layout())
            collectStops(*item->layout(), stops);
    }
}

} // namespace

void tabAsLaidOut(QWidget *page)
{
    QWidgetList stops;
    collectStops(page, stops);
    for (qsizetype i = 1; i < stops.size(); ++i)
        QWidget::setTabOrder(stops[i - 1], stops[i]);
}

} // namespace hitlens
