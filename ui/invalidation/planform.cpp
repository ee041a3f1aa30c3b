// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/planform.h"

#include "ui/invalidation/actform.h"
#include "ui/invalidation/paceswitch.h"
#include "ui/invalidation/snapshotform.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace hitlens {

PlanForm::PlanForm(const BulkPlan &plan, std::chrono::seconds snapshotsKeptFor, QWidget *parent)
    : QWidget(parent)
    , m_act(new ActForm(plan.action, this))
    , m_snapshot(new SnapshotForm(plan, snapshotsKeptFor, this))
    , m_pace(new PaceSwitch(plan.pace, this))
    , m_reason(new QLineEdit(plan.reason, this))
{
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Optional: a ticket, a cause"));
    auto *label = new QLabel(tr("Reaso&n, for the history"), this);
    label->setBuddy(m_reason);
    auto *reason = new QHBoxLayout;
    reason->addWidget(label);
    reason->addWidget(m_reason, 1);
    auto *care = new QHBoxLayout;
    care->setSpacing(24);
    care->addWidget(m_snapshot, 1, Qt::AlignTop);
    care->addWidget(m_pace, 1, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(m_act);
    layout->addLayout(care);
    layout->addLayout(reason);
    connect(m_act, &ActForm::changed, this, [this] {
        m_snapshot->setAction(m_act->action());
        emit changed();
    });
}

BulkAction PlanForm::action() const
{
    return m_act->action();
}

QString PlanForm::problem() const
{
    return m_act->problem();
}

void PlanForm::writeTo(BulkPlan &plan) const
{
    plan.action = m_act->action();
    plan.pace = m_pace->pace();
    plan.keepsSnapshot = m_snapshot->keepsSnapshot();
    plan.snapshotMostBytes = m_snapshot->mostBytes();
    plan.reason = m_reason->text().trimmed();
}

void PlanForm::setExpected(const std::optional<SampleSummary> &sample)
{
    m_snapshot->setExpected(sample);
}

} // namespace hitlens
