// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/snapshots.h"

#include <QLockFile>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

const QList<SnapshotEntry> oneEntry{{"name", 4102444800123, "what DUMP gave"}};

} // namespace

// Run through fixtures/with-keyring.sh: a real Secret Service of its own.
class TestSnapshotKey final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void encryptsWithOneKey();
    void twoProgramsMakeOneKey();
    void waitsForWhoMakesTheKey();
    void aMissingKeyIsSaid();
    void whatIsNoKeyIsReplaced();

private:
    QString text() const
    {
        QFile file(m_folder->filePath(u"one.hitlens-undo"_s));
        return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.readAll()) : QString();
    }
    static QString kept(SecretStore &secrets);
    static bool keep(SecretStore &secrets, const QString &text);

    std::unique_ptr<QTemporaryDir> m_folder;
};

QString TestSnapshotKey::kept(SecretStore &secrets)
{
    std::optional<QString> text;
    QObject context;
    secrets.read(u"snapshots"_s, &context,
        [&](const Result<QString> &password) { text = password ? *password : u"error"_s; });
    waitFor([&] { return text.has_value(); });
    return text.value_or(u"no answer"_s);
}

bool TestSnapshotKey::keep(SecretStore &secrets, const QString &text)
{
    bool isKept = false;
    QObject context;
    secrets.write(
        u"snapshots"_s, text, &context, [&](const SecretStore::Kept &) { isKept = true; });
    return waitFor([&] { return isKept; });
}

void TestSnapshotKey::encryptsWithOneKey()
{
    SecretStore secrets;
    SnapshotStore store(m_folder->path(), secrets);
    QVERIFY(saveSnapshot(store, snapshotHeader(u"one"_s), oneEntry));
    QVERIFY(store.snapshot(u"one"_s)->isEncrypted);
    QVERIFY(!text().contains(u"DUMP"_s));
    const QString key = kept(secrets);
    QCOMPARE(QByteArray::fromBase64(key.toLatin1()).size(), 32);
    QVERIFY(saveSnapshot(store, snapshotHeader(u"two"_s), oneEntry));
    QCOMPARE(kept(secrets), key);
    // Another program, later.
    SecretStore otherSecrets;
    SnapshotStore other(m_folder->path(), otherSecrets);
    for (const QString &id : {u"one"_s, u"two"_s}) {
        const auto reader = openSnapshot(other, id);
        QCOMPARE(*(*reader)->next(), oneEntry);
    }
}

void TestSnapshotKey::twoProgramsMakeOneKey()
{
    SecretStore first;
    SecretStore second;
    QVERIFY(keep(first, QString()));
    SnapshotStore firstStore(m_folder->path(), first);
    SnapshotStore secondStore(m_folder->path(), second);
    SnapshotWriterPtr one;
    SnapshotWriterPtr two;
    firstStore.create(snapshotHeader(u"one"_s), 10000, this,
        [&](const Result<SnapshotWriterPtr> &writer) { one = *writer; });
    secondStore.create(snapshotHeader(u"two"_s), 10000, this,
        [&](const Result<SnapshotWriterPtr> &writer) { two = *writer; });
    QVERIFY(waitFor([&] { return one && two; }));
    for (const SnapshotWriterPtr &writer : {one, two}) {
        QVERIFY(writer->append(oneEntry));
        QVERIFY(writer->finish());
    }
    QVERIFY(openSnapshot(firstStore, u"two"_s));
    QVERIFY(openSnapshot(secondStore, u"one"_s));
}

void TestSnapshotKey::waitsForWhoMakesTheKey()
{
    SecretStore secrets;
    QVERIFY(keep(secrets, QString()));
    SnapshotStore store(m_folder->path(), secrets);
    QLockFile lock(m_folder->filePath(u"key.lock"_s));
    QVERIFY(lock.tryLock(0));
    SnapshotWriterPtr writer;
    store.create(snapshotHeader(u"one"_s), 10000, this,
        [&](const Result<SnapshotWriterPtr> &made) { writer = *made; });
    // What the other one makes meanwhile is taken.
    const QByteArray key(32, 'k');
    QVERIFY(keep(secrets, QString::fromLatin1(key.toBase64())));
    lock.unlock();
    QVERIFY(waitFor([&] { return writer != nullptr; }));
    QCOMPARE(kept(secrets), QString::fromLatin1(key.toBase64()));
    QVERIFY(store.snapshot(u"one"_s)->isEncrypted);
}

void TestSnapshotKey::aMissingKeyIsSaid()
{
    SecretStore secrets;
    SnapshotStore store(m_folder->path(), secrets);
    QVERIFY(saveSnapshot(store, snapshotHeader(u"one"_s), oneEntry));
    QVERIFY(keep(secrets, QString()));
    const auto none = openSnapshot(store, u"one"_s);
    QCOMPARE(none.error().code, "KEY");
    QVERIFY(none.error().text.contains(u"does not have its key"_s));
    QVERIFY(saveSnapshot(store, snapshotHeader(u"two"_s), oneEntry));
    QCOMPARE(openSnapshot(store, u"one"_s).error().code, "KEY");
    QVERIFY(openSnapshot(store, u"two"_s));
    // A program that reaches no keychain.
    SecretStore memory(SecretStore::Place::Memory);
    SnapshotStore without(m_folder->path(), memory);
    QCOMPARE(openSnapshot(without, u"two"_s).error().code, "KEY");
    QCOMPARE(without.snapshots().size(), 2);
}

void TestSnapshotKey::whatIsNoKeyIsReplaced()
{
    SecretStore secrets;
    QVERIFY(keep(secrets, u"no key"_s));
    SnapshotStore store(m_folder->path(), secrets);
    QVERIFY(saveSnapshot(store, snapshotHeader(u"one"_s), oneEntry));
    QVERIFY(kept(secrets) != u"no key"_s);
    QVERIFY(openSnapshot(store, u"one"_s));
}

QTEST_GUILESS_MAIN(TestSnapshotKey)
#include "tst_snapshotkey.moc"
