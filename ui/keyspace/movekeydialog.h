// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/keyspace/keynamedialog.h"

namespace hitlens {

// Asks for another name for a key, or for the name of its copy, and makes it. What has that name
// already is shown before it may be overwritten. Make it with new and open() it: it deletes itself
// when closed. The client must outlive it.
class MoveKeyDialog final : public KeyNameDialog
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

protected:
    void apply() override;
    void setBusy(bool isBusy) override;

private:
    void suggest(int number);
    void onExists(const KeyDetails &details);
    void onFailed(const Error &error);
    void updateButtons();

    Client &m_client;
    const What m_what;
};

} // namespace hitlens
