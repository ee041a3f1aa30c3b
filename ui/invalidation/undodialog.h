// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/undorun.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace hitlens {

class MessageStrip;
class TransferPanel;

// Takes a bulk change back from its snapshot, after it has said what would be put back. Make it
// with new and open() it: it deletes itself when closed. The client and what traces name must
// outlive it. While keys are being put back it does not close without asking; when it is destroyed
// meanwhile, that stops between two keys.
class UndoDialog final : public QDialog
{
    Q_OBJECT

public:
    UndoDialog(Client &client, const Profile &profile, const SnapshotInfo &snapshot,
        const BulkTraces &traces, QWidget *parent = nullptr);

    void reject() override;

signals:
    // Some keys, or their expiries, are others now.
    void keysChanged();

private:
    enum class Phase { Ready, Running, Finished };

    void build();
    QWidget *makePreview();
    QWidget *makeCard();
    QLayout *makeFooter();
    void lookUpAct();
    void showAct(const AuditRecord &record);
    void start();
    void onEnded(const BulkReport &report);
    void askToStop();
    void showRefusal();
    bool isConfirmed() const;
    void updateControls();

    Client &m_client;
    const Profile m_profile;
    const SnapshotInfo m_snapshot;
    const BulkTraces m_traces;
    const QString m_serverName;
    Phase m_phase = Phase::Ready;
    bool m_isComplete = false;
    bool m_closesWhenStopped = false;

    MessageStrip *m_strip;
    QStackedWidget *m_pages;
    TransferPanel *m_panel;
    QLabel *m_act;
    QLabel *m_keys;
    QLabel *m_scope;
    QCheckBox *m_overwrites;
    QLabel *m_confirmLabel;
    QLineEdit *m_confirm;
    QPushButton *m_close;
    QPushButton *m_start;

    std::unique_ptr<UndoRun> m_run;
};

} // namespace hitlens
