// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkrun.h"
#include "app/invalidation/closestnames.h"
#include "app/invalidation/dryrun.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace hitlens {

class BulkPanel;
class DryRunPanel;
class MatchTable;
class MessageStrip;
class NoMatchPanel;
class PlanForm;
class ScopeForm;

// Changes the keys that a scope means, after a dry run has shown which. Make it with new and open()
// it: it deletes itself when closed. The client and the traces must outlive it. While keys are
// being changed it does not close; when it is destroyed meanwhile, the change stops between two
// batches.
class InvalidationDialog final : public QDialog
{
    Q_OBJECT

public:
    // It begins with the plan, and its dry run starts at once when it has a pattern or a selection.
    InvalidationDialog(Client &client, const Profile &profile, const BulkPlan &plan,
        const BulkTraces &traces, QWidget *parent = nullptr);

    void reject() override;

signals:
    // All keys that match it were deleted. Not for a selection, an exception or a condition.
    void keysDeleted(const QByteArray &pattern);
    // Some may have been deleted and others are left: only the server knows which.
    void someKeysDeleted();
    // The keys are there as before, and some expire at another time.
    void keysChanged();
    // The person wants to take back what was done under this id.
    void undoRequested(const QString &id);
    // What the dialog stands on is to be kept under a name.
    void saveAsRecipeRequested(const hitlens::BulkPlan &plan);

private:
    enum class Phase { Idle, Checking, Ready, Running, Finished };

    void build();
    QWidget *makePage();
    QWidget *makePreview();
    QWidget *makeFooter();
    void connectParts();
    void connectRunning();
    void fitToScreen();

    BulkPlan plan() const;
    void scopeEdited();
    void startDryRun(const DryRunOptions &options = {}, const QString &notice = {});
    void stopOrStartDryRun();
    void warnBefore(const BulkScope &scope);
    void onDryRunProgress(const DryRunProgress &progress);
    void onDryRunEnded(const DryRunResult &result);
    void sayWhatWasFound(const DryRunResult &result);
    void searchClosest();
    void chooseNamesFile();
    void startActing();
    void onEnded(const BulkReport &report);
    void tell(const BulkReport &report);
    void askAgain(const BulkReport &report, const QString &id);
    void askToStop();
    void onStatus(const Status &status);
    void setPhase(Phase phase);
    void updateControls();
    bool isConfirmed() const;

    Client &m_client;
    const Profile m_profile;
    const QString m_serverName;
    const BulkTraces m_traces;
    const BulkPlan m_given;
    Phase m_phase = Phase::Idle;
    BulkScope m_begun; // what was given, as the form has it
    BulkScope m_checked; // of the last dry run
    DryRunOptions m_options; // of the last dry run
    qint64 m_shown = 0; // keys it found
    bool m_waitsForServer = false;
    bool m_isAway = false; // the server, while keys are being changed
    bool m_closesWhenStopped = false;
    QTimer m_typing; // comes to rest

    ScopeForm *m_scope;
    QLabel *m_recipe;
    MessageStrip *m_strip;
    QStackedWidget *m_pages;
    QWidget *m_preview = nullptr;
    DryRunPanel *m_dryRunPanel;
    MatchTable *m_matches;
    PlanForm *m_plan;
    NoMatchPanel *m_noMatch;
    BulkPanel *m_bulkPanel;
    QLabel *m_whyNot; // nothing can be changed, only looked for
    QLabel *m_confirmLabel;
    QLineEdit *m_confirm;
    QPushButton *m_close;
    QPushButton *m_save;
    QPushButton *m_act;

    JobHandle<DryRun> m_dryRun;
    JobHandle<ClosestNames> m_closest;
    BulkRun *m_run = nullptr; // our child, while it runs
};

} // namespace hitlens
