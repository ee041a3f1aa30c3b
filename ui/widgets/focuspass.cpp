// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/focuspass.h"

#include <QFocusEvent>

namespace hitlens {

FocusPass::FocusPass(QWidget *whole)
    : QObject(whole)
{
    whole->installEventFilter(this);
}

FocusPass *FocusPass::of(const QWidget *whole)
{
    return whole->findChild<FocusPass *>(QString(), Qt::FindDirectChildrenOnly);
}

void FocusPass::set(QWidget *whole, QWidget *part)
{
    FocusPass *pass = of(whole);
    if (!pass)
        pass = new FocusPass(whole);
    pass->m_part = part;
}

QWidget *FocusPass::target(QWidget *widget)
{
    const FocusPass *pass = of(widget);
    return pass && pass->m_part ? target(pass->m_part) : widget;
}

bool FocusPass::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn && m_part)
        m_part->setFocus(static_cast<QFocusEvent *>(event)->reason());
    return QObject::eventFilter(watched, event);
}

} // namespace hitlens
