// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/connections/formsection.h"

namespace hitlens {

// The sentinels that know which server is the primary.
class SentinelSection final : public FormSection
{
    Q_OBJECT

public:
    explicit SentinelSection(QWidget *parent);

    void setProfile(const Profile &profile) override;
    using FormSection::writeTo;
    void writeTo(Profile &profile) const override;
    void check() override;

private:
    QStringList otherLines() const;

    QLineEdit *m_primary;
    QPlainTextEdit *m_others;
    QLineEdit *m_user;
    QLineEdit *m_password;
};

} // namespace hitlens
