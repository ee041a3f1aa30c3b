// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/redis/error.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;

namespace hitlens {

// Asks for the password of a server that refused us without, or with the one we had.
class PasswordDialog final : public QDialog
{
    Q_OBJECT

public:
    // isPersistent: whether a password that is kept outlives this run.
    PasswordDialog(
        const Profile &profile, const Error &refusal, bool isPersistent, QWidget *parent);

signals:
    void entered(const QString &password, bool keep);

private:
    void onAccepted();

    QLineEdit *m_password;
    QCheckBox *m_keep;
};

} // namespace hitlens
