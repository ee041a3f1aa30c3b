// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/benchrow.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QPixmap>
#include <QProcess>
#include <QScreen>
#include <QTemporaryDir>
#include <QThread>

#include <cstdio>

namespace hitlens {

namespace {

constexpr int patienceMs = 20000;

// The colour in the middle of the screen: the root window's, until a program paints there. Each
// question is a round trip to the X server, so the painting it waits for has really arrived.
QRgb middleOfScreen()
{
    QScreen *screen = QGuiApplication::primaryScreen();
    const QPoint middle = screen->geometry().center();
    return screen->grabWindow(0, middle.x(), middle.y(), 1, 1).toImage().pixel(0, 0);
}

bool waitForColor(const std::function<bool(QRgb)> &isWanted)
{
    QElapsedTimer waiting;
    waiting.start();
    while (!isWanted(middleOfScreen())) {
        if (waiting.hasExpired(patienceMs))
            return false;
        QThread::usleep(500);
    }
    return true;
}

// Milliseconds from just before the program is started until its window covers the middle of the
// screen, painted. Each run starts in an empty home. Negative when nothing is seen.
double startToWindow(const QString &program)
{
    const QRgb root = middleOfScreen();
    const QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), home.path());
    environment.remove(QStringLiteral("XDG_CONFIG_HOME"));
    QProcess process;
    process.setProcessEnvironment(environment);
    QElapsedTimer timer;
    timer.start();
    process.start(program, QStringList());
    const bool isPainted = waitForColor([root](QRgb color) { return color != root; });
    const double elapsed = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    process.kill();
    process.waitForFinished();
    const bool isGone = waitForColor([root](QRgb color) { return color == root; });
    return isPainted && isGone ? elapsed : -1;
}

} // namespace

} // namespace hitlens

// usage: bench_start HITLENS EMPTYWINDOW RUNS, on an X server without anything else on it
int main(int argc, char **argv)
{
    using namespace hitlens;
    const QGuiApplication application(argc, argv);
    const QStringList arguments = QGuiApplication::arguments();
    const int runs = std::max(5, arguments.value(3).toInt());
    QList<double> ours;
    QList<double> empty;
    for (int run = -1; run < runs; ++run) {
        const double withUs = startToWindow(arguments.value(1));
        const double withNothing = startToWindow(arguments.value(2));
        if (withUs < 0 || withNothing < 0) {
            std::fputs("bench_start: no window appeared\n", stderr);
            return 1;
        }
        if (run < 0)
            continue; // the first one brings the libraries into memory
        ours << withUs;
        empty << withNothing;
    }
    print({QStringLiteral("start_to_window"), median(ours), QStringLiteral("ms"), median(empty),
        runs});
    return 0;
}
