// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkplan.h"
#include "app/invalidation/dryrun.h"

#include <QWidget>

class QLineEdit;

namespace hitlens {

class ActForm;
class PaceSwitch;
class SnapshotForm;

// What is to be done to the keys, and how carefully. The scope is decided elsewhere.
class PlanForm final : public QWidget
{
    Q_OBJECT

public:
    PlanForm(
        const BulkPlan &plan, std::chrono::seconds snapshotsKeptFor, QWidget *parent = nullptr);

    BulkAction action() const;
    // Why it cannot be done as it stands; the form says it, too.
    QString problem() const;
    // Writes all that is chosen here into the plan.
    void writeTo(BulkPlan &plan) const;

    void setExpected(const std::optional<SampleSummary> &sample);

signals:
    void changed();

private:
    ActForm *m_act;
    SnapshotForm *m_snapshot;
    PaceSwitch *m_pace;
    QLineEdit *m_reason;
};

} // namespace hitlens
