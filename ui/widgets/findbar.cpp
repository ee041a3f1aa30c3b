// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/findbar.h"

#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/focuspass.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

FindBar::FindBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLineEdit(this))
    , m_case(addSwitch(u"Aa"_s, tr("Upper and lower case differ"),
          tr("Find only what has the same upper and lower case.")))
    , m_words(addSwitch(tr("Word"), tr("Whole words only"), tr("Find only whole words.")))
    , m_pattern(addSwitch(u".*"_s, tr("Regular expression"),
          tr("The text is a regular expression. In what replaces it, \\1 is what the first group "
             "has caught.")))
    , m_said(new QLabel(this))
    , m_previous(addButton({}, tr("The hit before (Shift+F3)")))
    , m_next(addButton({}, tr("The next hit (F3)")))
    , m_close(addButton({}, tr("Close the search (Esc)")))
    , m_replaceRow(new QWidget(this))
    , m_with(new QLineEdit(this))
    , m_replace(addButton(tr("Replace"), tr("Replace this hit and go to the next.")))
    , m_replaceAll(addButton(tr("Replace all"), tr("Replace all hits, as one step to undo.")))
{
    build();
    connectParts();
    hide();
}

QPushButton *FindBar::addSwitch(const QString &text, const QString &name, const QString &hint)
{
    QPushButton *button = addButton(text, hint);
    button->setAccessibleName(name);
    button->setCheckable(true);
    connect(button, &QPushButton::toggled, this, &FindBar::queryChanged);
    return button;
}

QPushButton *FindBar::addButton(const QString &text, const QString &hint)
{
    auto *button = new QPushButton(text, this);
    button->setAccessibleName(text.isEmpty() ? hint : text);
    button->setToolTip(hint);
    button->setAutoDefault(false);
    return button;
}

void FindBar::build()
{
    for (QPushButton *button : {m_case, m_words, m_pattern, m_previous, m_next, m_close})
        setRole(button, Role::Segment);
    m_previous->setIcon(icon(u"previous"_s));
    m_next->setIcon(icon(u"next"_s));
    m_close->setIcon(icon(u"close"_s));
    for (QLineEdit *field : {m_text, m_with})
        setRole(field, Role::Mono);
    m_text->setPlaceholderText(tr("Find"));
    m_text->setAccessibleName(tr("Find in the text"));
    m_text->setClearButtonEnabled(true);
    m_with->setPlaceholderText(tr("Replace with"));
    m_with->setAccessibleName(tr("Replace with"));
    setRole(m_said, Role::Muted);
    auto *find = new QHBoxLayout;
    find->setSpacing(4);
    find->addWidget(m_text, 1);
    for (QWidget *part :
        std::initializer_list<QWidget *>{m_case, m_words, m_pattern, m_previous, m_next, m_close})
        find->addWidget(part);
    auto *replace = new QHBoxLayout(m_replaceRow);
    replace->setContentsMargins({});
    replace->setSpacing(4);
    replace->addWidget(m_with, 1);
    replace->addWidget(m_replace);
    replace->addWidget(m_replaceAll);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(4);
    layout->addLayout(find);
    layout->addWidget(m_replaceRow);
    layout->addWidget(m_said);
    setTabOrder(m_close, m_with); // rather than as they were made
    setTabOrder(m_with, m_replace);
    setTabOrder(m_replace, m_replaceAll);
    FocusPass::set(this, m_text);
}

void FindBar::connectParts()
{
    connect(m_text, &QLineEdit::textChanged, this, &FindBar::queryChanged);
    connect(m_next, &QPushButton::clicked, this, [this] { emit nextRequested(true); });
    connect(m_previous, &QPushButton::clicked, this, [this] { emit nextRequested(false); });
    connect(m_close, &QPushButton::clicked, this, &FindBar::closed);
    connect(m_replace, &QPushButton::clicked, this, &FindBar::replaceRequested);
    connect(m_replaceAll, &QPushButton::clicked, this, &FindBar::replaceAllRequested);
    connect(m_with, &QLineEdit::returnPressed, this, &FindBar::replaceRequested);
}

void FindBar::open(const QString &text)
{
    show();
    if (!text.isEmpty())
        m_text->setText(text);
    m_text->selectAll();
    m_text->setFocus(Qt::ShortcutFocusReason);
}

TextQuery FindBar::query() const
{
    return {m_text->text(), m_case->isChecked(), m_words->isChecked(), m_pattern->isChecked()};
}

QString FindBar::replacement() const
{
    return m_with->text();
}

void FindBar::setReplacing(bool isPossible)
{
    m_replaceRow->setVisible(isPossible);
}

void FindBar::say(const QString &text, bool isWrong)
{
    setRole(m_said, isWrong ? Role::Danger : Role::Muted);
    m_found = text;
    showSaid();
}

void FindBar::setPartial(bool isPartial)
{
    m_isPartial = isPartial;
    showSaid();
}

void FindBar::showSaid()
{
    const bool isAll = m_found.isEmpty() || !m_isPartial;
    const QString said = isAll ? m_found : tr("%1 · only what is loaded is searched").arg(m_found);
    m_said->setText(said);
    m_said->setAccessibleName(said);
    m_said->setVisible(!said.isEmpty());
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool isBack = event->modifiers() & Qt::ShiftModifier;
    if (event->key() == Qt::Key_Escape)
        emit closed();
    else if (event->key() == Qt::Key_F3 || (isReturn && m_text->hasFocus()))
        emit nextRequested(!isBack);
    else if (!isReturn)
        QWidget::keyPressEvent(event);
}

} // namespace hitlens
