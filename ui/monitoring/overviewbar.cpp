// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/overviewbar.h"

#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

namespace hitlens {

using namespace std::chrono_literals;

OverviewBar::OverviewBar(QWidget *parent)
    : QWidget(parent)
    , m_windows(new QButtonGroup(this))
    , m_comparison(new QComboBox(this))
    , m_pause(new QPushButton(tr("Pause"), this))
    , m_menu(new QMenu(this))
{
    auto *layout = new FlowLayout(8, this);
    layout->setContentsMargins(0, 0, 0, 0);
    makeWindowButtons();
    m_comparison->addItems({tr("No comparison"), tr("With the time before"),
        tr("With a day before"), tr("With a week before")});
    m_comparison->setAccessibleName(tr("Compare"));
    m_comparison->setToolTip(tr("Draws an earlier time behind the charts, dashed."));
    connect(m_comparison, &QComboBox::activated, this, &OverviewBar::comparisonChosen);
    auto *note = new QPushButton(tr("Note…"), this);
    note->setToolTip(tr("Marks this moment in the charts with words of your own."));
    connect(note, &QAbstractButton::clicked, this, &OverviewBar::noteRequested);
    m_pause->setToolTip(tr("Freezes the picture. Hitlens goes on sampling."));
    connect(m_pause, &QAbstractButton::clicked, this, &OverviewBar::pauseToggled);
    auto *exports = new QPushButton(tr("Export"), this);
    exports->setMenu(m_menu);
    for (QWidget *widget : {static_cast<QWidget *>(m_comparison), static_cast<QWidget *>(note),
             static_cast<QWidget *>(m_pause), static_cast<QWidget *>(exports)})
        layout->addWidget(widget);
}

void OverviewBar::makeWindowButtons()
{
    auto *row = new QWidget(this);
    auto *buttons = new QHBoxLayout(row);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(0);
    const QList<std::pair<QString, std::chrono::minutes>> windows{{tr("1 m", "one minute"), 1min},
        {tr("5 m", "five minutes"), 5min}, {tr("15 m", "a quarter of an hour"), 15min},
        {tr("1 h", "one hour"), 1h}, {tr("6 h", "six hours"), 6h}, {tr("24 h", "a day"), 24h},
        {tr("7 d", "a week"), 7 * 24h}};
    for (const auto &[text, span] : windows) {
        auto *button = new QPushButton(text, row);
        button->setCheckable(true);
        button->setToolTip(tr("Shows the last %1.").arg(formatDuration(span)));
        button->setAccessibleName(button->toolTip());
        setRole(button, Role::Segment);
        m_windows->addButton(button, static_cast<int>(span.count()));
        buttons->addWidget(button);
    }
    connect(m_windows, &QButtonGroup::idClicked, this,
        [this](int minutes) { emit windowChosen(std::chrono::minutes(minutes)); });
    layout()->addWidget(row);
}

void OverviewBar::setWindow(std::chrono::milliseconds window)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(window).count();
    QAbstractButton *chosen = m_windows->button(static_cast<int>(minutes));
    if (chosen && window == std::chrono::minutes(minutes)) {
        chosen->setChecked(true);
        return;
    }
    // An exclusive group does not let go of its choice by itself.
    m_windows->setExclusive(false);
    if (QAbstractButton *checked = m_windows->checkedButton())
        checked->setChecked(false);
    m_windows->setExclusive(true);
}

void OverviewBar::setPaused(bool isPaused)
{
    m_pause->setText(isPaused ? tr("Resume") : tr("Pause"));
}

void OverviewBar::setRecording()
{
    m_pause->setText(tr("To the end"));
    m_pause->setToolTip(tr("Shows the end of what was recorded."));
}

OverviewBar::Comparison OverviewBar::comparison() const
{
    return static_cast<Comparison>(m_comparison->currentIndex());
}

} // namespace hitlens
