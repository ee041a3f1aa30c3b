// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/refreshbutton.h"

#include "app/keyspace/autorefresh.h"
#include "ui/widgets/format.h"

#include <QMenu>

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

RefreshButton::RefreshButton(AutoRefresh &refresh, QWidget *parent)
    : QPushButton(parent)
    , m_refresh(refresh)
{
    auto *menu = new QMenu(this);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fill(menu); });
    setMenu(menu);
    connect(&refresh, &AutoRefresh::stateChanged, this, &RefreshButton::showState);
    showState();
}

void RefreshButton::fill(QMenu *menu)
{
    menu->clear();
    for (const seconds interval : {0s, 10s, seconds(1min), seconds(5min)}) {
        const QString text = interval == 0s ? tr("Do not refresh automatically")
                                            : tr("Refresh every %1").arg(formatDuration(interval));
        QAction *choice = menu->addAction(text, this, [this, interval] { emit chosen(interval); });
        choice->setCheckable(true);
        choice->setChecked(m_refresh.interval() == interval);
    }
}

void RefreshButton::showState()
{
    const QString interval = formatDuration(m_refresh.interval());
    switch (m_refresh.state()) {
    case AutoRefresh::State::Off:
        setText(tr("Auto: off"));
        setToolTip(tr("The keys are scanned again only when you ask for it."));
        break;
    case AutoRefresh::State::On:
        setText(tr("Auto: %1").arg(interval));
        setToolTip(tr("The keys are scanned again %1 after each scan, while this page is shown.")
                       .arg(interval));
        break;
    case AutoRefresh::State::Held:
        setText(tr("Auto: held"));
        setToolTip(tr("More than %1 keys are not scanned again every %2 unless you say so.")
                       .arg(formatCount(AutoRefresh::mostKeys), interval));
        break;
    }
    setAccessibleName(tr("Refresh automatically. %1").arg(text()));
}

} // namespace hitlens
