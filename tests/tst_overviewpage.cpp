// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/monitor.h"
#include "tests/fixtures/overviewstage.h"
#include "ui/widgets/messagestrip.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestOverviewPage final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void emptyShowsDashes();
    void tilesSayWhatIs();
    void noLimitIsSaid();
    void chartsShowTheWindow();
    void windowIsSwitchedByMouseAndKeyboard();
    void pauseFreezesThePicture();
    void hiddenPageDoesNothing();
    void missingAnswersAreSaid();
    void lostConnectionIsSaid();
    void pointerReadsAllCharts();
    void refusalIsSaid();
    void fits_data();
    void fits();
    void followsARealServer();

private:
    std::unique_ptr<RedisServer> m_server;
};

void TestOverviewPage::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
    m_server = std::make_unique<RedisServer>();
}

void TestOverviewPage::emptyShowsDashes()
{
    Stage stage(m_server->endpoint());
    stage.page.show();
    for (const StatTile *tile : stage.page.findChildren<StatTile *>())
        QCOMPARE(tile->figure(), u"–"_s);
    QCOMPARE(stage.page.findChildren<StatTile *>().size(), 6);
    QCOMPARE(stage.page.findChildren<PlotView *>().size(), 13);
    QVERIFY(!stage.page.grab().isNull());
}

void TestOverviewPage::tilesSayWhatIs()
{
    Stage stage(m_server->endpoint());
    stage.page.show();
    stage.sample.own = {0, 0};
    stage.fill(30);
    QCOMPARE(stage.figure(u"Hit rate"_s), u"90.0 %"_s);
    QCOMPARE(stage.note(u"Hit rate"_s), u"since start 90.0 %"_s);
    QCOMPARE(stage.figure(u"Operations"_s), u"120/s"_s);
    QCOMPARE(stage.note(u"Operations"_s), u"peak 120/s"_s);
    QCOMPARE(stage.figure(u"Memory"_s), u"48.0 MiB"_s);
    QCOMPARE(stage.note(u"Memory"_s), u"75.0 % of 64.0 MiB"_s);
    QCOMPARE(stage.figure(u"Evicted"_s), u"5/s"_s);
    QCOMPARE(stage.note(u"Evicted"_s), u"allkeys-lru"_s);
    QCOMPARE(stage.figure(u"Expired"_s), u"7/s"_s);
    QCOMPARE(stage.note(u"Expired"_s), u"84.0 % with a TTL"_s);
    QCOMPARE(stage.figure(u"Clients"_s), u"12"_s);
    QCOMPARE(stage.note(u"Clients"_s), u"2 blocked · 0 new/s"_s);
}

void TestOverviewPage::noLimitIsSaid()
{
    Stage stage(m_server->endpoint());
    stage.page.show();
    stage.sample.info.maxmemory = 0;
    stage.sample.info.databases = QList<DatabaseInfo>{};
    stage.fill(3);
    QCOMPARE(stage.note(u"Memory"_s), u"no limit set"_s);
    QCOMPARE(stage.note(u"Expired"_s), u"no keys"_s);
}

void TestOverviewPage::chartsShowTheWindow()
{
    Stage stage(m_server->endpoint());
    stage.page.setWindow(1min);
    stage.page.show();
    stage.fill(200);
    const QList<QPointF> rate = stage.firstLine(u"Hit rate"_s);
    QVERIFY(rate.size() >= 60 && rate.size() <= 62);
    QCOMPARE(rate.last().y(), 0.9);
    QCOMPARE(stage.firstLine(u"Lookups"_s).last().y(), 90.0);
    QCOMPARE(stage.firstLine(u"Memory"_s).last().y(), 48.0 * 1024 * 1024);
    QCOMPARE(stage.firstLine(u"Keys that left"_s).last().y(), 5.0);
}

void TestOverviewPage::windowIsSwitchedByMouseAndKeyboard()
{
    Stage stage(m_server->endpoint());
    stage.page.show();
    stage.fill(1000);
    QCOMPARE(stage.page.window(), 1min);
    QVERIFY(stage.button(u"1 m"_s)->isChecked());
    QSignalSpy chosen(&stage.page, &OverviewPage::windowChosen);
    QTest::mouseClick(stage.button(u"5 m"_s), Qt::LeftButton);
    QCOMPARE(stage.page.window(), 5min);
    QCOMPARE(chosen.size(), 1);
    QTest::mouseClick(stage.button(u"1 m"_s), Qt::LeftButton);
    QCOMPARE(stage.page.window(), 1min);
    QVERIFY(stage.firstLine(u"Hit rate"_s).size() <= 62);
    stage.page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&stage.page));
    stage.button(u"1 m"_s)->setFocus();
    QTest::keyClick(stage.button(u"1 m"_s), Qt::Key_Right);
    QTest::keyClick(stage.button(u"5 m"_s), Qt::Key_Right);
    QCOMPARE(stage.page.window(), 15min);
    QVERIFY(stage.button(u"15 m"_s)->isChecked());
    QVERIFY(!stage.button(u"1 m"_s)->isChecked());
    const QList<QPointF> rate = stage.firstLine(u"Hit rate"_s);
    QVERIFY(rate.size() <= History::maxSeriesPoints);
    QVERIFY(rate.last().x() - rate.first().x() > 600'000);
}

void TestOverviewPage::pauseFreezesThePicture()
{
    Stage stage(m_server->endpoint());
    stage.page.show();
    stage.fill(30);
    QTest::mouseClick(stage.button(u"Pause"_s), Qt::LeftButton);
    QVERIFY(stage.page.isPaused());
    QVERIFY(stage.hasLabel(u"Paused at "_s));
    const QList<QPointF> before = stage.firstLine(u"Lookups"_s);
    stage.sample.at += 1s;
    stage.sample.wall += 1s;
    stage.sample.info.hits = *stage.sample.info.hits + 5000;
    stage.append();
    QCOMPARE(stage.firstLine(u"Lookups"_s), before);
    QCOMPARE(stage.figure(u"Hit rate"_s), u"90.0 %"_s);
    // Another window of the same frozen time.
    QTest::mouseClick(stage.button(u"1 m"_s), Qt::LeftButton);
    QCOMPARE(stage.firstLine(u"Lookups"_s).last(), before.last());
    QCOMPARE(stage.figure(u"Hit rate"_s), u"90.0 %"_s);
    QTest::mouseClick(stage.button(u"Resume"_s), Qt::LeftButton);
    QVERIFY(stage.firstLine(u"Lookups"_s).last().y() > 5000);
    QVERIFY(!stage.hasLabel(u"Paused at "_s));
}

void TestOverviewPage::hiddenPageDoesNothing()
{
    Stage stage(m_server->endpoint());
    stage.page.show();
    stage.fill(5);
    const QList<QPointF> before = stage.firstLine(u"Lookups"_s);
    stage.page.hide();
    stage.sample.at += 1s;
    stage.sample.wall += 1s;
    stage.sample.info.clients = 99;
    stage.append();
    QCOMPARE(stage.firstLine(u"Lookups"_s), before);
    QCOMPARE(stage.figure(u"Clients"_s), u"12"_s);
    stage.page.show();
    QCOMPARE(stage.firstLine(u"Lookups"_s).size(), before.size() + 1);
    QCOMPARE(stage.figure(u"Clients"_s), u"99"_s);
}

void TestOverviewPage::missingAnswersAreSaid()
{
    Stage stage(m_server->endpoint());
    stage.page.show();
    stage.fill(5);
    QCOMPARE(stage.figure(u"Clients"_s), u"12"_s);
    // Nothing comes any more: the page notices by itself.
    QVERIFY(waitFor([&] { return stage.figure(u"Clients"_s) == u"–"_s; }));
    QCOMPARE(stage.figure(u"Hit rate"_s), u"–"_s);
    QCOMPARE(stage.note(u"Hit rate"_s), u"since start –"_s);
    QVERIFY(stage.hasLabel(u"No answer since "_s));
}

void TestOverviewPage::lostConnectionIsSaid()
{
    Stage stage(m_server->endpoint());
    stage.page.show();
    stage.fill(5);
    stage.client.close();
    QVERIFY(waitFor([&] { return stage.figure(u"Clients"_s) == u"–"_s; }));
    QVERIFY(stage.hasLabel(u"Not connected"_s));
    // What was seen stays to be seen.
    QVERIFY(stage.firstLine(u"Lookups"_s).size() >= 5);
}

void TestOverviewPage::pointerReadsAllCharts()
{
    Stage stage(m_server->endpoint());
    stage.page.resize(1190, 800);
    stage.page.show();
    stage.fill(300);
    PlotView *plot = stage.plotNamed(u"Lookups"_s);
    QCoreApplication::processEvents();
    QTest::mouseMove(plot->viewport(), plot->chart()->plotArea().center().toPoint());
    const QString time = plot->readout().value(0);
    QCOMPARE(stage.plotNamed(u"Hit rate"_s)->readout(),
        (QStringList{time, u"hits ÷ lookups  90.0 %"_s}));
    QCOMPARE(plot->readout(), (QStringList{time, u"hits  90/s"_s, u"misses  10/s"_s}));
    QCOMPARE(stage.plotNamed(u"Memory"_s)->readout(),
        (QStringList{
            time, u"used  48.0 MiB"_s, u"maxmemory  64.0 MiB"_s, u"resident  –"_s, u"peak  –"_s}));
    QCOMPARE(stage.plotNamed(u"Keys that left"_s)->readout(),
        (QStringList{time, u"evicted  5/s"_s, u"expired  7/s"_s}));
}

void TestOverviewPage::refusalIsSaid()
{
    Stage stage(m_server->endpoint());
    stage.page.show();
    auto *strip = stage.page.findChild<MessageStrip *>();
    QVERIFY(!strip->isVisible());
    const auto words = u"NOPERM this user has no permissions to run the 'info' command"_s;
    stage.page.showFailure({Error::Kind::Permission, "NOPERM", words});
    QVERIFY(strip->isVisible());
    QVERIFY(strip->text().contains(words));
    stage.fill(2);
    QVERIFY(!strip->isVisible());
}

void TestOverviewPage::fits_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<double>("factor");
    QTest::addColumn<int>("rows");
    QTest::newRow("1440x900") << QSize(1190, 800) << 1.0 << 1;
    QTest::newRow("1024x700") << QSize(790, 600) << 1.0 << 2;
    QTest::newRow("1024x700, larger text") << QSize(790, 600) << 1.33 << 2;
}

void TestOverviewPage::fits()
{
    QFETCH(QSize, size);
    QFETCH(double, factor);
    QFETCH(int, rows);
    const QFont normal = QApplication::font();
    QFont larger = normal;
    larger.setPointSizeF(normal.pointSizeF() * factor);
    QApplication::setFont(larger);
    {
        Stage stage(m_server->endpoint());
        stage.page.resize(size);
        stage.page.show();
        stage.fill(60);
        stage.page.setPaused(true);
        QCoreApplication::processEvents();
        QSet<int> tops;
        for (const StatTile *tile : stage.page.findChildren<StatTile *>())
            tops.insert(tile->y());
        QCOMPARE(tops.size(), rows);
        const auto children = stage.page.findChildren<QWidget *>();
        for (const QWidget *child : children) {
            const bool isOurs = qobject_cast<const QLabel *>(child)
                || qobject_cast<const QAbstractButton *>(child)
                || qobject_cast<const QFrame *>(child);
            if (!isOurs || !child->isVisible())
                continue;
            const QRect inPage(child->mapTo(&stage.page, QPoint()), child->size());
            QVERIFY2(inPage.left() >= 0 && inPage.right() <= size.width(),
                child->metaObject()->className());
            QVERIFY2(child->width() >= child->minimumSizeHint().width(),
                qPrintable(child->accessibleName()));
        }
    }
    QApplication::setFont(normal);
}

void TestOverviewPage::followsARealServer()
{
    Client client(m_server->endpoint());
    History history(50ms);
    JobHandle monitor(std::make_unique<Monitor>(50ms));
    monitor.on(&Monitor::sampled, [&](const Sample &sample) { history.append(sample); });
    OverviewPage page(client, history);
    page.show();
    client.open();
    client.start(monitor);
    QVERIFY(waitFor([&] { return history.latest().has_value(); }));
    m_server->cli({}, "SET there 1\nGET there\nGET there\nGET there\nGET gone\n");
    const auto *tile = page.findChildren<StatTile *>().first();
    QVERIFY(waitFor([&] { return tile->figure() == u"75.0 %"_s; }));
    QVERIFY(waitFor([&] { return tile->note() == u"since start 75.0 %"_s; }));
}

QTEST_MAIN(TestOverviewPage)
#include "tst_overviewpage.moc"
