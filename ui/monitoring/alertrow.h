// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/alertrule.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace hitlens {

class FigureBox;

// One rule of the dialog for alerts.
class AlertRow final : public QWidget
{
    Q_OBJECT

public:
    explicit AlertRow(const AlertRule &rule, QWidget *parent = nullptr);

    AlertRule rule() const;

signals:
    void removeRequested();

private:
    Metric metric() const;
    void onMetric();
    void showUnit();

    const AlertRule m_rule; // as it was given
    double m_shownThreshold; // of that rule, in the unit that is shown
    Metric m_shownMetric;
    QCheckBox *m_isOn;
    QComboBox *m_metric;
    QComboBox *m_side;
    FigureBox *m_threshold;
    QSpinBox *m_seconds;
    QCheckBox *m_silence;
};

} // namespace hitlens
