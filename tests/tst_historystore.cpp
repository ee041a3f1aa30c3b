// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historyfile.h"
#include "app/monitoring/historykeeper.h"
#include "tests/fixtures/await.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <csignal>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// A server with 90 hits, 10 misses, 100 commands and 3 evicted keys a second.
struct Told
{
    explicit Told(std::chrono::milliseconds startsAt)
        : start(startsAt)
    {
        sample.info.runId = "a";
        sample.info.hits = sample.info.misses = sample.info.commands = 0;
        sample.info.evicted = sample.info.expired = sample.info.connections = 0;
        sample.info.usedMemory = 1000;
        sample.wall = start;
    }
    void seconds(History &history, int count, std::chrono::seconds step = 1s)
    {
        for (int i = 0; i < count; ++i) {
            history.append(sample);
            sample.at += step;
            sample.wall += step;
            sample.info.hits = *sample.info.hits + 90;
            sample.info.misses = *sample.info.misses + 10;
            sample.info.commands = *sample.info.commands + 100;
            sample.info.evicted = *sample.info.evicted + 3;
        }
    }
    Instant now() const { return sample.at - 1s; }

    std::chrono::milliseconds start;
    Sample sample;
};

// The beginning of an hour, some hours ago: what is old enough to be dropped is days old.
std::chrono::milliseconds hoursAgo(int hours)
{
    const qint64 hour = 3'600'000;
    return std::chrono::milliseconds((QDateTime::currentMSecsSinceEpoch() / hour - hours) * hour);
}

qint64 rowsIn(const HistoryRecord &record, qint64 step)
{
    for (const TierChanges &tier : record.tiers) {
        if (tier.step == step)
            return tier.written.size();
    }
    return 0;
}

// As long as it lives no file takes more than that.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
        : m_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit less{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &less);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    Q_DISABLE_COPY_MOVE(FullDisk)

private:
    void (*m_handler)(int);
    rlimit m_before{};
};

double x(std::chrono::milliseconds wall)
{
    return static_cast<double>(wall.count());
}

} // namespace

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
    void aWrongClockTakesNothing();
    void brokenFileIsPutAside();
    void damagedFileIsPutAside();
    void whatWasRefusedIsWrittenLater();
    void aFullDiskLosesNothing();
    void whatCouldNotBeReadIsReadLater();
    void theEndDoesNotWait();
    void noWayToWriteIsSaid();
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

// A month ahead for a minute, and then right again: what was there is still there.
void TestHistoryStore::aWrongClockTakesNothing()
{
    Told before(hoursAgo(30 * 24));
    {
        History history;
        const HistoryKeeper keeper(history, path());
        before.seconds(history, 3600);
        history.addNote(x(before.start), u"deployed"_s);
    }
    Told ahead(hoursAgo(1));
    {
        History history;
        const HistoryKeeper keeper(history, path());
        ahead.seconds(history, 60);
    }
    const auto record = kept();
    QVERIFY(record);
    QCOMPARE(rowsIn(*record, 10'000), 360 + 6);
    QCOMPARE(record->events.size(), 1);
}

void TestHistoryStore::brokenFileIsPutAside()
{
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(5000, 'x'));
    file.close();
    Told told(hoursAgo(1));
    {
        History history;
        const HistoryKeeper keeper(history, path());
        told.seconds(history, 60);
    }
    const auto record = kept();
    QVERIFY(QFile::exists(path() + u".broken"_s));
    QVERIFY(record);
    QCOMPARE(rowsIn(*record, 10'000), 6);
}

// What begins like one of ours, and is not whole.
void TestHistoryStore::damagedFileIsPutAside()
{
    Told told(hoursAgo(1));
    {
        History history;
        const HistoryKeeper keeper(history, path());
        told.seconds(history, 3000);
    }
    HistoryStore::awaitWriting();
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(4096)); // behind the first page, which says what is in the file
    file.write(QByteArray(static_cast<int>(file.size()) - 4096, 'x'));
    file.close();
    {
        History history;
        HistoryKeeper keeper(history, path());
        const QSignalSpy loaded(&keeper.store(), &HistoryStore::loaded);
        QVERIFY(waitFor([&] { return !loaded.isEmpty(); }));
        told.seconds(history, 60);
    }
    const auto record = kept();
    QVERIFY(QFile::exists(path() + u".broken"_s));
    QVERIFY(record);
    QCOMPARE(rowsIn(*record, 10'000), 6);
}

void TestHistoryStore::whatWasRefusedIsWrittenLater()
{
    QFile file(m_folder->filePath(u"file"_s)); // where the folder would have to be
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QString inside = m_folder->filePath(u"file/a.history"_s);
    Told told(hoursAgo(1));
    {
        History history;
        HistoryKeeper keeper(history, inside);
        const QSignalSpy failed(&keeper.store(), &HistoryStore::failed);
        told.seconds(history, 60);
        history.addNote(x(told.start), u"deployed"_s);
        keeper.flush();
        QVERIFY(waitFor([&] { return failed.size() == 1; }));
        told.seconds(history, 60);
        keeper.flush();
        QVERIFY(file.remove());
        told.seconds(history, 60);
    }
    HistoryStore::awaitWriting();
    const auto record = readHistory(inside);
    QVERIFY(record);
    QCOMPARE(rowsIn(*record, 10'000), 18);
    QCOMPARE(record->events.size(), 1);
}

void TestHistoryStore::aFullDiskLosesNothing()
{
    Told told(hoursAgo(3));
    History history;
    {
        HistoryKeeper keeper(history, path());
        const QSignalSpy loaded(&keeper.store(), &HistoryStore::loaded);
        const QSignalSpy failed(&keeper.store(), &HistoryStore::failed);
        QVERIFY(waitFor([&] { return !loaded.isEmpty(); }));
        const FullDisk full(64 * 1024);
        for (int batch = 0; batch < 3; ++batch) {
            told.seconds(history, 1200);
            keeper.flush();
        }
        QVERIFY(waitFor([&] { return !failed.isEmpty(); }));
    }
    {
        HistoryStore store(path()); // behind the one that could not write
        store.write(history.everything());
    }
    const auto record = kept();
    QVERIFY(record);
    QCOMPARE(rowsIn(*record, 10'000), 360);
    QVERIFY(!QFile::exists(path() + u".broken"_s));
}

void TestHistoryStore::whatCouldNotBeReadIsReadLater()
{
    Told told(hoursAgo(3));
    {
        History history;
        const HistoryKeeper keeper(history, path());
        told.seconds(history, 3600);
        history.addNote(x(told.start), u"deployed"_s);
    }
    HistoryStore::awaitWriting();
    QVERIFY(QFile::rename(path(), path() + u".away"_s));
    QVERIFY(QDir().mkdir(path())); // no file can be opened there
    History history;
    HistoryKeeper keeper(history, path());
    const QSignalSpy failed(&keeper.store(), &HistoryStore::failed);
    QVERIFY(waitFor([&] { return !failed.isEmpty(); }));
    QVERIFY(QDir().rmdir(path()));
    QVERIFY(QFile::rename(path() + u".away"_s, path()));
    const QSignalSpy loaded(&keeper.store(), &HistoryStore::loaded);
    told.seconds(history, 60);
    keeper.flush();
    QVERIFY(waitFor([&] { return !loaded.isEmpty(); }));
    QCOMPARE(history.valueAt(Metric::HitRate, x(told.start + 30min)), 0.9);
    QCOMPARE(history.events().size(), 1);
}

// Who closes a server does not wait for the disk, and loses nothing by that.
void TestHistoryStore::theEndDoesNotWait()
{
    Told told(hoursAgo(1));
    History history;
    auto first = std::make_unique<HistoryStore>(path());
    const QSignalSpy loaded(first.get(), &HistoryStore::loaded);
    first->load();
    QVERIFY(waitFor([&] { return !loaded.isEmpty(); }));
    told.seconds(history, 3000);
    for (int i = 0; i < 20; ++i)
        first->write(history.everything());
    first.reset();
    auto second = std::make_unique<HistoryStore>(path());
    for (int i = 0; i < 20; ++i)
        second->write(history.everything());
    history.addNote(x(told.start), u"last"_s);
    second->write(history.everything());
    second.reset();
    // Who comes next reads what is being written, by the last of them too.
    HistoryStore third(path());
    const QSignalSpy loadedAgain(&third, &HistoryStore::loaded);
    third.load();
    QVERIFY(loadedAgain.isEmpty());
    QVERIFY(waitFor([&] { return !loadedAgain.isEmpty(); }));
    const auto record = loadedAgain.first().first().value<HistoryRecord>();
    QCOMPARE(rowsIn(record, 10'000), 300);
    QCOMPARE(record.events.size(), 1);
}

void TestHistoryStore::noWayToWriteIsSaid()
{
    QFile file(m_folder->filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    History history;
    HistoryKeeper keeper(history, m_folder->filePath(u"file/a.history"_s));
    QSignalSpy failed(&keeper.store(), &HistoryStore::failed);
    QVERIFY(waitFor([&] { return failed.size() == 1; }));
    Told told(hoursAgo(1));
    told.seconds(history, 60);
    keeper.flush();
    QCOMPARE(history.current(Metric::Hits, told.now()), 90.0);
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
