// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/monitoringsettings.h"

#include <QDialog>

class QDoubleSpinBox;
class QFormLayout;

namespace hitlens {

// From where on findings are told, for all servers.
class LimitsDialog final : public QDialog
{
    Q_OBJECT

public:
    // The settings must outlive it.
    explicit LimitsDialog(MonitoringSettings &settings, QWidget *parent = nullptr);

private:
    void addMinimums(QFormLayout *form, FindingKind kind, QWidget *box);
    void fill(const FindingLimits &limits);
    void take();

    MonitoringSettings &m_settings;
    QList<std::pair<FindingKind, QDoubleSpinBox *>> m_boxes;
};

} // namespace hitlens
