// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historyfile.h"
#include "app/monitoring/historykeeper.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/toldhistory.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestHistoryStore final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void coarserStepsAreExact();
    void spikesSurviveInTheBand();
    void restartIsSurvived();
    void gapsStayGaps();
    void twoProgramsWatchOneServer();
    void theClockIsSet();
    void whatHappenedIsNoted();
    void aSilentNodeIsNoFailover();
    void notesAreKeptAndRemoved();
    void sizeIsBounded();
    void recordingsAreWhole();
    void filesOfOthersStay();

private:
    std::optional<HistoryRecord> kept() const
    {
        HistoryStore::awaitWriting();
        return readHistory(path());
    }
    QString path() const { return m_folder->filePath(u"a.history"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestHistoryStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestHistoryStore::coarserStepsAreExact()
{
    History history;
    Told told(hoursAgo(30));
    told.seconds(history, 6 * 3600 + 1);
    const Series rate = history.series(Metric::HitRate, told.now(), 6h, 600);
    QCOMPARE(rate.segments.size(), 1);
    QVERIFY(rate.segments[0].size() <= 310);
    QCOMPARE(rate.segments[0].at(100).y(), 0.9);
    QVERIFY(qAbs(rate.segments[0].first().x() - x(told.start)) < 100'000);
    const auto lookups = history.lookups(told.now(), 5h);
    QVERIFY(lookups);
    QCOMPARE(lookups->hits, 5 * 3600 * 90);
    QCOMPARE(lookups->misses, 5 * 3600 * 10);
    const auto evicted = history.summary(Metric::Evicted, told.now(), 5h);
    QVERIFY(evicted);
    QCOMPARE(evicted->mean, 3.0);
    QCOMPARE(evicted->known, 5h);
}

void TestHistoryStore::spikesSurviveInTheBand()
{
    History history;
    Told told(hoursAgo(30));
    told.seconds(history, 5000);
    told.sample.info.evicted = *told.sample.info.evicted + 5000;
    told.seconds(history, 5000);
    const Series evicted = history.series(Metric::Evicted, told.now(), 6h, 200);
    QCOMPARE(evicted.max(), 5003.0);
    double line = 0;
    for (const QPointF &point : evicted.segments[0])
        line = std::max(line, point.y());
    QVERIFY(line < 100);
}

void TestHistoryStore::restartIsSurvived()
{
    Told told(hoursAgo(4));
    {
        History history;
        HistoryKeeper keeper(history, path());
        told.seconds(history, 3600);
    }
    History history;
    HistoryKeeper keeper(history, path());
    QSignalSpy loaded(&keeper.store(), &HistoryStore::loaded);
    QVERIFY(waitFor([&] { return !loaded.isEmpty(); }));
    // The computer was started anew meanwhile: its steady clock begins at nothing.
    told.sample.at = 5s;
    told.sample.wall += 1h;
    told.seconds(history, 60);
    const Series rate = history.series(Metric::HitRate, told.now(), 3h, 600);
    QCOMPARE(rate.segments.size(), 2);
    QCOMPARE(history.valueAt(Metric::HitRate, x(told.start + 30min)), 0.9);
    QVERIFY(!history.valueAt(Metric::HitRate, x(told.start + 90min)));
    const auto lookups = history.lookups(told.now(), 150min);
    QVERIFY(lookups);
    QVERIFY(qAbs(lookups->hits - 90 * 3659) <= 90 * 10); // one step of ten seconds may be cut
    // A short window too.
    QCOMPARE(history.series(Metric::Hits, told.now() - 90min, 15min).segments.size(), 1);
    QVERIFY(history.series(Metric::Hits, told.now() - 30min, 15min).segments.isEmpty());
}

void TestHistoryStore::gapsStayGaps()
{
    History history;
    Told told(hoursAgo(30));
    told.seconds(history, 7200);
    told.sample.at += 20min;
    told.sample.wall += 20min;
    told.sample.info.hits = *told.sample.info.hits + 1'000'000;
    told.seconds(history, 7200);
    const Series hits = history.series(Metric::Hits, told.now(), 6h, 600);
    QCOMPARE(hits.segments.size(), 2);
    QCOMPARE(hits.max(), 90.0);
    QVERIFY(history.lookups(told.now(), 5h)->hits < 90 * 14'400 + 1);
}

void TestHistoryStore::twoProgramsWatchOneServer()
{
    // Both see the same; the second came later and lost some seconds.
    const auto start = hoursAgo(3);
    Told first(start);
    Told second(start + 305s);
    History one;
    History two;
    {
        const HistoryKeeper keeperOne(one, path());
        const HistoryKeeper keeperTwo(two, path());
        first.seconds(one, 1201);
        second.seconds(two, 896);
        // Somebody resets the statistics, and both see it.
        second.sample.at += 300ms;
        second.sample.wall += 300ms;
        first.sample.info.hits = second.sample.info.hits = 0;
        first.seconds(one, 1);
        second.seconds(two, 1);
    }
    const auto record = kept();
    QVERIFY(record);
    QCOMPARE(rowsIn(*record, 10'000), 121);
    QCOMPARE(record->events.size(), 1);
    History both;
    both.merge(*record);
    first.seconds(both, 1);
    const auto lookups = both.lookups(first.now(), 20min);
    QVERIFY(lookups);
    QCOMPARE(lookups->hits + lookups->misses, 100 * 1200);
}

void TestHistoryStore::theClockIsSet()
{
    Told told(hoursAgo(30));
    {
        History history;
        HistoryKeeper keeper(history, path());
        told.seconds(history, 7200);
        keeper.flush();
        // It was an hour fast.
        told.sample.wall -= 1h;
        told.seconds(history, 7200);
        const Series memory = history.series(Metric::UsedMemory, told.now(), 6h, 600);
        QCOMPARE(memory.segments.size(), 1);
        QVERIFY(qAbs(memory.segments[0].first().x() - x(told.start - 1h)) < 100'000);
        // What was sampled in the step in which it happened may be lost.
        QVERIFY(qAbs(history.lookups(told.now(), 3h)->hits - 90 * 3 * 3600) <= 90 * 10);
    }
    const auto record = kept();
    QVERIFY(record);
    // 14,400 s and an unfinished step at most, none of them twice.
    QVERIFY(qAbs(rowsIn(*record, 10'000) - 1440) <= 1);
    for (const TierChanges &tier : record->tiers) {
        for (const HistoryBucket &bucket : tier.written)
            QVERIFY(bucket.at <= (told.sample.wall).count());
    }
}

void TestHistoryStore::whatHappenedIsNoted()
{
    History history;
    Told told(hoursAgo(3));
    told.sample.info.uptime = 5000;
    told.seconds(history, 5);
    told.sample.info.hits = told.sample.info.misses = told.sample.info.commands = 0;
    told.sample.info.evicted = 0;
    told.seconds(history, 5);
    told.sample.info.runId = "b";
    told.sample.info.uptime = 0;
    told.seconds(history, 5);
    told.sample.info.runId = "c";
    told.sample.info.uptime = 70'000;
    told.seconds(history, 5);
    QList<HistoryEvent::Kind> kinds;
    for (const HistoryEvent &event : history.events())
        kinds << event.kind;
    using Kind = HistoryEvent::Kind;
    QCOMPARE(kinds, (QList<Kind>{Kind::StatisticsReset, Kind::Restart, Kind::Failover}));
    QCOMPARE(history.events()[1].at, (told.start + 10s).count());
}

// Of a cluster: what is not answered for a while is a gap, and nothing that happened.
void TestHistoryStore::aSilentNodeIsNoFailover()
{
    History history;
    Told told(hoursAgo(1));
    const auto answer = [&](const QByteArrayList &runIds) {
        QList<NodeSample> nodes;
        for (const QByteArray &runId : runIds) {
            nodes.append({runId, told.sample});
            nodes.last().sample.info.runId = runId;
        }
        history.append(sumOfSamples(nodes, 2));
        told.sample.at += 1s;
        told.sample.wall += 1s;
    };
    for (int i = 0; i < 3; ++i) {
        answer({"a", "b"});
        answer({"a"});
        QVERIFY(!history.current(Metric::UsedMemory, history.latest()->at));
    }
    answer({"a", "b"});
    QVERIFY(history.events().isEmpty());
    QCOMPARE(history.current(Metric::UsedMemory, history.latest()->at), 2000.0);
    answer({"a"});
    answer({"a", "c"});
    QCOMPARE(history.events().size(), 1);
    QCOMPARE(history.events().first().kind, HistoryEvent::Kind::Failover);
}

void TestHistoryStore::notesAreKeptAndRemoved()
{
    const Told told(hoursAgo(1));
    {
        History history;
        const HistoryKeeper keeper(history, path());
        history.addNote(x(told.start), u"deployed 1.2"_s);
        history.addNote(x(told.start + 1min), u"oops"_s);
    }
    {
        History history;
        const HistoryKeeper keeper(history, path());
        QVERIFY(waitFor([&] { return history.events().size() == 2; }));
        history.removeNote(history.events().at(1));
    }
    const auto record = kept();
    QVERIFY(record);
    QCOMPARE(record->events.size(), 1);
    QCOMPARE(record->events[0].text, u"deployed 1.2"_s);
}

void TestHistoryStore::sizeIsBounded()
{
    constexpr int days = 9;
    History history(10s);
    Told told(hoursAgo(days * 24));
    // A file that is opened anew drops what is old at once, not within a minute.
    for (int day = 0; day < days; ++day) {
        const HistoryKeeper keeper(history, path());
        told.seconds(history, 8640, 10s);
    }
    const auto record = kept();
    QVERIFY(record);
    QVERIFY(rowsIn(*record, 10'000) <= 8640);
    QVERIFY(rowsIn(*record, 120'000) <= 5040);
    for (const TierChanges &tier : record->tiers)
        QVERIFY(tier.written.first().at > (told.sample.wall - 7 * 24h - 2min).count());
    qint64 size = 0;
    for (const QFileInfo &file : QDir(m_folder->path()).entryInfoList(QDir::Files))
        size += file.size();
    QVERIFY2(size < 16 * 1024 * 1024, qPrintable(QString::number(size)));
    QVERIFY(history.series(Metric::Hits, told.now(), 7 * 24h).pointCount() <= 640);
}

void TestHistoryStore::recordingsAreWhole()
{
    Told told(hoursAgo(24 * 30));
    History history;
    told.seconds(history, 601);
    history.addNote(x(told.start), u"here"_s);
    const QString copy = m_folder->filePath(u"a.hitlens"_s);
    {
        HistoryFile file(copy, HistoryFile::Kind::Recording);
        QVERIFY2(file.write(history.everything()), qPrintable(file.error()));
    }
    QFile::setPermissions(copy, QFile::ReadOwner);
    const auto record = readHistory(copy);
    QVERIFY(record);
    QCOMPARE(rowsIn(*record, 10'000), 60);
    History elsewhere;
    elsewhere.merge(*record);
    QVERIFY(elsewhere.lastKnown());
    QCOMPARE(elsewhere.toWall(*elsewhere.lastKnown()), x(told.start + 10min));
    QCOMPARE(elsewhere.lookups(*elsewhere.lastKnown(), 10min)->hits, 600 * 90);
    QCOMPARE(elsewhere.events().size(), 1);
    QString reason;
    QVERIFY(!readHistory(m_folder->filePath(u"nowhere"_s), &reason));
    QVERIFY(!reason.isEmpty());
    QVERIFY(!QFile::exists(m_folder->filePath(u"nowhere"_s)));
    QFile other(m_folder->filePath(u"text"_s));
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.write("no database, but some text that is long enough");
    other.close();
    QVERIFY(!readHistory(other.fileName()));
    QVERIFY(other.exists());
}

void TestHistoryStore::filesOfOthersStay()
{
    const QString folder = m_folder->path();
    for (const auto &id : {u"{1}"_s, u"{2}"_s, u"../up"_s}) {
        QFile file(historyPath(folder, id));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    const QStringList all = QDir(folder).entryList(QDir::Files);
    removeOldHistories(folder, {});
    QCOMPARE(QDir(folder).entryList(QDir::Files), all); // the list may come back
    for (const QString &name : all) {
        QFile file(QDir(folder).filePath(name));
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QDateTime longAgo = QDateTime::currentDateTimeUtc().addDays(-8);
        QVERIFY(file.setFileTime(longAgo, QFileDevice::FileModificationTime));
    }
    removeOldHistories(folder, {u"{2}"_s});
    QCOMPARE(QDir(folder).entryList(QDir::Files), QStringList{u"{2}.history"_s});
    QCOMPARE(QFileInfo(historyPath(folder, u"../up"_s)).absolutePath(), folder);
}

QTEST_GUILESS_MAIN(TestHistoryStore)
#include "tst_historystore.moc"
