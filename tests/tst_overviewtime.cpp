// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historystore.h"
#include "tests/fixtures/overviewstage.h"
#include "ui/monitoring/overviewbar.h"
#include "ui/monitoring/overviewwords.h"
#include "ui/monitoring/recordingwindow.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QInputDialog>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestOverviewTime final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void longWindowsShowMeans();
    void comparesWithAnEarlierTime();
    void zoomsPansAndComesBack();
    void pastHasItsOwnFigures();
    void legendHidesLines();
    void legendIsKept();
    void memorySaysWhenItIsFull();
    void notesAreMarks();
    void findingsLeadSomewhere();
    void recordingNeedsNoServer();
    void recordingsTellOfActs();
    void pictureSaysWhatItIsOf();
    void emptyChartsSayWhy();

private:
    std::unique_ptr<RedisServer> m_server;
};

void TestOverviewTime::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
    m_server = std::make_unique<RedisServer>();
}

void TestOverviewTime::longWindowsShowMeans()
{
    Stage stage(m_server->endpoint());
    stage.page.setWindow(6h);
    stage.page.show();
    stage.fill(3 * 3600);
    const QList<QPointF> rate = stage.firstLine(u"Hit rate"_s);
    QVERIFY(rate.size() > 20 && rate.size() <= History::maxSeriesPoints);
    QCOMPARE(rate[rate.size() / 2].y(), 0.9);
    QVERIFY(rate.last().x() - rate.first().x() > 2.9 * 3'600'000);
    QVERIFY(stage.button(u"6 h"_s)->isChecked());
}

void TestOverviewTime::comparesWithAnEarlierTime()
{
    Stage stage(m_server->endpoint());
    stage.page.resize(1190, 800);
    stage.page.show();
    stage.fill(200);
    PlotView *plot = stage.plotNamed(u"Lookups"_s);
    const QImage without = plot->grab().toImage();
    auto *choice = stage.page.findChild<QComboBox *>();
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Down);
    QCOMPARE(choice->currentIndex(), 1);
    QVERIFY(plot->grab().toImage() != without);
}

void TestOverviewTime::zoomsPansAndComesBack()
{
    Stage stage(m_server->endpoint());
    stage.page.resize(1190, 800);
    stage.page.setWindow(5min);
    stage.page.show();
    QElapsedTimer sinceFilled;
    sinceFilled.start();
    stage.fill(1000);
    PlotView *plot = stage.plotNamed(u"Lookups"_s);
    const auto length = [&] {
        const QList<QPointF> line = stage.firstLine(u"Lookups"_s);
        return line.last().x() - line.first().x();
    };
    QTest::keyClick(plot, Qt::Key_Plus);
    QVERIFY(stage.page.isPaused());
    QVERIFY(qAbs(length() - 150'000) <= 2000);
    const double end = stage.firstLine(u"Lookups"_s).last().x();
    QTest::keyClick(plot, Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(qAbs(end - stage.firstLine(u"Lookups"_s).last().x() - 37'500) <= 2000);
    QTest::keyClick(plot, Qt::Key_Home);
    QVERIFY(!stage.page.isPaused());
    // Of the present there are no samples.
    QVERIFY(length() <= 302'000);
    // Two columns of pixels, of three seconds and a half each, may lie at the ends.
    QVERIFY(length() >= 292'000 - static_cast<double>(sinceFilled.elapsed()));
    QCOMPARE(stage.page.window(), 5min);
}

// What is said of the present must not stand above a picture of another time.
void TestOverviewTime::pastHasItsOwnFigures()
{
    Stage stage(m_server->endpoint());
    stage.page.resize(1190, 800);
    stage.page.setWindow(1h);
    stage.page.show();
    stage.fill(2000);
    // Then everything is missed, and many more connect.
    stage.sample.info.clients = 99;
    const Instant turned = stage.sample.at;
    for (int i = 0; i < 30; ++i) {
        stage.sample.at += 10ms;
        stage.sample.wall += 10ms;
        stage.sample.info.misses = *stage.sample.info.misses + 1000;
        stage.history.append(stage.sample);
    }
    QCOMPARE(stage.figure(u"Clients"_s), u"99"_s);
    const double until = stage.history.toWall(turned - 100s);
    emit stage.page.findChild<ChartWall *>()->rangeRequested(until - 600'000, until);
    QVERIFY(stage.tile(u"Hit rate, time shown"_s));
    QCOMPARE(stage.figure(u"Hit rate"_s), u"90.0 %"_s);
    QCOMPARE(stage.note(u"Hit rate"_s), u"of 60.0 k lookups"_s);
    QCOMPARE(stage.figure(u"Operations, mean"_s), u"120/s"_s);
    QCOMPARE(stage.figure(u"Clients, mean"_s), u"12"_s);
    for (const StatTile *tile : stage.page.findChildren<StatTile *>()) {
        QVERIFY2(tile->toolTip().contains(u"time that is shown"_s), qPrintable(tile->toolTip()));
        QCOMPARE(tile->accessibleDescription(), tile->toolTip());
    }
    QVERIFY(stage.hasLabel(u"Until "_s));
    const auto legend = [&stage] {
        for (auto *key : stage.page.findChildren<QAbstractButton *>()) {
            if (key->accessibleName().startsWith(u"connected "_s))
                return key->accessibleName();
        }
        return QString();
    };
    QCOMPARE(legend(), u"connected 12"_s);
    QTest::mouseClick(stage.button(u"Resume"_s), Qt::LeftButton);
    QVERIFY(stage.tile(u"Hit rate, last 10 s"_s));
    QCOMPARE(stage.figure(u"Clients"_s), u"99"_s);
    QVERIFY(stage.tile(u"Clients: "_s)->toolTip().contains(u"open now"_s));
    QCOMPARE(legend(), u"connected 99"_s);
    // Of another day the clock alone says nothing.
    const double yesterday = until - 24 * 3'600'000;
    emit stage.page.findChild<ChartWall *>()->rangeRequested(yesterday - 600'000, yesterday);
    const QString day = QDateTime::fromMSecsSinceEpoch(qint64(yesterday)).toString(u"ddd d MMM"_s);
    QVERIFY(stage.hasLabel(u"Until "_s + day));
    QCOMPARE(stage.figure(u"Hit rate"_s), u"–"_s);
}

void TestOverviewTime::legendHidesLines()
{
    Stage stage(m_server->endpoint());
    stage.page.resize(1190, 800);
    stage.page.show();
    stage.fill(100);
    PlotView *plot = stage.plotNamed(u"Lookups"_s);
    plot->setCrosshair(stage.firstLine(u"Lookups"_s).last().x());
    QCOMPARE(plot->readout().size(), 3);
    for (auto *key : stage.page.findChildren<QAbstractButton *>()) {
        if (key->accessibleName().startsWith(u"hits "_s) && key->isCheckable())
            QTest::keyClick(key, Qt::Key_Space);
    }
    QCOMPARE(plot->readout().size(), 2);
    QVERIFY(plot->readout()[1].startsWith(u"misses"_s));
}

void TestOverviewTime::legendIsKept()
{
    Stage stage(m_server->endpoint());
    stage.page.resize(1190, 800);
    QSignalSpy chosen(&stage.page, &OverviewPage::hiddenLinesChosen);
    stage.page.setHiddenLines({u"misses_per_second"_s, u"of_a_later_version"_s});
    QCOMPARE(chosen.size(), 0);
    stage.page.show();
    stage.fill(100);
    const PlotView *plot = stage.plotNamed(u"Lookups"_s);
    QVERIFY(!plot->series()[0].segments.isEmpty());
    QVERIFY(plot->series()[1].segments.isEmpty());
    for (auto *key : stage.page.findChildren<QAbstractButton *>()) {
        if (key->accessibleName().startsWith(u"peak "_s) && key->isCheckable())
            QTest::keyClick(key, Qt::Key_Space);
    }
    QCOMPARE(chosen.size(), 1);
    const QStringList hidden{u"misses_per_second"_s, u"peak_memory_bytes"_s};
    QCOMPARE(chosen[0][0].toStringList(), hidden);
}

void TestOverviewTime::memorySaysWhenItIsFull()
{
    Stage stage(m_server->endpoint());
    stage.page.resize(1190, 800);
    const Instant now = monotonicNow();
    const auto wall = std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch());
    stage.sample.info.usedMemory = 0;
    for (int i = 1800; i >= 0; --i) { // half of maxmemory in half an hour
        stage.sample.at = now - std::chrono::seconds(i);
        stage.sample.wall = wall - std::chrono::seconds(i);
        stage.history.append(stage.sample);
        stage.sample.info.usedMemory = *stage.sample.info.usedMemory + 32 * 1024 * 1024 / 1800;
    }
    stage.page.show();
    QVERIFY(stage.hasLabel(u"full in about 30 min"_s));
    // A few seconds are not nothing.
    const QList<QPointF> steep = stage.history.means(Metric::UsedMemory, now, 1h);
    stage.sample.info.maxmemory = qint64(steep.last().y()) + 120'000;
    stage.sample.at += 1ms;
    stage.sample.wall += 1ms;
    stage.sample.info.usedMemory = qint64(steep.last().y());
    stage.history.append(stage.sample);
    QVERIFY(stage.hasLabel(u"full in "_s));
    QVERIFY(!stage.hasLabel(u"full in 0"_s) && !stage.hasLabel(u"full in about 0"_s));
    // It is told of the present.
    const double end = stage.history.toWall(now) - 600'000;
    emit stage.page.findChild<ChartWall *>()->rangeRequested(end - 600'000, end);
    QVERIFY(!stage.hasLabel(u"full in "_s));
}

void TestOverviewTime::notesAreMarks()
{
    Stage stage(m_server->endpoint());
    stage.page.resize(1190, 800);
    stage.page.show();
    stage.fill(100);
    QTest::mouseClick(stage.button(u"Note…"_s), Qt::LeftButton);
    auto *dialog = stage.page.findChild<QInputDialog *>();
    QVERIFY(dialog);
    dialog->setTextValue(u"deployed"_s);
    dialog->accept();
    QCOMPARE(stage.history.events().size(), 1);
    PlotView *plot = stage.plotNamed(u"Lookups"_s);
    plot->setCrosshair(static_cast<double>(stage.history.events()[0].at));
    QCOMPARE(plot->readout().last(), u"deployed"_s);
}

void TestOverviewTime::findingsLeadSomewhere()
{
    Stage stage(m_server->endpoint());
    MonitoringSettings settings;
    ServerWatch watch(stage.history, settings, u"one"_s);
    stage.page.resize(1190, 800);
    stage.page.setWatch(watch);
    stage.page.show();
    stage.sample.info.databases = QList<DatabaseInfo>{{0, 1000, 100}};
    stage.sample.info.maxmemoryPolicy = u"volatile-lru"_s;
    stage.fill(10);
    watch.look(monotonicNow());
    QSignalSpy asked(&stage.page, &OverviewPage::placeRequested);
    QVERIFY(stage.button(u"Show keys without TTL"_s));
    // Tab comes to it where it stands: after the first chart, before all others.
    const auto steps = [](const QWidget *from, const QWidget *to) {
        int count = 0;
        for (; from != to; from = from->nextInFocusChain())
            count += (from->focusPolicy() & Qt::TabFocus) != 0 ? 1 : 0;
        return count;
    };
    const PlotView *first = stage.plotNamed(u"Hit rate"_s);
    QVERIFY(steps(first, stage.button(u"Show keys without TTL"_s)) < 8);
    QVERIFY(steps(stage.button(u"Show keys without TTL"_s), stage.plotNamed(u"Lookups"_s)) < 8);
    QTest::mouseClick(stage.button(u"Show keys without TTL"_s), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].value<Finding::Place>(), Finding::Place::KeysWithoutTtl);
}

void TestOverviewTime::recordingNeedsNoServer()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"yesterday.hitlens"_s);
    {
        Stage stage(m_server->endpoint());
        stage.fill(600);
        QVERIFY(HistoryFile(path, HistoryFile::Kind::Recording).write(stage.history.everything()));
    }
    std::optional<RecordingWindow> opened;
    opened.emplace(path, *readHistory(path));
    RecordingWindow &window = *opened;
    window.show();
    PlotView *hits = nullptr;
    for (auto *plot : window.findChildren<PlotView *>()) {
        if (plot->accessibleName() == u"Lookups"_s)
            hits = plot;
    }
    QVERIFY(hits);
    const auto line = [hits] { return hits->series().first().segments.value(0); };
    QVERIFY(waitFor([&] { return !hits->series().isEmpty() && line().size() > 10; }));
    QCOMPARE(line()[5].y(), 90.0);
    const auto tiles = window.findChildren<StatTile *>();
    QCOMPARE(tiles.first()->accessibleName(), u"Hit rate, time shown: 90.0 %"_s);
    QCOMPARE(tiles.last()->figure(), u"12"_s);
    // Nothing stands beside the first chart, and nothing is to be resumed.
    QCOMPARE(window.findChildren<TimeChart *>().first()->width(),
        window.findChild<ChartWall *>()->width());
    for (auto *button : window.findChildren<QAbstractButton *>())
        QVERIFY(button->text() != u"Resume"_s);
    // A note is part of it.
    for (auto *button : window.findChildren<QAbstractButton *>()) {
        if (button->text() == u"Note…"_s)
            button->click();
    }
    auto *dialog = window.findChild<QInputDialog *>();
    QVERIFY(dialog);
    dialog->setTextValue(u"deployed"_s);
    dialog->accept();
    opened.reset();
    HistoryStore::awaitWriting();
    const auto record = readHistory(path);
    QVERIFY(record);
    QCOMPARE(record->events.size(), 1);
    QCOMPARE(record->events.first().text, u"deployed"_s);
}

// Who opens it elsewhere has no audit log to look into, and a person's own words for the file.
void TestOverviewTime::recordingsTellOfActs()
{
    const QTemporaryDir folder;
    Stage stage(m_server->endpoint());
    stage.page.setName(u"shop: cache"_s);
    stage.page.resize(1190, 800);
    stage.page.show();
    stage.fill(60);
    const double at = stage.history.toWall(monotonicNow()) - 20'000;
    stage.page.setMarks({{at, at + 4000, u"Deleted 12,408 keys."_s}});
    const auto choose = [&stage](const QString &text) {
        for (auto *action : stage.page.findChildren<QAction *>()) {
            if (action->text() == text)
                action->trigger();
        }
        return stage.page.findChildren<QFileDialog *>().last();
    };
    QFileDialog *dialog = choose(u"Save recording…"_s);
    QVERIFY(dialog->selectedFiles().value(0).contains(u"/shop- cache 20"_s));
    QVERIFY(dialog->selectedFiles().value(0).endsWith(u".hitlens"_s));
    const QString path = folder.filePath(u"one.hitlens"_s);
    emit dialog->fileSelected(path);
    QVERIFY(waitFor([&stage] { return stage.hasLabel(u"Written to"_s); }));
    const auto record = readHistory(path);
    QVERIFY(record);
    QCOMPARE(record->events.size(), 1);
    QCOMPARE(record->events.first().text, u"Deleted 12,408 keys."_s);

    // What cannot be opened is said with its reason.
    const QString newer = folder.filePath(u"newer.hitlens"_s);
    QVERIFY(QFile::copy(path, newer));
    QFile version(newer);
    QVERIFY(version.open(QIODevice::ReadWrite) && version.seek(63)); // the end of user_version
    version.putChar(99);
    version.close();
    emit choose(u"Open recording…"_s)->fileSelected(newer);
    QVERIFY(waitFor([&stage, &newer] { return stage.hasLabel(u"Opening "_s + newer); }));
    QVERIFY(stage.hasLabel(u"It is no recording that this Hitlens can read: the file was written "
                           "by a newer Hitlens"_s));
}

void TestOverviewTime::pictureSaysWhatItIsOf()
{
    Stage stage(m_server->endpoint());
    stage.page.resize(1190, 800);
    stage.page.show();
    stage.fill(60);
    const QImage plain = stage.page.picture();
    stage.page.setName(u"shop"_s);
    const QImage named = stage.page.picture();
    QCOMPARE(named.size(), plain.size());
    QVERIFY(named.copy(0, 0, 1000, 30) != plain.copy(0, 0, 1000, 30));
    // The row of controls is no part of it, what happened is.
    const auto *bar = stage.page.findChild<OverviewBar *>();
    const int head = named.height() + bar->height() - bar->parentWidget()->height();
    QVERIFY(head > 0);
    QVERIFY(head < 4 * stage.page.fontMetrics().height());
    const double now = stage.history.toWall(monotonicNow());
    stage.page.setMarks({{now - 20'000, now - 20'000, u"Deleted 12,408 keys."_s},
        {now - 10'000, now - 10'000, u"Deleted 3 keys."_s},
        {now - 3'600'000, now - 3'600'000, u"Not of this time."_s}});
    QVERIFY(stage.page.picture().height()
        >= named.height() + 2 * stage.page.fontMetrics().lineSpacing());

    const double noon = 1'795'694'400'000; // 2026-11-26 12:00 UTC
    const QString title = rangeTitle(u"shop"_s, noon - 3'600'000, noon);
    QVERIFY(title.startsWith(u"shop, 2026-11-2"_s));
    const QStringList lines
        = markLines(QList<ChartMark>(30, {noon - 5, noon, u"two\nlines"_s}), noon - 1000, noon);
    QCOMPARE(lines.size(), 21);
    QVERIFY(lines.first().endsWith(u"  two lines"_s));
    QCOMPARE(lines.last(), u"More that happened: 10"_s);
}

// What an earlier run saw is there before anything is sampled, and says what it is.
void TestOverviewTime::emptyChartsSayWhy()
{
    Stage stage(m_server->endpoint());
    stage.page.resize(1190, 800);
    stage.page.setWindow(5min);
    stage.page.show();
    const PlotView *hitRate = stage.plotNamed(u"Hit rate"_s);
    QCOMPARE(hitRate->emptyText(), u"There are no samples yet."_s);
    History earlier;
    Sample sample = stage.sample;
    sample.wall = std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()) - 1h;
    for (int i = 0; i < 1800; ++i) { // nobody looks anything up
        sample.at += 1s;
        sample.wall += 1s;
        sample.info.commands = *sample.info.commands + 3;
        earlier.append(sample);
    }
    const HistoryChanges all = earlier.everything();
    stage.history.merge({all.tiers, all.events});
    QCOMPARE(hitRate->emptyText(), u"There are no samples of this time."_s);
    const double now = static_cast<double>(QDateTime::currentMSecsSinceEpoch());
    const double hour = 3'600'000;
    emit stage.page.findChild<ChartWall *>()->rangeRequested(now - hour, now - hour * 3 / 4);
    QCOMPARE(hitRate->emptyText(), u"Nobody but Hitlens looked up a key in this time."_s);
    QVERIFY(!stage.firstLine(u"Lookups"_s).isEmpty());
}

QTEST_MAIN(TestOverviewTime)
#include "tst_overviewtime.moc"
