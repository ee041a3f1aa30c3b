// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/desk.h"
#include "tests/fixtures/redisserver.h"
#include "ui/monitoring/hitratewindow.h"
#include "ui/monitoring/overviewpage.h"
#include "ui/shell/actions.h"
#include "ui/widgets/stattile.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

#include <algorithm>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// Seconds with that many hits and misses each; the last one ends at that instant.
void fill(History &history, int seconds, qint64 hits, qint64 misses, Instant end)
{
    Sample sample;
    sample.info.runId = "a";
    sample.info.hits = sample.info.misses = sample.info.commands = 0;
    for (int i = seconds; i >= 0; --i) {
        sample.at = end - std::chrono::seconds(i);
        sample.wall = 1'000'000s - std::chrono::seconds(i);
        history.append(sample);
        sample.info.hits = *sample.info.hits + hits;
        sample.info.misses = *sample.info.misses + misses;
        sample.info.commands = *sample.info.commands + hits + misses;
    }
}

// The one that is shown; null: none is.
HitRateWindow *shownWindow()
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        auto *small = qobject_cast<HitRateWindow *>(widget);
        if (small && small->isVisible())
            return small;
    }
    return nullptr;
}

} // namespace

class TestHitRateWindow final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void showsTheOneNumber();
    void knowsNothingWithoutSamples();
    void listensToKeys();
    void belongsToOneServer();
    void remembersItsPlace();
};

void TestHitRateWindow::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
}

void TestHitRateWindow::showsTheOneNumber()
{
    History history;
    fill(history, 60, 90, 10, monotonicNow());
    HitRateWindow window(history, u"shop"_s);
    window.show();
    QVERIFY(window.windowFlags().testFlag(Qt::WindowStaysOnTopHint));
    QCOMPARE(window.windowTitle(), u"shop"_s);
    // Several of them are told apart by more than a title that is cut short.
    const auto captions = window.findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(captions,
        [](const QLabel *label) { return label->text() == u"shop: hit rate, last 10 s"; }));
    const auto *tile = window.findChild<StatTile *>();
    QCOMPARE(tile->figure(), u"90.0 %"_s);
    QCOMPARE(tile->note(), u"100/s commands"_s);
    auto *line = window.findChild<Sparkline *>();
    const QImage drawn = line->grab().toImage();
    line->setSeries({}, 0, 1);
    QVERIFY(line->grab().toImage() != drawn);
    window.setServer(u"shop 2"_s);
    QCOMPARE(window.windowTitle(), u"shop 2"_s);
}

void TestHitRateWindow::knowsNothingWithoutSamples()
{
    History history;
    HitRateWindow window(history, u"shop"_s);
    window.show();
    const auto *tile = window.findChild<StatTile *>();
    QCOMPARE(tile->figure(), u"–"_s);
    QCOMPARE(tile->note(), u"No answer"_s);
    fill(history, 20, 1, 3, monotonicNow());
    QCOMPARE(tile->figure(), u"25.0 %"_s);
    // When no more of them come it does not go on saying what was.
    QVERIFY(waitFor([tile] { return tile->figure() == u"–"; }));
    QCOMPARE(tile->note(), u"No answer"_s);
}

void TestHitRateWindow::listensToKeys()
{
    const History history;
    HitRateWindow window(history, u"shop"_s);
    const QSignalSpy opened(&window, &HitRateWindow::openRequested);
    window.show();
    QTest::keyClick(&window, Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QTest::mouseDClick(&window, Qt::LeftButton);
    QCOMPARE(opened.size(), 2);
    QTest::keyClick(&window, Qt::Key_Escape);
    QVERIFY(!window.isVisible());
}

void TestHitRateWindow::belongsToOneServer()
{
    const RedisServer server;
    Desk desk;
    const QString first = desk.save(u"shop"_s, server.endpoint());
    const QString second = desk.save(u"blog"_s, server.endpoint());
    const auto window = desk.makeWindow();
    QAction *action = window->actions().action("hit-rate-window");
    QVERIFY(!action->isEnabled());
    window->openServer(first);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    action->trigger();
    QVERIFY(action->isChecked());
    HitRateWindow *small = shownWindow();
    QVERIFY(small);
    QCOMPARE(small->windowTitle(), u"shop"_s);
    window->openServer(second);
    QVERIFY(waitFor([&] { return window->currentPage()->profile().name == u"blog"; }));
    QVERIFY(!action->isChecked());
    emit small->openRequested();
    QCOMPARE(window->currentPage()->profile().name, u"shop"_s);
    QVERIFY(action->isChecked());
    small->close();
    QVERIFY(!action->isChecked());
    action->trigger();
    QCOMPARE(shownWindow(), small);
    // It goes with its server.
    window->closeCurrentTab();
    QVERIFY(waitFor([] { return !shownWindow(); }));
}

void TestHitRateWindow::remembersItsPlace()
{
    const RedisServer server;
    Desk desk;
    const QString id = desk.save(u"shop"_s, server.endpoint());
    QRect place;
    for (const bool isFirst : {true, false}) {
        const auto window = desk.makeWindow();
        window->openServer(id);
        QVERIFY(waitFor([&] { return isReady(*window); }));
        window->actions().action("hit-rate-window")->trigger();
        HitRateWindow *small = shownWindow();
        QVERIFY(small);
        // So do the legends of the charts.
        auto *wall = window->currentPage()->overview()->findChild<ChartWall *>();
        if (isFirst) {
            wall->setHiddenLines({u"keys"_s});
            emit wall->hiddenLinesChanged();
            small->resize(310, 140);
            small->move(120, 90);
            place = small->geometry();
        } else {
            QCOMPARE(small->geometry(), place);
            QCOMPARE(wall->hiddenLines(), QStringList{u"keys"_s});
        }
    }
}

QTEST_MAIN(TestHitRateWindow)
#include "tst_hitratewindow.moc"
