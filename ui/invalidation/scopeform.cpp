// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/scopeform.h"

#include "ui/invalidation/globhelp.h"
#include "ui/invalidation/patternfield.h"
#include "ui/shell/theme.h"
#include "ui/widgets/conditionrow.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

// The whole tree is no selection: it gets the pattern, and the warning that goes with it.
ScopeForm::ScopeForm(const BulkScope &scope, QWidget *parent)
    : QWidget(parent)
    , m_selected(scope.selected.isEverything() ? KeySelection() : scope.selected)
    , m_pattern(new PatternField(this))
    , m_dryRun(new QPushButton(this))
    , m_help(new GlobHelp(this))
    , m_conditions(new ConditionRow(this))
    , m_exceptButton(new QPushButton(tr("E&xcept…"), this))
    , m_except(new PatternField(this))
{
    const bool isPattern = m_selected.isEmpty();
    m_pattern->setPattern(scope.selected.isEmpty() ? scope.pattern : "*");
    m_except->setPattern(scope.except);
    m_conditions->setCondition(scope.condition);
    m_help->setVisible(isPattern);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(makePatternRow());
    layout->addWidget(m_help);
    layout->addLayout(makeConditionRow());

    connect(m_help, &GlobHelp::literallyRequested, m_pattern, &PatternField::escapeSelection);
    connect(m_dryRun, &QPushButton::clicked, this, &ScopeForm::dryRunClicked);
    for (PatternField *field : {m_pattern, m_except}) {
        connect(field, &QLineEdit::textChanged, this, &ScopeForm::onEdited);
        connect(field, &QLineEdit::returnPressed, this, &ScopeForm::entered);
    }
    connect(m_conditions, &ConditionRow::changed, this, &ScopeForm::onEdited);
    connect(m_conditions, &ConditionRow::edited, this, &ScopeForm::onEdited);
    FocusPass::set(this, isPattern ? static_cast<QWidget *>(m_pattern) : m_dryRun);
    m_said = this->scope();
    m_saidProblem = problem();
    m_help->setScope(m_said);
    setChecking(false);
}

QWidget *ScopeForm::makePatternRow()
{
    auto *row = new QWidget(this);
    auto *what = new QLabel(describeSelection(), row);
    what->setWordWrap(true);
    what->setTextFormat(Qt::PlainText);
    what->setVisible(!m_selected.isEmpty());
    m_pattern->setVisible(m_selected.isEmpty());
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->addWidget(what, 1);
    layout->addWidget(m_pattern, 1);
    layout->addWidget(m_dryRun);
    return row;
}

QString ScopeForm::describeSelection() const
{
    QStringList parts;
    if (!m_selected.prefixes.isEmpty())
        parts << tr("folders: %1").arg(formatCount(m_selected.prefixes.size()));
    if (!m_selected.names.isEmpty())
        parts << tr("single keys: %1").arg(formatCount(m_selected.names.size()));
    if (!m_selected.spans.isEmpty())
        parts << tr("stretches of keys: %1").arg(formatCount(m_selected.spans.size()));
    for (const GlobPattern &pattern : m_selected.patterns)
        parts << tr("only keys that match %1").arg(displayBytes(pattern.bytes()));
    return tr("What is selected in the tree: %1").arg(parts.join(u", "_s));
}

QLayout *ScopeForm::makeConditionRow()
{
    m_exceptButton->setCheckable(true);
    m_exceptButton->setToolTip(tr("Leave out keys whose name matches another pattern."));
    m_except->setAccessibleName(tr("Exception: keys that are left out"));
    m_except->setPlaceholderText(tr("cache:*:keep"));
    m_exceptRow = new QWidget(this);
    auto *label = new QLabel(tr("But not keys that match"), m_exceptRow);
    auto *exceptLayout = new QHBoxLayout(m_exceptRow);
    exceptLayout->setContentsMargins({});
    exceptLayout->addWidget(label);
    exceptLayout->addWidget(m_except, 1);
    m_exceptButton->setChecked(!m_except->text().isEmpty());
    m_exceptRow->setVisible(m_exceptButton->isChecked());
    connect(m_exceptButton, &QPushButton::toggled, this, [this](bool isOpen) {
        m_exceptRow->setVisible(isOpen);
        if (isOpen)
            m_except->setFocus();
        else
            m_except->clear(); // what cannot be seen leaves nothing out
    });

    auto *choices = new QHBoxLayout;
    choices->addWidget(m_conditions, 1);
    choices->addWidget(m_exceptButton, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout;
    layout->setSpacing(8);
    layout->addLayout(choices);
    layout->addWidget(m_exceptRow);
    return layout;
}

BulkScope ScopeForm::scope() const
{
    return {m_pattern->pattern(), m_selected, m_except->pattern(), m_conditions->condition()};
}

QString ScopeForm::problem() const
{
    if (m_pattern->text().isEmpty())
        return tr("Enter a pattern first.");
    return m_conditions->problem();
}

void ScopeForm::setPattern(const QByteArray &pattern)
{
    m_pattern->setPattern(pattern);
}

void ScopeForm::onEdited()
{
    // A limit that was typed is said again when the focus leaves it: a dry run would start anew
    // under the click that means its result.
    const BulkScope scope = this->scope();
    if (scope == m_said && problem() == m_saidProblem)
        return;
    m_said = scope;
    m_saidProblem = problem();
    m_help->setScope(scope);
    updateButton();
    emit edited();
}

void ScopeForm::setChecking(bool isChecking)
{
    m_dryRun->setText(isChecking ? tr("&Stop") : tr("D&ry run"));
    updateButton();
}

void ScopeForm::setLocked(bool isLocked)
{
    m_isLocked = isLocked;
    m_pattern->setReadOnly(isLocked);
    for (QWidget *part :
        std::initializer_list<QWidget *>{m_help, m_conditions, m_exceptButton, m_exceptRow})
        part->setEnabled(!isLocked);
    updateButton();
}

void ScopeForm::updateButton()
{
    m_dryRun->setEnabled(!m_isLocked && problem().isEmpty());
}

} // namespace hitlens
