// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/alertrow.h"

#include "ui/monitoring/metricwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/figurebox.h"
#include "ui/widgets/flowlayout.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QSpinBox>

namespace hitlens {

namespace {

constexpr double mostThreshold = 1e12;

} // namespace

AlertRow::AlertRow(const AlertRule &rule, QWidget *parent)
    : QWidget(parent)
    , m_rule(rule)
    , m_shownThreshold(0)
    , m_shownMetric(rule.metric)
    , m_isOn(new QCheckBox(this))
    , m_metric(new QComboBox(this))
    , m_side(new QComboBox(this))
    , m_threshold(new FigureBox(this))
    , m_seconds(new QSpinBox(this))
    , m_silence(new QCheckBox(tr("also when there are no figures"), this))
{
    m_isOn->setAccessibleName(tr("This alert is on"));
    for (size_t metric = 0; metric < metricCount; ++metric)
        m_metric->addItem(wordsOf(static_cast<Metric>(metric)).name);
    m_metric->setAccessibleName(tr("Figure"));
    m_side->addItems({tr("below"), tr("above")});
    m_side->setAccessibleName(tr("Below or above"));
    m_threshold->setRange(0, mostThreshold);
    setFocusProxy(m_metric);
    m_threshold->setAccessibleName(tr("Threshold"));
    m_seconds->setRange(1, 86'400);
    m_seconds->setSuffix(tr(" s"));
    m_seconds->setAccessibleName(tr("For how long"));
    auto *remove = new QPushButton(tr("Remove"), this);
    setRole(remove, Role::Quiet);
    connect(remove, &QAbstractButton::clicked, this, &AlertRow::removeRequested);

    m_isOn->setChecked(rule.isOn);
    m_metric->setCurrentIndex(static_cast<int>(rule.metric));
    m_side->setCurrentIndex(rule.isAbove ? 1 : 0);
    m_threshold->setValue(rule.threshold * wordsOf(rule.metric).scale);
    m_shownThreshold = m_threshold->value();
    m_seconds->setValue(static_cast<int>(rule.duration.count()));
    m_silence->setChecked(rule.tellsOfSilence);
    showUnit();
    connect(m_metric, &QComboBox::currentIndexChanged, this, &AlertRow::onMetric);
    auto *layout = new FlowLayout(8, this);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget *part : {static_cast<QWidget *>(m_isOn), static_cast<QWidget *>(m_metric),
             static_cast<QWidget *>(m_side), static_cast<QWidget *>(m_threshold),
             static_cast<QWidget *>(m_seconds), static_cast<QWidget *>(m_silence),
             static_cast<QWidget *>(remove)})
        layout->addWidget(part);
}

Metric AlertRow::metric() const
{
    return static_cast<Metric>(m_metric->currentIndex());
}

// 80 % are no 80 MiB.
void AlertRow::onMetric()
{
    const MetricWords was = wordsOf(std::exchange(m_shownMetric, metric()));
    const MetricWords is = wordsOf(metric());
    showUnit();
    if (is.unit != was.unit || is.usual != was.usual)
        m_threshold->setValue(is.usual);
}

void AlertRow::showUnit()
{
    // No rate is above that; cores are, together.
    m_threshold->setMaximum(metric() == Metric::HitRate ? 100 : mostThreshold);
    const QString unit = wordsOf(metric()).unit;
    m_threshold->setSuffix(unit.isEmpty() ? unit : u' ' + unit);
    // Of the hit rate that of all lookups of the time counts.
    m_seconds->setPrefix(metric() == Metric::HitRate ? tr("over ") : tr("for "));
}

AlertRule AlertRow::rule() const
{
    // What nobody touched stays as it was, to the last digit.
    const bool isAsGiven = metric() == m_rule.metric && m_threshold->value() == m_shownThreshold;
    return {metric(), m_side->currentIndex() == 1,
        isAsGiven ? m_rule.threshold : m_threshold->value() / wordsOf(metric()).scale,
        std::chrono::seconds(m_seconds->value()), m_silence->isChecked(), m_isOn->isChecked()};
}

} // namespace hitlens
