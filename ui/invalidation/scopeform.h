// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkscope.h"

#include <QWidget>

class QPushButton;

namespace hitlens {

class ConditionRow;
class GlobHelp;
class PatternField;

// Which keys are meant: a pattern, or what was selected in the tree, without an exception, and what
// the keys have to be like.
class ScopeForm final : public QWidget
{
    Q_OBJECT

public:
    // It begins with this. What is selected stays so.
    explicit ScopeForm(const BulkScope &scope, QWidget *parent = nullptr);

    BulkScope scope() const;
    // Why there is none, a sentence; empty: there is. The form says it, too.
    QString problem() const;
    void setPattern(const QByteArray &pattern);

    // The form has the button of the dry run.
    void setChecking(bool isChecking);
    // Nothing can be changed while keys are.
    void setLocked(bool isLocked);

signals:
    // scope() or problem() is another.
    void edited();
    // The dry run is wanted now, by Enter.
    void entered();
    // By the button: now, or to be stopped.
    void dryRunClicked();

private:
    QWidget *makePatternRow();
    QLayout *makeConditionRow();
    QString describeSelection() const;
    void onEdited();
    void updateButton();

    const KeySelection m_selected;
    bool m_isLocked = false;
    BulkScope m_said; // by the last edited()
    QString m_saidProblem;
    PatternField *m_pattern; // hidden, and matches everything, for a selection
    QPushButton *m_dryRun;
    GlobHelp *m_help;
    ConditionRow *m_conditions;
    QPushButton *m_exceptButton;
    QWidget *m_exceptRow = nullptr;
    PatternField *m_except;
};

} // namespace hitlens
