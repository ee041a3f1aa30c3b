// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/dryrun.h"
#include "ui/cli/clitask.h"

namespace hitlens {

// hitlens-cli invalidate: the dry run, the question, the act.
class InvalidateCommand final : public CliTask
{
    Q_OBJECT

public:
    explicit InvalidateCommand(const Context &context, QObject *parent = nullptr);

    void start() override;
    void interrupt() override;

private:
    Result<BulkPlan> planOf() const;
    std::optional<Error> fillFromRecipe(BulkPlan &plan) const;
    void dryRun();
    void onDryRun(const DryRunResult &shown);
    void describe(const DryRunResult &shown);
    void act();
    void showProgress(const BulkProgress &progress);
    void onSnapshotFull(qint64 bytes);
    void onEnded(const BulkReport &report);

    BulkPlan m_plan;
    JobHandle<DryRun> m_dryRun;
    QByteArrayList m_names; // the first that it hits
    std::unique_ptr<BulkRun> m_run;
    QString m_pace; // why it is slow now
};

} // namespace hitlens
