// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/monitoring/serversettingsjob.h"
#include "app/redis/client.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTreeWidget;

namespace hitlens {

class MessageStrip;
class SettingRow;

// What is proposed to be changed. A value.
struct SettingsProposal
{
    QList<SettingValue> settings; // to be shown; those without a value stay as they are
    QByteArrayList nodes = {}; // that need it; empty: all
};

// Changes settings of a server, or of nodes of a cluster, after it has shown how they are, what
// that does and what is sent, and puts them back as they were. Make it with new and open() it: it
// deletes itself when closed. The client must outlive it. While something is sent it does not
// close.
class ServerSettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    ServerSettingsDialog(Client &client, const Profile &profile, const SettingsProposal &proposal,
        QWidget *parent = nullptr);

    void reject() override;

signals:
    // Something was changed, in a line for who looks at charts.
    void changed(const QString &act);

private:
    QWidget *makeForm();
    QWidget *makeRewrite();
    void makeNodes();
    QLayout *makeFooter();
    void connectParts();
    void propose(const SettingsProposal &proposal);

    void start(const QList<SettingStep> &steps);
    void readAgain();
    void take(const SettingsReport &report);
    void showNodes();
    void showReport(const SettingsReport &report);
    void showFailures(const SettingsReport &report);
    void showRefusal();
    void noteDone(const QList<SettingStep> &done);
    void settleUnanswered();

    QList<SettingValue> wanted() const;
    QList<NodeSettings> chosenNodes() const;
    QList<SettingStep> steps() const;
    QList<SettingStep> stepsBack() const;
    void copyCommands();
    bool isConfirmed() const;
    QString whyNotApply() const;
    void describe();
    void updateControls();

    Client &m_client;
    const Profile m_profile;
    const QString m_serverName;
    const QByteArrayList m_proposedNodes;
    QByteArrayList m_options;
    QList<SettingRow *> m_rows;
    QList<NodeSettings> m_nodes; // as read last
    QList<NodeSettings> m_former; // before the last change
    QList<NodeSettings> m_undo; // how what was changed from here was at first
    QList<SettingStep> m_unanswered; // the connection was lost meanwhile
    bool m_isPuttingBack = false;
    bool m_isBusy = false; // something is sent that changes
    JobHandle<ServerSettingsJob> m_job; // while it reads or sends

    MessageStrip *m_strip;
    QTreeWidget *m_nodeList; // where there are several
    QLabel *m_consequences;
    QLabel *m_commandsTitle;
    QPlainTextEdit *m_commands;
    QCheckBox *m_rewrites;
    QLabel *m_lasting;
    QLabel *m_confirmLabel;
    QLineEdit *m_confirm;
    QPushButton *m_copy;
    QPushButton *m_putBack;
    QPushButton *m_close;
    QPushButton *m_apply;
};

} // namespace hitlens
