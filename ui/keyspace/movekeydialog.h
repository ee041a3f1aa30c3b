// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/keyspace/keymove.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace hitlens {

class MessageStrip;

// Asks for another name for a key, or for the name of its copy, and makes it. What has that name
// already is shown before it may be overwritten. Make it with new and open() it: it deletes itself
// when closed. The client must outlive it.
class MoveKeyDialog final : public QDialog
{
    Q_OBJECT

public:
    enum class What { Rename, Duplicate };

    MoveKeyDialog(Client &client, const Profile &profile, const QByteArray &key, What what,
        QWidget *parent = nullptr);

signals:
    // Done. overwritten: what is lost by it; made: what stands there now, where that was a copy
    // over something.
    void moved(
        const QByteArray &to, const hitlens::KeptKey &overwritten, const hitlens::KeptKey &made);

private:
    void build();
    void suggest(int number);
    void apply();
    void onExists(const KeyDetails &details);
    void onFailed(const Error &error);
    void setBusy(bool isBusy);
    void updateButtons();

    Client &m_client;
    const Profile m_profile;
    const What m_what;
    KeyMove m_move;
    QByteArray m_to; // asked for last
    bool m_isBusy = false;
    MessageStrip *m_strip;
    QLineEdit *m_name;
    QLabel *m_refusal;
    QPushButton *m_cancel;
    QPushButton *m_apply;
};

} // namespace hitlens
