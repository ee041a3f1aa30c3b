// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/formfield.h"

#include "ui/shell/theme.h"
#include "ui/widgets/focuspass.h"

#include <QLabel>
#include <QVBoxLayout>

namespace hitlens {

FormField::FormField(QWidget *content, QWidget *parent)
    : QWidget(parent)
    , m_note(new QLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(content);
    layout->addWidget(m_note);
    m_note->setWordWrap(true);
    m_note->hide();
    FocusPass::set(this, content);
}

void FormField::setHint(const QString &hint)
{
    m_hint = hint;
    updateNote();
}

void FormField::setProblem(const QString &problem)
{
    m_problem = problem;
    updateNote();
}

void FormField::updateNote()
{
    setRole(m_note, m_problem.isEmpty() ? Role::Muted : Role::Danger);
    m_note->setText(m_problem.isEmpty() ? m_hint : m_problem);
    m_note->setVisible(!m_note->text().isEmpty());
    // So that a screen reader says it with the field.
    FocusPass::target(this)->setAccessibleDescription(m_note->text());
}

} // namespace hitlens
