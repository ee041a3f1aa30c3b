// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/connections/formsection.h"

class QComboBox;

namespace hitlens {

// The proxy on the way to the server.
class ProxySection final : public FormSection
{
    Q_OBJECT

public:
    explicit ProxySection(QWidget *parent);

    void setProfile(const Profile &profile) override;
    using FormSection::writeTo;
    void writeTo(Profile &profile) const override;
    void check() override;

private:
    bool isOwn() const;
    void showRows();

    QComboBox *m_kind;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QLineEdit *m_user;
    QLineEdit *m_password;
};

} // namespace hitlens
