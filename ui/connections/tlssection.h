// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/connections/formsection.h"

class QCheckBox;

namespace hitlens {

// How the connection to the server, or to its sentinels, is encrypted.
class TlsSection final : public FormSection
{
    Q_OBJECT

public:
    enum class Of { Server, Sentinels };

    TlsSection(Of of, QWidget *parent);

    void setProfile(const Profile &profile) override;
    using FormSection::writeTo;
    void writeTo(Profile &profile) const override;
    void check() override;

private:
    void showRows();

    const Of m_of;
    QCheckBox *m_enabled;
    QLineEdit *m_caFile;
    QLineEdit *m_certificate;
    QLineEdit *m_key;
    QLineEdit *m_passphrase;
    QLineEdit *m_serverName;
    QCheckBox *m_unverified;
};

} // namespace hitlens
