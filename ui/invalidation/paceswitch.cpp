// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/paceswitch.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QButtonGroup>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

namespace {

QString wordsOf(Pace pace)
{
    switch (pace) {
    case Pace::Gentle:
        return PaceSwitch::tr("One small batch at a time, and rests longer than it works.");
    case Pace::Adaptive:
        return PaceSwitch::tr("Gives way to round trips over %1, lagging replicas, full memory.")
            .arg(formatDuration(PaceLimits().roundTrip));
    case Pace::Full:
        break;
    }
    return PaceSwitch::tr("As fast as the server takes it: others may wait for their answers.");
}

} // namespace

PaceSwitch::PaceSwitch(Pace pace, QWidget *parent)
    : QWidget(parent)
    , m_paces(new QButtonGroup(this))
    , m_words(new QLabel(this))
{
    const std::pair<Pace, QString> choices[]{{Pace::Gentle, tr("gentle")},
        {Pace::Adaptive, tr("adaptive")}, {Pace::Full, tr("full speed")}};
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(new QLabel(tr("Pace"), this));
    row->addSpacing(8);
    for (const auto &[each, text] : choices) {
        auto *button = new QPushButton(text, this);
        button->setCheckable(true);
        button->setChecked(each == pace);
        button->setAccessibleName(tr("Pace: %1").arg(text));
        button->setToolTip(wordsOf(each));
        setRole(button, Role::Segment);
        m_paces->addButton(button, static_cast<int>(each));
        row->addWidget(button);
    }
    row->addStretch();
    setRole(m_words, Role::Muted);
    m_words->setWordWrap(true);
    m_words->setAccessibleName(tr("What the pace means"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_words);
    connect(m_paces, &QButtonGroup::idClicked, this, &PaceSwitch::explain);
    explain();
}

Pace PaceSwitch::pace() const
{
    return static_cast<Pace>(m_paces->checkedId());
}

void PaceSwitch::explain()
{
    m_words->setText(wordsOf(pace()));
}

} // namespace hitlens
