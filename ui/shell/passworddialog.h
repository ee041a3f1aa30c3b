// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/connections/secrets.h"
#include "app/redis/error.h"

#include <QDialog>

class QCheckBox;
class QFormLayout;
class QLineEdit;
class QPushButton;

namespace hitlens {

// Asks for the secrets of a server: of one that refused us without, or with those we had, or of one
// whose secrets are asked for every time.
class PasswordDialog final : public QDialog
{
    Q_OBJECT

public:
    // What is known already stays where nothing is entered. No refusal: it is asked beforehand.
    // isPersistent: whether a password that is kept outlives this run.
    PasswordDialog(const Profile &profile, const Secrets &known,
        const std::optional<Error> &refusal, bool isPersistent, QWidget *parent);

    const QString &profileId() const { return m_profileId; }

signals:
    void entered(const hitlens::Secrets &secrets, bool keep);
    // What is called a user name is the password, as in redis://secret@host.
    void userNameIsPassword(bool keep);

private:
    struct Row
    {
        QString label;
        QString Secrets::*secret = nullptr;
        QLineEdit *line = nullptr;
    };

    static QList<Row> rowsFor(
        const Profile &profile, const std::optional<Error> &refusal, bool isUserDoubtful);
    QFormLayout *makeRows();
    QWidget *makeUserOffer();
    QWidget *makeButtons(bool isRefused);
    bool isAnythingEntered() const;
    void onAccepted();

    const QString m_profileId;
    Secrets m_secrets;
    QList<Row> m_rows;
    QCheckBox *m_keep;
    QPushButton *m_connect = nullptr;
};

} // namespace hitlens
