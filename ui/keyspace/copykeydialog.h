// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/keyspace/copytargets.h"
#include "ui/keyspace/keynamedialog.h"

class QComboBox;
class QSpinBox;

namespace hitlens {

// Copies a key to another database or another open server, by a connection of its own that lasts as
// long as the dialog. What has that name there is shown before it may be overwritten. Make it with
// new and open() it: it deletes itself when closed. The client must outlive it.
class CopyKeyDialog final : public KeyNameDialog
{
    Q_OBJECT

public:
    CopyKeyDialog(Client &client, const Profile &profile, const QByteArray &key,
        const CopyTargets &targets, QWidget *parent = nullptr);
    ~CopyKeyDialog() override;

signals:
    void copied(const QString &what); // a sentence

protected:
    void apply() override;
    void setBusy(bool isBusy) override;

private:
    void fillTargets(const CopyTargets &targets);
    const CopyTarget &target() const;
    Endpoint wanted() const;
    void onTargetChosen();
    void connectToTarget();
    void onTargetStatus();
    void copy();
    void onExists(const KeyDetails &details);
    void onFailed(const Error &error, const QString &tried);
    void updateButtons();
    QString placeText() const;

    Client &m_source;
    QList<CopyTarget> m_list;
    CopyTargets::Prompt m_prompt;
    std::unique_ptr<Client> m_there; // the connection of our own
    std::unique_ptr<QObject> m_prompter; // for it
    bool m_isWaiting = false; // for the connection
    QComboBox *m_server;
    QSpinBox *m_db;
};

} // namespace hitlens
