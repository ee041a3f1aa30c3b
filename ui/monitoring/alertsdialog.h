// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/monitoringsettings.h"

#include <QDialog>

class QCheckBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QScrollArea;
class QTimeEdit;
class QVBoxLayout;

namespace hitlens {

class AlertRow;

// What the desktop is to tell of, on all servers that are open, and when not to.
class AlertsDialog final : public QDialog
{
    Q_OBJECT

public:
    // The settings must outlive it.
    explicit AlertsDialog(MonitoringSettings &settings, QWidget *parent = nullptr);

private:
    QHBoxLayout *makeQuiet();
    void addUsual();
    void addRow(const AlertRule &rule);
    void take();

    MonitoringSettings &m_settings;
    QVBoxLayout *m_rowLayout;
    QList<AlertRow *> m_rows;
    QCheckBox *m_isQuiet;
    QTimeEdit *m_from;
    QTimeEdit *m_until;
    QLabel *m_noRows; // in the place of rows
    QScrollArea *m_scroll;
    QPushButton *m_add;
};

} // namespace hitlens
