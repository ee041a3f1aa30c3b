// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/alertsdialog.h"

#include "ui/monitoring/alertrow.h"
#include "ui/shell/theme.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTimeEdit>

namespace hitlens {

AlertsDialog::AlertsDialog(MonitoringSettings &settings, QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_rowLayout(new QVBoxLayout)
    , m_isQuiet(new QCheckBox(tr("Stay quiet from"), this))
    , m_from(new QTimeEdit(settings.quietHours().from, this))
    , m_until(new QTimeEdit(settings.quietHours().until, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Alerts"));
    auto *explanation = new QLabel(
        tr("When a figure of a server that is open stays beyond a threshold, the server list marks "
           "it and the desktop tells you. The hit rate is that of all lookups of the time, %1 at "
           "least. Figures that are missing raise no alert unless you ask for that: they are "
           "missing when there are none for a fifth of the time.")
            .arg(leastLookupsForAlert),
        this);
    explanation->setWordWrap(true);
    setRole(explanation, Role::Muted);
    auto *add = new QPushButton(tr("Add alert"), this);
    connect(add, &QAbstractButton::clicked, this, [this] {
        addRow(AlertRule{Metric::HitRate, false, 0.8, std::chrono::seconds(60)});
    });
    m_isQuiet->setChecked(settings.quietHours().isOn);
    m_from->setAccessibleName(tr("Quiet from"));
    m_until->setAccessibleName(tr("Quiet until"));
    auto *quiet = new QHBoxLayout;
    quiet->addWidget(m_isQuiet);
    quiet->addWidget(m_from);
    quiet->addWidget(new QLabel(tr("until"), this));
    quiet->addWidget(m_until);
    quiet->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &AlertsDialog::take);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *list = new QWidget(scroll);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(m_rowLayout);
    column->addStretch();
    scroll->setWidget(list);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(explanation);
    layout->addWidget(scroll, 1);
    layout->addWidget(add, 0, Qt::AlignLeft);
    layout->addLayout(quiet);
    layout->addWidget(buttons);
    for (const AlertRule &rule : settings.rules())
        addRow(rule);
    resize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 24);
}

void AlertsDialog::addRow(const AlertRule &rule)
{
    auto *row = new AlertRow(rule, this);
    connect(row, &AlertRow::removeRequested, this, [this, row] {
        m_rows.removeOne(row);
        row->hide();
        row->deleteLater();
    });
    m_rows.append(row);
    m_rowLayout->addWidget(row);
}

void AlertsDialog::take()
{
    QList<AlertRule> rules;
    for (const AlertRow *row : std::as_const(m_rows)) {
        if (const AlertRule rule = row->rule(); !rules.contains(rule))
            rules.append(rule);
    }
    m_settings.setAlerts(rules, {m_isQuiet->isChecked(), m_from->time(), m_until->time()});
    accept();
}

} // namespace hitlens
