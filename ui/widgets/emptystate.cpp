// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/emptystate.h"

#include "ui/shell/theme.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

namespace {

// Lines longer than about 60 letters are tiring to read.
constexpr int hintLetters = 60;

} // namespace

EmptyState::EmptyState(const QString &title, const QString &hint, QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_title(new QLabel(this))
    , m_hint(new QLabel(this))
    , m_buttons(new QHBoxLayout)
{
    setRole(m_title, Role::Heading);
    setRole(m_hint, Role::Muted);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    for (QLabel *label : {m_icon, m_title, m_hint})
        label->setAlignment(Qt::AlignCenter);
    layout->addWidget(m_icon);
    layout->addWidget(m_title);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_hint, 100); // up to its maximum, and then in the middle
    middle->addStretch(1);
    layout->addLayout(middle);
    m_title->setWordWrap(true);
    m_hint->setWordWrap(true);
    m_hint->setMaximumWidth(fontMetrics().averageCharWidth() * hintLetters);
    m_buttons->setAlignment(Qt::AlignCenter);
    m_buttons->setContentsMargins(0, 8, 0, 0);
    layout->addLayout(m_buttons);
    layout->addStretch(3);
    m_icon->hide();
    setTexts(title, hint);
}

void EmptyState::setTexts(const QString &title, const QString &hint)
{
    setAccessibleName(title);
    setAccessibleDescription(hint);
    m_title->setText(title);
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

void EmptyState::setIcon(const QString &name)
{
    m_iconName = name;
    updateIcon();
    m_icon->show();
}

QPushButton *EmptyState::addButton(const QString &text)
{
    auto *button = new QPushButton(text, this);
    if (m_buttons->count() == 0)
        setRole(button, Role::Primary);
    m_buttons->addWidget(button);
    return button;
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_iconName.isEmpty())
        updateIcon();
}

void EmptyState::updateIcon()
{
    const int size = fontMetrics().height() * 5 / 2;
    m_icon->setPixmap(hitlens::icon(m_iconName, themeOf(this).muted)
                          .pixmap(QSize(size, size), devicePixelRatioF()));
}

} // namespace hitlens
