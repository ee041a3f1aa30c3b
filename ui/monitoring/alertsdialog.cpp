// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/alertsdialog.h"

#include "ui/monitoring/alertrow.h"
#include "ui/shell/theme.h"
#include "ui/widgets/taborder.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTimeEdit>
#include <QTimer>

namespace hitlens {

using namespace Qt::StringLiterals;

AlertsDialog::AlertsDialog(MonitoringSettings &settings, QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_rowLayout(new QVBoxLayout)
    , m_isQuiet(new QCheckBox(tr("Stay quiet from"), this))
    , m_from(new QTimeEdit(settings.quietHours().from, this))
    , m_until(new QTimeEdit(settings.quietHours().until, this))
    , m_noRows(new QLabel(tr("There is no alert yet."), this))
    , m_scroll(new QScrollArea(this))
    , m_add(new QPushButton(tr("Add alert"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Alerts"));
    auto *explanation = new QLabel(
        tr("When a figure of a server that is open stays beyond a threshold, the server list marks "
           "it and the desktop tells you. A hit rate counts all lookups of that time, and needs %1 "
           "of them. Figures that are missing raise no alert unless you ask for that: they are "
           "missing when there are none for a fifth of the time.")
            .arg(leastLookupsForAlert),
        this);
    explanation->setWordWrap(true);
    setRole(explanation, Role::Muted);
    connect(m_add, &QAbstractButton::clicked, this, &AlertsDialog::addUsual);
    setRole(m_noRows, Role::Muted);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &AlertsDialog::take);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus); // its rows have it
    auto *list = new QWidget(m_scroll);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_noRows);
    column->addLayout(m_rowLayout);
    column->addStretch();
    m_scroll->setWidget(list);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(explanation);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(m_add, 0, Qt::AlignLeft);
    layout->addLayout(makeQuiet());
    layout->addWidget(buttons);
    for (const AlertRule &rule : settings.rules())
        addRow(rule);
    resize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 24);
    m_add->setFocus();
}

QHBoxLayout *AlertsDialog::makeQuiet()
{
    m_isQuiet->setChecked(m_settings.quietHours().isOn);
    m_from->setAccessibleName(tr("Quiet from"));
    m_until->setAccessibleName(tr("Quiet until"));
    auto *quiet = new QHBoxLayout;
    quiet->addWidget(m_isQuiet);
    quiet->addWidget(m_from);
    quiet->addWidget(new QLabel(tr("until"), this));
    quiet->addWidget(m_until);
    quiet->addStretch();
    for (QTimeEdit *time : {m_from, m_until}) {
        time->setDisplayFormat(u"HH:mm"_s); // what is kept of it
        time->setEnabled(m_isQuiet->isChecked());
        connect(m_isQuiet, &QCheckBox::toggled, time, &QWidget::setEnabled);
    }
    return quiet;
}

void AlertsDialog::addUsual()
{
    addRow(AlertRule{Metric::HitRate, false, 0.8, std::chrono::seconds(60)});
    AlertRow *row = m_rows.last();
    row->setFocus();
    // Once it has its place.
    QTimer::singleShot(0, row, [this, row] { m_scroll->ensureWidgetVisible(row); });
}

void AlertsDialog::addRow(const AlertRule &rule)
{
    auto *row = new AlertRow(rule, this);
    connect(row, &AlertRow::removeRequested, this, [this, row] {
        m_rows.removeOne(row);
        row->hide();
        row->deleteLater();
        m_noRows->setVisible(m_rows.isEmpty());
        m_add->setFocus();
    });
    m_rows.append(row);
    m_rowLayout->addWidget(row);
    m_noRows->hide();
    tabAsLaidOut(this);
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
