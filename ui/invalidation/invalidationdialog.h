// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/invalidation/bulkjob.h"
#include "app/invalidation/closestnames.h"
#include "app/invalidation/dryrun.h"
#include "app/redis/client.h"

#include <QDialog>

class QHBoxLayout;
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
class PatternField;

// Deletes the keys that match a pattern, after a dry run has shown which. Make it with new and
// open() it: it deletes itself when closed. The client must outlive it. While keys are being
// deleted it does not close; when it is destroyed meanwhile, deleting stops between two batches.
class InvalidationDialog final : public QDialog
{
    Q_OBJECT

public:
    // Starts the dry run of a pattern that is not empty at once.
    InvalidationDialog(Client &client, const Profile &profile, const QByteArray &pattern,
        QWidget *parent = nullptr);
    // For these keys instead of a pattern.
    InvalidationDialog(Client &client, const Profile &profile, const KeySelection &selected,
        QWidget *parent = nullptr);

    void reject() override;

signals:
    // All keys that match it were deleted. Not for a selection.
    void keysDeleted(const QByteArray &pattern);
    // Some may have been deleted and others are left: only the server knows which.
    void someKeysDeleted();

private:
    InvalidationDialog(Client &client, const Profile &profile, const QByteArray &pattern,
        const KeySelection &selected, QWidget *parent);

    enum class Phase { Idle, Checking, Ready, Deleting, Finished };

    void build();
    QLayout *makePatternRow();
    QString describeSelection() const;
    QLayout *makeHelpRow();
    QWidget *makePreview();
    QLayout *makeFooter();
    void fitToScreen();

    void patternEdited();
    void startDryRun(const QString &notice = {});
    void stopOrStartDryRun();
    void onDryRunProgress(const DryRunProgress &progress);
    void onDryRunEnded(const DryRunResult &result);
    void searchClosest();
    void startDeleting();
    void onBulkEnded(const BulkReport &report);
    void askToStop();
    void onStatus(const Status &status);
    void setPhase(Phase phase);
    void updateControls();
    bool isConfirmed() const;

    Client &m_client;
    const Profile m_profile;
    const QString m_serverName;
    const KeySelection m_selected; // empty: what matches the pattern
    Phase m_phase = Phase::Idle;
    QByteArray m_checked; // the pattern of the last dry run
    qint64 m_shown = 0; // keys it found
    bool m_waitsForServer = false;
    bool m_closesWhenStopped = false;
    QTimer m_typing; // comes to rest

    PatternField *m_pattern; // hidden, and matches everything, for a selection
    QPushButton *m_dryRunButton;
    QPushButton *m_literally;
    MessageStrip *m_strip;
    QStackedWidget *m_pages;
    QWidget *m_preview = nullptr;
    DryRunPanel *m_dryRunPanel;
    MatchTable *m_matches;
    NoMatchPanel *m_noMatch;
    BulkPanel *m_bulkPanel;
    QLabel *m_whyNot; // nothing can be deleted, only looked for
    QLabel *m_confirmLabel;
    QLineEdit *m_confirm;
    QPushButton *m_close;
    QPushButton *m_delete;

    JobHandle<DryRun> m_dryRun;
    JobHandle<ClosestNames> m_closest;
    JobHandle<BulkJob> m_bulk;
};

} // namespace hitlens
