// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/connections/formsection.h"

class QCheckBox;

namespace hitlens {

// The way through an SSH server.
class SshSection final : public FormSection
{
    Q_OBJECT

public:
    explicit SshSection(QWidget *parent);

    void setProfile(const Profile &profile) override;
    using FormSection::writeTo;
    void writeTo(Profile &profile) const override;
    void check() override;

    // The names after Host in an OpenSSH client's configuration, without patterns.
    static QStringList hostsIn(const QByteArray &configuration);

private:
    void showRows();

    QCheckBox *m_enabled;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QLineEdit *m_user;
    QLineEdit *m_keyFile;
    QLineEdit *m_password;
    QLineEdit *m_passphrase;
};

} // namespace hitlens
