// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historykeeper.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/toldhistory.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <csignal>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

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

} // namespace

class TestHistoryTrouble final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void aWrongClockTakesNothing();
    void brokenFileIsPutAside();
    void damagedFileIsPutAside();
    void whatWasRefusedIsWrittenLater();
    void aFullDiskLosesNothing();
    void whatCouldNotBeReadIsReadLater();
    void theEndDoesNotWait();
    void noWayToWriteIsSaid();

private:
    std::optional<HistoryRecord> kept() const
    {
        HistoryStore::awaitWriting();
        return readHistory(path());
    }
    QString path() const { return m_folder->filePath(u"a.history"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

// A month ahead for a minute, and then right again: what was there is still there.
void TestHistoryTrouble::aWrongClockTakesNothing()
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

void TestHistoryTrouble::brokenFileIsPutAside()
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
void TestHistoryTrouble::damagedFileIsPutAside()
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

void TestHistoryTrouble::whatWasRefusedIsWrittenLater()
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

void TestHistoryTrouble::aFullDiskLosesNothing()
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

void TestHistoryTrouble::whatCouldNotBeReadIsReadLater()
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
void TestHistoryTrouble::theEndDoesNotWait()
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

void TestHistoryTrouble::noWayToWriteIsSaid()
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

QTEST_GUILESS_MAIN(TestHistoryTrouble)
#include "tst_historytrouble.moc"
