// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/undorun.h"
#include "ui/cli/clitask.h"

namespace hitlens {

// hitlens-cli undo: takes one invalidation back.
class UndoCommand final : public CliTask
{
    Q_OBJECT

public:
    explicit UndoCommand(const Context &context, QObject *parent = nullptr);

    void start() override;
    void interrupt() override;

private:
    bool isHere(const SnapshotHeader &header) const;
    // Newest first.
    QList<SnapshotInfo> snapshotsHere() const;
    std::optional<SnapshotInfo> lastNotUndone() const;
    void list();
    void choose();
    void undo(const SnapshotInfo &snapshot);
    void act(const QString &id);
    void onEnded(const BulkReport &report);

    UndoOptions m_options;
    std::unique_ptr<UndoRun> m_run;
    bool m_isRunning = false;
};

} // namespace hitlens
