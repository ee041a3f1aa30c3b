// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/connections/formsection.h"

namespace hitlens {

// What seldom needs to be changed.
class MoreSection final : public FormSection
{
    Q_OBJECT

public:
    explicit MoreSection(QWidget *parent);

    void setProfile(const Profile &profile) override;
    using FormSection::writeTo;
    void writeTo(Profile &profile) const override;
    void check() override;

private:
    QSpinBox *addMilliseconds(const QString &label);

    QLineEdit *m_separator;
    QLineEdit *m_pattern;
    QPlainTextEdit *m_databases;
    QSpinBox *m_connectTimeout;
    QSpinBox *m_commandTimeout;
    QSpinBox *m_pollInterval;
};

} // namespace hitlens
