// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/benchrow.h"
#include "tests/bench/benchtraffic.h"
#include "ui/monitoring/overviewpage.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollArea>
#include <QScrollBar>

#include <functional>

// usage: bench_overview
// What one tick of the Overview costs the GUI thread, in a window of 1440x900, with 24 hours of
// history behind it: overview_repaint with charts of 15 minutes, which are drawn at each tick, and
// overview_repaint_24h with charts of all of it, drawn anew each time as they are every few
// minutes.

using namespace hitlens;
using namespace std::chrono_literals;

namespace {

constexpr int ticks = 60;

double medianOf(const std::function<void()> &tick)
{
    QList<double> spans;
    for (int i = 0; i < ticks; ++i) {
        QElapsedTimer clock;
        clock.start();
        tick();
        QCoreApplication::processEvents();
        spans.append(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    return median(spans);
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    applyTheme(*qApp, Scheme::Light);
    History history;
    BenchTraffic traffic(monotonicNow() - std::chrono::seconds(secondsOfADay));
    for (int i = 0; i < secondsOfADay; ++i)
        history.append(traffic.next());
    Client client{Endpoint()};
    OverviewPage page(client, history);
    page.resize(1190, 800);
    page.setWindow(15min);
    page.show();
    QCoreApplication::processEvents();
    print({QStringLiteral("overview_repaint"), medianOf([&] { history.append(traffic.next()); }),
        QStringLiteral("ms"), 8, ticks});
    page.setWindow(24h);
    QCoreApplication::processEvents();
    // What is scrolled is drawn.
    QScrollBar *bar = page.findChild<QScrollArea *>()->verticalScrollBar();
    print({QStringLiteral("overview_repaint_24h"), medianOf([&] {
               history.append(traffic.next());
               bar->setValue(bar->value() == 0 ? 1 : 0);
           }),
        QStringLiteral("ms"), 8, ticks});
}
