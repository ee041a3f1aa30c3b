// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keymove.h"
#include "ui/keyspace/copytargets.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace hitlens {

class MessageStrip;

// Copies a key to another database or another open server, by a connection of its own that lasts as
// long as the dialog. What has that name there is shown before it may be overwritten. Make it with
// new and open() it: it deletes itself when closed. The client must outlive it.
class CopyKeyDialog final : public QDialog
{
    Q_OBJECT

public:
    CopyKeyDialog(Client &client, const Profile &profile, const QByteArray &key,
        const CopyTargets &targets, QWidget *parent = nullptr);
    ~CopyKeyDialog() override;

signals:
    void copied(const QString &what); // a sentence

private:
    void build();
    void fillTargets(const CopyTargets &targets);
    const CopyTarget &target() const;
    Endpoint wanted() const;
    void onTargetChosen();
    void apply();
    void connectToTarget();
    void onTargetStatus();
    void copy();
    void onExists(const KeyDetails &details);
    void onFailed(const Error &error, const QString &tried);
    void setBusy(bool isBusy);
    void updateButtons();
    QString placeText() const;

    Client &m_source;
    const Profile m_profile;
    QList<CopyTarget> m_list;
    CopyTargets::Prompt m_prompt;
    std::unique_ptr<Client> m_there; // the connection of our own
    std::unique_ptr<QObject> m_prompter; // for it
    KeyMove m_move;
    QByteArray m_to;
    bool m_isBusy = false;
    bool m_isWaiting = false; // for the connection
    MessageStrip *m_strip;
    QComboBox *m_server;
    QSpinBox *m_db;
    QLineEdit *m_name;
    QLabel *m_refusal;
    QPushButton *m_cancel;
    QPushButton *m_apply;
};

} // namespace hitlens
