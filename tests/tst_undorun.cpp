// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/undorun.h"
#include "tests/fixtures/everytype.h"
#include "tests/fixtures/snapshots.h"

#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using End = BulkReport::End;

class TestUndoRun final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void takesBackAndSaysSo();
    void saysWhoItWas();
    void canBeRunAgain();
    void ofAnotherServer();
    void ofAnotherDatabase();
    void ofAServerThatIsNotSaved();
    void withoutSnapshot();
    void onAReadOnlyServer();
    void whileNotConnected();
    void whenTheLogCannotBeWritten();
    void cancelBeforeItBegins();
    void pausedFromTheBeginning();
    void destroyedEarly();

private:
    QByteArray cli(const QStringList &arguments) const { return m_side->server.cli(arguments); }
    BulkTraces traces() { return {*m_audit, *m_store}; }
    std::unique_ptr<UndoRun> makeRun(Client &client)
    {
        return std::make_unique<UndoRun>(
            client, m_profile, u"act"_s, UndoOptions{false, Pace::Full}, traces());
    }
    BulkReport end(UndoRun &run);
    BulkReport undo(Client &client) { return end(*makeRun(client)); }
    bool save(const SnapshotHeader &header, int count);
    SnapshotHeader header() const;
    QList<AuditRecord> records() const { return m_audit->read()->records; }

    std::unique_ptr<QTemporaryDir> m_folder;
    SecretStore m_secrets{SecretStore::Place::Memory};
    std::unique_ptr<SnapshotStore> m_store;
    std::unique_ptr<AuditLog> m_audit;
    std::unique_ptr<Side> m_side;
    Profile m_profile;
};

void TestUndoRun::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = std::make_unique<SnapshotStore>(m_folder->filePath(u"undo"_s), m_secrets);
    m_audit = std::make_unique<AuditLog>(m_folder->filePath(u"audit.jsonl"_s));
    if (!m_side)
        m_side = std::make_unique<Side>();
    cli({u"FLUSHALL"_s});
    m_profile.id = u"profile"_s;
    m_profile.name = u"shop-cache"_s;
    m_profile.endpoint = m_side->server.endpoint();
}

SnapshotHeader TestUndoRun::header() const
{
    SnapshotHeader header = snapshotHeader(u"act"_s);
    header.serverId = m_profile.id;
    header.address = m_profile.endpoint.displayName();
    return header;
}

bool TestUndoRun::save(const SnapshotHeader &header, int count)
{
    populate(m_side->server, u"k:"_s, 1);
    SnapshotEntry entry = entriesOn(m_side->client).first();
    cli({u"FLUSHALL"_s});
    QList<SnapshotEntry> entries;
    for (int i = 1; i <= count; ++i) {
        entry.key = "k:" + QByteArray::number(i);
        entries.append(entry);
    }
    return saveSnapshot(*m_store, header, entries);
}

BulkReport TestUndoRun::end(UndoRun &run)
{
    std::optional<BulkReport> report;
    connect(&run, &UndoRun::ended, this, [&](const BulkReport &ended) { report = ended; });
    run.start();
    if (!waitFor([&] { return report.has_value(); }))
        QTest::qFail("the run does not end", __FILE__, __LINE__);
    disconnect(&run, nullptr, this, nullptr);
    return report.value_or(BulkReport());
}

void TestUndoRun::takesBackAndSaysSo()
{
    QVERIFY(save(header(), 50));
    const auto run = makeRun(m_side->client);
    qint64 seen = 0;
    connect(run.get(), &UndoRun::progressed, this, [&](const BulkProgress &progress) {
        seen = progress.counts.done;
        QCOMPARE(records().size(), 1); // begun before
        QVERIFY(!records().first().outcome);
    });
    const BulkReport report = end(*run);
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts.done, 50);
    QCOMPARE(seen, 50);
    QVERIFY(run->isOver());
    QCOMPARE(cli({u"DBSIZE"_s}), "50");
    QVERIFY2(m_store->remove(u"act"_s), "nobody holds it any more");

    QCOMPARE(records().size(), 1);
    const AuditRecord record = records().first();
    QCOMPARE(record.undoes, u"act"_s);
    QVERIFY(record.id != u"act"_s && !record.id.isEmpty());
    QCOMPARE(record.serverId, u"profile"_s);
    QCOMPARE(record.server, u"shop-cache"_s);
    QCOMPARE(record.osUser, AuditLog::thisUser());
    QVERIFY(!record.hasSnapshot);
    QCOMPARE(record.outcome->end, End::Complete);
    QCOMPARE(record.outcome->counts, report.counts);
}

void TestUndoRun::saysWhoItWas()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("this server has no ACL");
    QVERIFY(save(header(), 5));
    const auto setUser = [this](const QStringList &rules) {
        cli(QStringList{u"ACL"_s, u"SETUSER"_s, u"ann"_s, u"reset"_s, u"on"_s, u">pw"_s, u"~*"_s,
                u"+@all"_s}
            + rules);
    };
    Endpoint endpoint = m_side->server.endpoint();
    endpoint.password = u"pw"_s;
    for (const QStringList &rules : {QStringList(), QStringList{u"-acl|whoami"_s}}) {
        setUser(rules);
        endpoint.username = u"ann"_s;
        Client client(endpoint);
        QVERIFY(openAndWait(client));
        undo(client);
        QCOMPARE(records().first().aclUser, u"ann"_s);
    }
    undo(m_side->client);
    QCOMPARE(records().first().aclUser, u"default"_s);
}

void TestUndoRun::canBeRunAgain()
{
    QVERIFY(save(header(), 5));
    QCOMPARE(undo(m_side->client).counts.done, 5);
    QCOMPARE(undo(m_side->client).counts.skipped, 5);
    QCOMPARE(records().size(), 2);
}

void TestUndoRun::ofAnotherServer()
{
    SnapshotHeader other = header();
    other.serverId = u"another"_s;
    QVERIFY(save(other, 5));
    const BulkReport report = undo(m_side->client);
    QCOMPARE(report.end, End::SnapshotFailed);
    QCOMPARE(report.error->code, "OTHERSERVER");
    QCOMPARE(cli({u"DBSIZE"_s}), "0");
    QCOMPARE(records(), {});
    // The saved server has another address now.
    SnapshotHeader moved = header();
    moved.id = u"moved"_s;
    moved.address = u"elsewhere:6379"_s;
    QVERIFY(save(moved, 5));
    UndoRun run(m_side->client, m_profile, moved.id, {}, traces());
    QCOMPARE(end(run).error->code, "OTHERSERVER");
    QCOMPARE(cli({u"DBSIZE"_s}), "0");
}

void TestUndoRun::ofAnotherDatabase()
{
    SnapshotHeader other = header();
    other.db = 3;
    QVERIFY(save(other, 5));
    const BulkReport report = undo(m_side->client);
    QCOMPARE(report.error->code, "OTHERDATABASE");
    QVERIFY(report.error->text.contains(u'3'));
    QCOMPARE(cli({u"DBSIZE"_s}), "0");
}

void TestUndoRun::ofAServerThatIsNotSaved()
{
    SnapshotHeader unsaved = header();
    unsaved.serverId.clear();
    unsaved.address = m_side->server.endpoint().displayName();
    QVERIFY(save(unsaved, 5));
    m_profile.id.clear();
    QCOMPARE(undo(m_side->client).counts.done, 5);
}

void TestUndoRun::withoutSnapshot()
{
    const BulkReport report = undo(m_side->client);
    QCOMPARE(report.end, End::SnapshotFailed);
    QCOMPARE(report.error->code, "NOSNAPSHOT");
    QCOMPARE(records(), {});
}

void TestUndoRun::onAReadOnlyServer()
{
    QVERIFY(save(header(), 5));
    Endpoint endpoint = m_side->server.endpoint();
    endpoint.readOnly = true;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    const BulkReport report = undo(client);
    QCOMPARE(report.end, End::Refused);
    QCOMPARE(report.error->code, "READONLYMODE");
    QCOMPARE(records(), {});
}

void TestUndoRun::whileNotConnected()
{
    QVERIFY(save(header(), 5));
    Client client(m_side->server.endpoint());
    const BulkReport report = undo(client);
    QCOMPARE(report.end, End::Lost);
    QCOMPARE(report.counts, BulkCounts());
    QCOMPARE(records(), {});
}

void TestUndoRun::whenTheLogCannotBeWritten()
{
    QVERIFY(save(header(), 5));
    m_audit = std::make_unique<AuditLog>(u"/proc/nowhere/audit.jsonl"_s);
    const BulkReport report = undo(m_side->client);
    QVERIFY(report.error);
    QCOMPARE(report.error->kind, Error::Kind::Local);
    QCOMPARE(cli({u"DBSIZE"_s}), "0");
}

void TestUndoRun::cancelBeforeItBegins()
{
    QVERIFY(save(header(), 5));
    const auto run = makeRun(m_side->client);
    run->cancel();
    QCOMPARE(end(*run).end, End::Cancelled);
    QCOMPARE(cli({u"DBSIZE"_s}), "0");
    QCOMPARE(records(), {});
}

void TestUndoRun::pausedFromTheBeginning()
{
    QVERIFY(save(header(), 5));
    const auto run = makeRun(m_side->client);
    bool isEnded = false;
    connect(run.get(), &UndoRun::ended, this, [&] { isEnded = true; });
    run->pause();
    run->start();
    QVERIFY(waitFor([this] { return records().size() == 1; }));
    await(m_side->client, ping());
    await(m_side->client, ping());
    QCOMPARE(cli({u"DBSIZE"_s}), "0");
    run->resume();
    QVERIFY(waitFor([&] { return isEnded; }));
    QCOMPARE(cli({u"DBSIZE"_s}), "5");
}

void TestUndoRun::destroyedEarly()
{
    QVERIFY(save(header(), 20000));
    auto run = makeRun(m_side->client);
    bool hasProgressed = false;
    connect(run.get(), &UndoRun::progressed, this, [&] { hasProgressed = true; });
    run->start();
    QVERIFY(waitFor([&] { return hasProgressed; }));
    run.reset();
    QCOMPARE(records().first().outcome->end, End::Cancelled);
    await(m_side->client, ping());
    QVERIFY(cli({u"DBSIZE"_s}).toInt() < 20000);
}

QTEST_GUILESS_MAIN(TestUndoRun)
#include "tst_undorun.moc"
