// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/gotobar.h"

#include "ui/shell/theme.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSpinBox>

namespace hitlens {

GoToBar::GoToBar(QWidget *parent)
    : QWidget(parent)
    , m_line(new QSpinBox(this))
    , m_last(new QLabel(this))
{
    auto *label = new QLabel(tr("Go to &line"), this);
    label->setBuddy(m_line);
    m_line->setAccessibleName(tr("Line to go to"));
    setRole(m_last, Role::Muted);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(8);
    layout->addWidget(label);
    layout->addWidget(m_line);
    layout->addWidget(m_last);
    layout->addStretch();
    FocusPass::set(this, m_line);
    hide();
}

void GoToBar::open(int current, int last)
{
    m_line->setRange(1, last);
    m_line->setValue(current);
    m_last->setText(tr("of %1. Enter goes there.").arg(formatCount(last)));
    show();
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void GoToBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        emit chosen(m_line->value());
    else if (event->key() == Qt::Key_Escape)
        emit closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace hitlens
