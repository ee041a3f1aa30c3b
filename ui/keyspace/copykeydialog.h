// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/keyspace/copytargets.h"
#include "ui/keyspace/keynamedialog.h"

namespace hitlens {

class CopyPlace;

// Copies a key to another database or another server, by a connection of its own that lasts as long
// as the dialog. A production server is named before it is written to. What has that name there is
// shown before it may be overwritten. Make it with new and open() it: it deletes itself when
// closed. The client must outlive it.
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
    void onExists(const KeyDetails &details);
    void onFailed(const Error &error, const QString &tried);
    void onPlaceChosen();
    void updateButtons();

    CopyPlace *m_place;
    bool m_isConfirmed = false; // for a production server
};

} // namespace hitlens
