// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/connections/formsection.h"

class QCheckBox;

namespace hitlens {

// How a node of a cluster is used.
class ClusterSection final : public FormSection
{
    Q_OBJECT

public:
    explicit ClusterSection(QWidget *parent);

    void setProfile(const Profile &profile) override;
    using FormSection::writeTo;
    void writeTo(Profile &profile) const override;
    void check() override;

private:
    QCheckBox *m_thisNodeOnly;
    QPlainTextEdit *m_addresses;
};

} // namespace hitlens
