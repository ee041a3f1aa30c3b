// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/snapshots.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QList<SnapshotEntry> oneKey{{"key", 4102444800123, "dump"}};

} // namespace

// Without a keychain: with one it is tst_snapshotkey.
class TestSnapshotStore final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void startsEmpty();
    void whatIsKeptCanBeRead();
    void listsTheNewestFirst();
    void twoProgramsShareTheFolder();
    void removes();
    void removesWhatIsDue();
    void eachFileSaysWhenItIsDue();
    void sleepsUntilOneIsDue();
    void leavesAloneWhatIsNoSnapshot();
    void removesWhatWasCutInItsHeader();
    void notWhatIsInUse();
    void strangeIds();
    void answersNobodyWhoIsGone();
    void sayWhatIsMissing();

private:
    QString folder() const { return m_folder->filePath(u"data/undo"_s); }
    QStringList ids(const SnapshotStore &store) const;
    SnapshotHeader madeAgo(const QString &id, std::chrono::seconds ago) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    SecretStore m_secrets{SecretStore::Place::Memory};
};

void TestSnapshotStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

QStringList TestSnapshotStore::ids(const SnapshotStore &store) const
{
    QStringList ids;
    for (const SnapshotInfo &info : store.snapshots())
        ids << info.header.id;
    return ids;
}

SnapshotHeader TestSnapshotStore::madeAgo(const QString &id, std::chrono::seconds ago) const
{
    SnapshotHeader header = snapshotHeader(id);
    header.made = header.made.addSecs(-ago.count());
    return header;
}

void TestSnapshotStore::startsEmpty()
{
    const SnapshotStore store(folder(), m_secrets);
    QCOMPARE(store.snapshots(), {});
    QCOMPARE(store.keptFor(), 24h);
    QVERIFY(!store.snapshot(u"one"_s));
    const auto everybody = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup
        | QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;
    QVERIFY(!(QFile(folder()).permissions() & everybody));
}

void TestSnapshotStore::whatIsKeptCanBeRead()
{
    SnapshotStore store(folder(), m_secrets);
    const SnapshotHeader header = snapshotHeader(u"one"_s, false);
    QVERIFY(saveSnapshot(store, header, oneKey));
    const auto reader = openSnapshot(store, u"one"_s);
    QCOMPARE((*reader)->header().pattern, header.pattern);
    QVERIFY(!(*reader)->header().hasValues);
    QCOMPARE(*(*reader)->next(), oneKey);
    QCOMPARE(*(*reader)->next(), {});
    QVERIFY((*reader)->isWhole());
    const auto info = store.snapshot(u"one"_s);
    QCOMPARE(info->bytes, QFileInfo(folder() + u"/one.hitlens-undo"_s).size());
    QVERIFY(!info->isEncrypted);
    QCOMPARE(info->removedAt, info->header.made.addDays(1));
    QCOMPARE(createSnapshot(store, header).error().code, "EEXIST");
}

void TestSnapshotStore::listsTheNewestFirst()
{
    SnapshotStore store(folder(), m_secrets);
    QVERIFY(saveSnapshot(store, madeAgo(u"b"_s, 20s), oneKey));
    QVERIFY(saveSnapshot(store, madeAgo(u"c"_s, 30s), oneKey));
    QVERIFY(saveSnapshot(store, madeAgo(u"a"_s, 10s), oneKey));
    QCOMPARE(ids(store), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
}

void TestSnapshotStore::twoProgramsShareTheFolder()
{
    SnapshotStore mine(folder(), m_secrets);
    SnapshotStore other(folder(), m_secrets);
    QSignalSpy changed(&other, &SnapshotStore::changed);
    QVERIFY(saveSnapshot(mine, snapshotHeader(u"one"_s), oneKey));
    QVERIFY(changed.wait());
    QCOMPARE(ids(other), QStringList{u"one"_s});
    QVERIFY(openSnapshot(other, u"one"_s));
    changed.clear();
    QVERIFY(mine.remove(u"one"_s));
    QVERIFY(changed.wait());
    QCOMPARE(other.snapshots(), {});
}

void TestSnapshotStore::removes()
{
    SnapshotStore store(folder(), m_secrets);
    QVERIFY(saveSnapshot(store, snapshotHeader(u"one"_s), oneKey));
    QSignalSpy changed(&store, &SnapshotStore::changed);
    QVERIFY(store.remove(u"one"_s));
    QCOMPARE(store.snapshots(), {});
    QVERIFY(changed.wait());
    QVERIFY2(store.remove(u"one"_s), "gone already is gone");
    QVERIFY(!QFile::exists(folder() + u"/one.hitlens-undo"_s));
}

void TestSnapshotStore::removesWhatIsDue()
{
    SnapshotStore store(folder(), m_secrets);
    QVERIFY(saveSnapshot(store, madeAgo(u"old"_s, 24h), oneKey));
    QVERIFY(saveSnapshot(store, madeAgo(u"young"_s, 23h), oneKey));
    QSignalSpy changed(&store, &SnapshotStore::changed);
    store.removeDue();
    QCOMPARE(ids(store), QStringList{u"young"_s});
    QVERIFY(changed.wait());
}

void TestSnapshotStore::eachFileSaysWhenItIsDue()
{
    SnapshotStore store(folder(), m_secrets);
    QVERIFY(saveSnapshot(store, madeAgo(u"day"_s, 1h), oneKey));
    store.setKeptFor(1min);
    QVERIFY(saveSnapshot(store, madeAgo(u"minute"_s, 1h), oneKey));
    store.removeDue();
    QCOMPARE(ids(store), QStringList{u"day"_s});
}

void TestSnapshotStore::sleepsUntilOneIsDue()
{
    SnapshotStore store(folder(), m_secrets);
    QVERIFY2(!store.nextRemoval(), "nothing is kept");
    QVERIFY(saveSnapshot(store, madeAgo(u"one"_s, 24h - 30min), oneKey));
    QTRY_VERIFY(store.nextRemoval());
    QVERIFY(*store.nextRemoval() > 25min && *store.nextRemoval() < 35min);
    QVERIFY2(*SnapshotStore(folder(), m_secrets).nextRemoval() < 35min, "kept by another one");
    QVERIFY(saveSnapshot(store, madeAgo(u"due"_s, 25h), oneKey));
    QTRY_VERIFY(*store.nextRemoval() < 2min);
    store.removeDue();
    QVERIFY(*store.nextRemoval() > 25min);
    QVERIFY(store.remove(u"one"_s));
    QTRY_VERIFY(!store.nextRemoval());
    QVERIFY(saveSnapshot(store, madeAgo(u"new"_s, 0s), oneKey));
    QTRY_VERIFY(store.nextRemoval());
    QVERIFY2(*store.nextRemoval() < 2h, "the computer may sleep until then");
}

void TestSnapshotStore::leavesAloneWhatIsNoSnapshot()
{
    SnapshotStore store(folder(), m_secrets);
    for (const QString &name : {u"other.txt"_s, u"other.hitlens-undo"_s}) {
        QFile file(folder() + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("something else\n") > 0);
    }
    store.setKeptFor(-1h);
    store.removeDue();
    QCOMPARE(QDir(folder()).entryList(QDir::Files).size(), 2);
    QCOMPARE(store.snapshots(), {});
    QCOMPARE(openSnapshot(store, u"other"_s).error().code, "HEADER");
}

void TestSnapshotStore::removesWhatWasCutInItsHeader()
{
    SnapshotStore store(folder(), m_secrets);
    QFile file(folder() + u"/cut.hitlens-undo"_s);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"address") > 0);
    file.close();
    store.removeDue();
    QVERIFY(file.exists());
    store.setKeptFor(-1h);
    store.removeDue();
    QVERIFY(!file.exists());
}

void TestSnapshotStore::notWhatIsInUse()
{
    SnapshotStore store(folder(), m_secrets);
    auto writer = *createSnapshot(store, madeAgo(u"one"_s, 25h));
    QVERIFY(writer->append(oneKey));
    store.removeDue();
    QVERIFY(!store.remove(u"one"_s));
    QCOMPARE(openSnapshot(store, u"one"_s).error().code, "BUSY");
    QVERIFY(writer->finish());
    auto reader = *openSnapshot(store, u"one"_s);
    store.removeDue();
    const auto removed = store.remove(u"one"_s);
    QVERIFY(removed.error().text.contains(u"in use"_s));
    QCOMPARE(*reader->next(), oneKey);
    reader.reset();
    store.removeDue();
    QCOMPARE(store.snapshots(), {});
}

void TestSnapshotStore::strangeIds()
{
    SnapshotStore store(folder(), m_secrets);
    QFile outside(m_folder->filePath(u"data/x.hitlens-undo"_s));
    QVERIFY(outside.open(QIODevice::WriteOnly));
    for (const QString &id : {u"../x"_s, QString(), u"a\0b"_s, u".."_s}) {
        QVERIFY(!store.snapshot(id));
        QVERIFY(!store.remove(id));
        QVERIFY(!openSnapshot(store, id));
    }
    QVERIFY(outside.exists());
}

void TestSnapshotStore::answersNobodyWhoIsGone()
{
    SnapshotStore store(folder(), m_secrets);
    auto context = std::make_unique<QObject>();
    bool isCalled = false;
    store.create(snapshotHeader(u"one"_s), 1000, context.get(),
        [&](const Result<SnapshotWriterPtr> &) { isCalled = true; });
    store.open(
        u"two"_s, context.get(), [&](const Result<SnapshotReaderPtr> &) { isCalled = true; });
    context.reset();
    QVERIFY(!openSnapshot(store, u"three"_s));
    QVERIFY(!isCalled);
    QCOMPARE(store.snapshots(), {});
}

void TestSnapshotStore::sayWhatIsMissing()
{
    SnapshotStore store(folder(), m_secrets);
    const auto missing = openSnapshot(store, u"one"_s);
    QVERIFY(missing.error().text.contains(u"one.hitlens-undo"_s));
    QVERIFY(QDir(folder()).removeRecursively());
    QFile notAFolder(folder());
    QVERIFY(notAFolder.open(QIODevice::WriteOnly));
    const auto writer = createSnapshot(store, snapshotHeader(u"one"_s));
    QCOMPARE(writer.error().kind, Error::Kind::Local);
    QVERIFY(writer.error().text.contains(folder()));
}

QTEST_GUILESS_MAIN(TestSnapshotStore)
#include "tst_snapshotstore.moc"
