// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/formscroll.h"

#include <QEvent>
#include <QLayout>

namespace hitlens {

FormScroll::FormScroll(QWidget *page, QWidget *parent)
    : QScrollArea(parent)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setWidget(page);
    for (QWidget *widget : {page, viewport()})
        widget->setAutoFillBackground(false); // it lies on what is around it
}

QSize FormScroll::sizeHint() const
{
    const int width = qMax(viewport()->width(), widget()->minimumSizeHint().width());
    return {width, widget()->minimumHeight()};
}

void FormScroll::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fit();
}

bool FormScroll::eventFilter(QObject *watched, QEvent *event)
{
    const bool isHandled = QScrollArea::eventFilter(watched, event);
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        fit();
    return isHandled;
}

void FormScroll::fit()
{
    const QLayout *layout = widget()->layout();
    const QSize least = layout->totalMinimumSize();
    const int height = layout->hasHeightForWidth()
        ? layout->totalHeightForWidth(viewport()->width())
        : least.height();
    setMinimumWidth(least.width());
    if (height == widget()->minimumHeight())
        return;
    widget()->setMinimumHeight(height);
    updateGeometry();
}

} // namespace hitlens
