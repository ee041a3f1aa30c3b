// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/dumptype.h"
#include "app/keyspace/transfer/keywrites.h"
#include "app/redis/topology.h"
#include "tests/fixtures/everytype.h"
#include "tests/fixtures/rediscluster.h"
#include "tests/fixtures/scriptedserver.h"
#include "tests/fixtures/transfers.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using End = ImportReport::End;
using Existing = ImportOptions::Existing;

class TestKeyImport : public QObject
{
    Q_OBJECT

private slots:
    void typesOfDumps();
    void standInsAreInTheirSlot();
    void writesAreBounded();

    void init();
    void restoreGivesEverythingBack();
    void streamsKeepTheirGroups();
    void largeStringsAndSets();
    void jsonLinesGiveEverythingBack();
    void jsonLinesOfLargeCollections();
    void hexCsvOfOtherTools();
    void existingKeysAreKept();
    void existingKeysAreReplaced();
    void expiredMeanwhile();
    void damagedPayloadIsRefusedByTheServer();
    void newerPayloadIsRefusedByTheServer();
    void serverWithoutAbsTtl();
    void readOnlyIsRefused();
    void fullMemoryStops();
    void lostConnectionSaysWhatIsUnknown();
    void failedBuildLeavesNothing();
    void cancelFinishesWhatIsOnTheWay();
    void ontoACluster();
    void largeFile();

private:
    QString path() const { return m_folder->filePath(u"keys"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Side> m_from;
    std::unique_ptr<Side> m_to;
};

void TestKeyImport::typesOfDumps()
{
    Side side;
    fillWithEveryType(side.server);
    const auto page = await(side.client, scan(0, {{}, 1000}));
    QVERIFY(page->names.size() >= 13);
    for (qsizetype i = 0; i < page->names.size(); ++i) {
        const QByteArray name = page->names.at(i).toByteArray();
        const QByteArray payload = **await(side.client, dump(name));
        QCOMPARE(typeOfDump(payload), await(side.client, typeName(name)).value());
        QVERIFY(rdbVersionOfDump(payload).value() >= 9);
    }
    QCOMPARE(typeOfDump("\x7fxxxxxxxxxxxxxx"), QByteArray());
    QCOMPARE(typeOfDump(""), QByteArray());
    QVERIFY(!rdbVersionOfDump("short"));
}

void TestKeyImport::standInsAreInTheirSlot()
{
    for (const QByteArray &key : {QByteArray("plain"), QByteArray("a}b"), QByteArray("{tag}x"),
             QByteArray("{}x"), QByteArray("a{b"), QByteArray(), binaryName}) {
        const QByteArray name = standInFor(key, 7, true);
        QCOMPARE(keySlot(name), keySlot(key));
        QVERIFY(name.startsWith(key) && name != key);
    }
    QCOMPARE(standInFor("plain", 7, false), "plain:hitlens-import:7");
}

void TestKeyImport::writesAreBounded()
{
    KeyRecord record;
    record.type = "hash";
    for (int i = 0; i < 2500; ++i)
        record.items << QByteArray::number(i) << "v";
    const auto writes = writesOf(record, "k");
    QCOMPARE(writes.size(), 3);
    QCOMPARE(writes[0].first(2), (QByteArrayList{"HSET", "k"}));
    qsizetype arguments = 0;
    for (const QByteArrayList &argv : writes) {
        QVERIFY(argv.size() <= 2 + 2 * 1001);
        arguments += argv.size() - 2;
    }
    QCOMPARE(arguments, 5000);
    record.items = QByteArrayList(4, QByteArray(1024 * 1024, 'x'));
    record.type = "list";
    QCOMPARE(writesOf(record, "k").size(), 4);
}

void TestKeyImport::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    if (!m_from) {
        m_from = std::make_unique<Side>();
        m_to = std::make_unique<Side>();
    }
    for (Side *side : {m_from.get(), m_to.get()})
        side->cli({u"FLUSHALL"_s});
}

void TestKeyImport::restoreGivesEverythingBack()
{
    fillWithEveryType(m_from->server);
    const auto before = contentOf(m_from->client);
    QCOMPARE(exportDump(m_from->client, path()).counts.written, before.size());
    const ImportReport report = importKeys(m_to->client, path());
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, (ImportCounts{before.size(), 0, 0, 0, 0, 0}));
    QCOMPARE(report.problems, {});
    QCOMPARE(contentOf(m_to->client), before);
    QVERIFY(expiresAt(m_to->client, "string", expireAt));
}

void TestKeyImport::streamsKeepTheirGroups()
{
    m_from->cli({u"XADD"_s, u"s"_s, u"1-1"_s, u"f"_s, u"v"_s});
    m_from->cli({u"XGROUP"_s, u"CREATE"_s, u"s"_s, u"workers"_s, u"0"_s});
    m_from->cli(
        {u"XREADGROUP"_s, u"GROUP"_s, u"workers"_s, u"ann"_s, u"STREAMS"_s, u"s"_s, u">"_s});
    QCOMPARE(exportDump(m_from->client, path()).counts.written, 1);
    QCOMPARE(importKeys(m_to->client, path()).counts.imported, 1);
    const QStringList pending{u"XPENDING"_s, u"s"_s, u"workers"_s};
    QVERIFY(m_to->cli(pending).contains("ann"));
    QCOMPARE(m_to->cli(pending), m_from->cli(pending));
}

void TestKeyImport::largeStringsAndSets()
{
    m_from->cli({u"EVAL"_s,
        u"redis.call('SET', KEYS[1], string.rep('0123456789abcde\\255', 1024 * 1024)) "
        "for i = 1, 100000 do redis.call('SADD', KEYS[2], 'member:' .. i) end"_s,
        u"2"_s, u"string"_s, u"set"_s});
    QCOMPARE(m_from->cli({u"STRLEN"_s, u"string"_s}), QByteArray::number(16 * 1024 * 1024));
    const auto digest = [](Side &side) {
        return side.cli({u"EVAL"_s,
            u"local s = redis.call('SMEMBERS', 'set') table.sort(s) return "
            "redis.sha1hex(redis.call('GET', 'string')) .. redis.sha1hex(table.concat(s, ' '))"_s,
            u"0"_s});
    };
    QCOMPARE(exportDump(m_from->client, path()).counts.written, 2);
    QCOMPARE(importKeys(m_to->client, path()).counts.imported, 2);
    QCOMPARE(digest(*m_to), digest(*m_from));
    m_to->cli({u"FLUSHALL"_s});
    QCOMPARE(exportText(m_from->client, path(), TextFormat::JsonLines).counts.written, 2);
    QCOMPARE(importKeys(m_to->client, path()).counts.imported, 2);
    QCOMPARE(digest(*m_to), digest(*m_from));
}

void TestKeyImport::jsonLinesGiveEverythingBack()
{
    fillWithEveryType(m_from->server);
    const qint64 keys = m_from->cli({u"DBSIZE"_s}).toLongLong();
    const auto exported = exportText(m_from->client, path(), TextFormat::JsonLines);
    QCOMPARE(exported.counts.written, keys);
    const ImportReport report = importKeys(m_to->client, path());
    QCOMPARE(report.counts, (ImportCounts{keys, 0, 0, 0, 0, 0}));
    QCOMPARE(m_to->cli({u"DBSIZE"_s}).toLongLong(), keys); // and no stand-in
    const QString again = m_folder->filePath(u"again"_s);
    exportText(m_to->client, again, TextFormat::JsonLines);
    // Hashes and sets have no order of their own, and an old server tells no instant to the
    // millisecond.
    const auto sorted = [](const QString &file) {
        QByteArray content = hitlens::contentOf(file);
        QByteArrayList parts
            = content.replace('\n', ',').replace('{', ',').replace('[', ',').split(',');
        for (QByteArray &part : parts) {
            part.replace('[', "").replace(']', "").replace('}', "");
            if (part.startsWith("\"expireAt\":4"))
                part.chop(4);
        }
        std::sort(parts.begin(), parts.end());
        return parts;
    };
    QCOMPARE(sorted(again), sorted(path()));
    QVERIFY(expiresAt(m_to->client, "zset", expireAt + 1));
    QCOMPARE(m_to->cli({u"PTTL"_s, u"hash"_s}), "-1");
    QCOMPARE(m_to->cli({u"LRANGE"_s, u"list"_s, u"0"_s, u"-1"_s}),
        m_from->cli({u"LRANGE"_s, u"list"_s, u"0"_s, u"-1"_s}));
}

void TestKeyImport::jsonLinesOfLargeCollections()
{
    m_from->cli({u"EVAL"_s,
        u"for i = 1, 20000 do redis.call('RPUSH', 'list', i) redis.call('ZADD', 'zset', i / 3, i) "
        "redis.call('XADD', 'stream', i .. '-0', 'n', i) end"_s,
        u"0"_s});
    exportText(m_from->client, path(), TextFormat::JsonLines);
    QCOMPARE(importKeys(m_to->client, path()).counts.imported, 3);
    for (const QStringList &command : {QStringList{u"LRANGE"_s, u"list"_s, u"0"_s, u"-1"_s},
             QStringList{u"ZRANGE"_s, u"zset"_s, u"0"_s, u"-1"_s, u"WITHSCORES"_s},
             QStringList{u"XRANGE"_s, u"stream"_s, u"-"_s, u"+"_s}}) {
        const QByteArray there = m_to->cli(command);
        QVERIFY(there.size() > 100000);
        QVERIFY(there == m_from->cli(command));
    }
}

void TestKeyImport::hexCsvOfOtherTools()
{
    m_from->cli({u"SET"_s, u"a:1"_s, u"v"_s});
    const QByteArray payload = (**await(m_from->client, dump("a:1"))).toHex();
    writeFile(path(),
        QByteArray("a:1").toHex() + ',' + payload + ",-1\r\n" // either
            + QByteArray("relative").toHex() + ',' + payload.toUpper() + ",3600000\r\n"
            + QByteArray("absolute").toHex() + ',' + payload + ",4102444800123\r\n"
            + binaryName.toHex() + ',' + payload + "\r\n" + ',' + payload + ",-1\r\n");
    const KeyFilePreview preview = checkKeyFile(m_to->client, path());
    QCOMPARE(preview.format, KeyFileFormat::HexCsv);
    QCOMPARE(preview.keys, 5);
    QCOMPARE(preview.relative, 1);
    QCOMPARE(preview.persistent, 3);
    QCOMPARE(preview.types, (QMap<QByteArray, qint64>{{"string", 5}}));
    QCOMPARE(preview.problemCount, 0);
    QCOMPARE(importKeys(m_to->client, path()).counts.imported, 5);
    QCOMPARE(m_to->cli({u"PTTL"_s, u"a:1"_s}), "-1");
    QVERIFY(expiresAt(m_to->client, "absolute", 4102444800123));
    const qint64 left = m_to->cli({u"PTTL"_s, u"relative"_s}).toLongLong();
    QVERIFY(left > 3500000 && left <= 3600000);
    QCOMPARE(await(m_to->client, get(binaryName)).value(), std::optional<QByteArray>("v"));
}

void TestKeyImport::existingKeysAreKept()
{
    for (const bool isDump : {true, false}) {
        m_from->cli({u"MSET"_s, u"a"_s, u"new"_s, u"b"_s, u"new"_s});
        m_to->cli({u"SET"_s, u"a"_s, u"old"_s, u"EX"_s, u"1000"_s});
        if (isDump)
            exportDump(m_from->client, path());
        else
            exportText(m_from->client, path(), TextFormat::JsonLines);
        const ImportReport report = importKeys(m_to->client, path());
        QCOMPARE(report.counts, (ImportCounts{1, 1, 0, 0, 0, 0}));
        QCOMPARE(m_to->cli({u"GET"_s, u"a"_s}), "old");
        QVERIFY(m_to->cli({u"TTL"_s, u"a"_s}).toInt() > 900);
        QCOMPARE(m_to->cli({u"GET"_s, u"b"_s}), "new");
        QCOMPARE(m_to->cli({u"DBSIZE"_s}), "2");
        m_to->cli({u"FLUSHALL"_s});
    }
}

void TestKeyImport::existingKeysAreReplaced()
{
    for (const bool isDump : {true, false}) {
        m_from->cli({u"SET"_s, u"a"_s, u"new"_s});
        m_to->cli({u"RPUSH"_s, u"a"_s, u"old"_s});
        m_to->cli({u"EXPIRE"_s, u"a"_s, u"1000"_s});
        if (isDump)
            exportDump(m_from->client, path());
        else
            exportText(m_from->client, path(), TextFormat::JsonLines);
        const ImportReport report = importKeys(m_to->client, path(), Existing::Replace);
        QCOMPARE(report.counts, (ImportCounts{1, 0, 0, 0, 0, 0}));
        QCOMPARE(m_to->cli({u"GET"_s, u"a"_s}), "new");
        QCOMPARE(m_to->cli({u"TTL"_s, u"a"_s}), "-1");
        QCOMPARE(m_to->cli({u"DBSIZE"_s}), "1");
    }
}

void TestKeyImport::expiredMeanwhile()
{
    m_to->cli({u"SET"_s, u"a"_s, u"stays"_s});
    writeFile(path(),
        R"({"key":"a","type":"string","expireAt":1700000000000,"value":"x"})"
        "\n"
        R"({"key":"b","type":"string","expireAt":null,"value":"x"})"
        "\n");
    QCOMPARE(checkKeyFile(m_to->client, path()).expired, 1);
    QCOMPARE(importKeys(m_to->client, path(), Existing::Replace).counts,
        (ImportCounts{1, 0, 1, 0, 0, 0}));
    QCOMPARE(m_to->cli({u"GET"_s, u"a"_s}), "stays");
}

void TestKeyImport::damagedPayloadIsRefusedByTheServer()
{
    m_from->cli({u"MSET"_s, u"a"_s, u"value"_s, u"b"_s, u"value"_s});
    QByteArray payload = **await(m_from->client, dump("a"));
    const QByteArray good = payload.toHex();
    payload[3] = static_cast<char>(payload[3] ^ 1);
    writeFile(path(), "61," + payload.toHex() + ",-1\n62," + good + ",-1\n");
    const ImportReport report = importKeys(m_to->client, path());
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, (ImportCounts{1, 0, 0, 1, 0, 0}));
    QCOMPARE(report.failures.first().key, "a");
    QVERIFY(report.failures.first().text.contains(u"version or checksum"_s));
}

void TestKeyImport::newerPayloadIsRefusedByTheServer()
{
    m_from->cli({u"SET"_s, u"a"_s, u"value"_s});
    QByteArray payload = **await(m_from->client, dump("a"));
    payload[payload.size() - 10] = char(99);
    writeFile(path(), "61," + payload.toHex() + ",-1\n");
    const ImportReport report = importKeys(m_to->client, path());
    QCOMPARE(report.counts.failed, 1);
    QVERIFY2(report.failures.first().text.contains(u"99"_s), "says which version it is");
}

void TestKeyImport::serverWithoutAbsTtl()
{
    ScriptedServer server;
    server.answer("TIME", wireArray({"1700000000", "0"}));
    server.answer("PEXPIREAT", ":1\r\n");
    server.answer("RESTORE", "-ERR syntax error\r\n");
    const QByteArray payload = "0001" + QByteArray(24, '0');
    writeFile(path(), "61," + payload + ",1700000060000\n");
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    importKeys(client, path());
    QList<QByteArrayList> restores;
    for (const QByteArrayList &argv : server.received()) {
        if (argv.first() == "RESTORE")
            restores << argv;
    }
    QCOMPARE(restores.size(), 2);
    QCOMPARE(restores[0][2], "1700000060000");
    QCOMPARE(restores[0].last(), "ABSTTL");
    const qint64 left = restores[1][2].toLongLong();
    QVERIFY(left > 50000 && left <= 60000);
    QVERIFY(!restores[1].contains("ABSTTL"));
}

void TestKeyImport::readOnlyIsRefused()
{
    m_from->cli({u"SET"_s, u"a"_s, u"v"_s});
    exportDump(m_from->client, path());
    Endpoint endpoint = m_to->server.endpoint();
    endpoint.readOnly = true;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    QVERIFY(client.writeRefusal());
    const ImportReport report = importKeys(client, path());
    QCOMPARE(report.end, End::Refused);
    QCOMPARE(report.error->code, "READONLYMODE");
    QCOMPARE(report.counts.imported, 0);
    QCOMPARE(m_to->cli({u"DBSIZE"_s}), "0");
}

void TestKeyImport::fullMemoryStops()
{
    populate(m_from->server, u"key:"_s, 2000);
    exportDump(m_from->client, path());
    m_to->cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"1"_s});
    const ImportReport report = importKeys(m_to->client, path());
    m_to->cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"0"_s});
    QCOMPARE(report.end, End::Refused);
    QCOMPARE(report.error->code, "OOM");
    QVERIFY(report.counts.failed >= 1 && report.counts.failed <= 64);
}

void TestKeyImport::lostConnectionSaysWhatIsUnknown()
{
    populate(m_from->server, u"key:"_s, 50000);
    exportDump(m_from->client, path());
    RedisServer server;
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    JobHandle<KeyImport> job(std::make_unique<KeyImport>(ImportOptions{path(), Existing::Keep}));
    job.on(&KeyImport::progressed, [&](const ImportCounts &, double) { shutDown(server); });
    const auto report = runToEnd<ImportReport>(client, job);
    QCOMPARE(report.end, End::Lost);
    QVERIFY(report.counts.imported > 0 && report.counts.imported < 50000);
    QVERIFY(report.counts.unknown > 0 && report.counts.unknown <= 64);
    // Nothing was sent at all.
    const ImportReport none = importKeys(client, path());
    QCOMPARE(none.end, End::Lost);
    QCOMPARE(none.counts, ImportCounts());
}

// The second command of it fails: the name must not hold the first half of the value.
void TestKeyImport::failedBuildLeavesNothing()
{
    writeFile(path(),
        R"({"key":"s","type":"stream","expireAt":null,"value":[{"id":"2-1","fields":["a","b"]},{"id":"1-1","fields":["a","b"]}]})"
        "\n"
        R"({"key":"z","type":"zset","expireAt":null,"value":{"m":"much"}})"
        "\n");
    const ImportReport report = importKeys(m_to->client, path());
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts.failed, 2);
    QVERIFY(
        report.failures[0].text.contains(u"XADD"_s) || report.failures[1].text.contains(u"XADD"_s));
    await(m_to->client, ping());
    QCOMPARE(m_to->cli({u"KEYS"_s, u"*"_s}), "");
}

void TestKeyImport::cancelFinishesWhatIsOnTheWay()
{
    populate(m_from->server, u"key:"_s, 50000);
    exportText(m_from->client, path(), TextFormat::JsonLines);
    JobHandle<KeyImport> job(std::make_unique<KeyImport>(ImportOptions{path(), Existing::Keep}));
    job.on(&KeyImport::progressed, [&](const ImportCounts &, double) { job->cancel(); });
    const auto report = runToEnd<ImportReport>(m_to->client, job);
    QCOMPARE(report.end, End::Cancelled);
    QVERIFY(report.counts.imported > 0 && report.counts.imported < 50000);
    QCOMPARE(m_to->cli({u"DBSIZE"_s}).toLongLong(), report.counts.imported);
    QCOMPARE(m_to->cli({u"KEYS"_s, u"*hitlens-import*"_s}), "");
}

void TestKeyImport::ontoACluster()
{
    fillWithEveryType(m_from->server);
    const auto before = contentOf(m_from->client);
    populate(m_from->server, u"key:"_s, 500);
    const qint64 keys = m_from->cli({u"DBSIZE"_s}).toLongLong();
    const RedisCluster cluster;
    Client client(cluster.endpoint());
    QVERIFY(openAndWait(client));
    QVERIFY(waitFor([&] { return !client.commands().isEmpty(); }));
    exportDump(m_from->client, path());
    QCOMPARE(importKeys(client, path()).counts.imported, keys);
    QVERIFY(expiresAt(client, "zset", expireAt + 1));
    QCOMPARE(importKeys(client, path()).counts.kept, keys);
    QCOMPARE(importKeys(client, path(), Existing::Replace).counts.imported, keys);
    // And back from it, as text and as DUMP.
    exportText(client, path(), TextFormat::JsonLines);
    QCOMPARE(importKeys(client, path(), Existing::Replace).counts.imported, keys);
    QCOMPARE(cluster.keys().size(), keys);
    QCOMPARE(exportDump(client, path()).counts.written, keys);
    m_to->cli({u"FLUSHALL"_s});
    QCOMPARE(importKeys(m_to->client, path()).counts.imported, keys);
    m_to->cli({u"EVAL"_s, u"redis.call('DEL', unpack(redis.call('KEYS', 'key:*')))"_s, u"0"_s});
    const auto after = contentOf(m_to->client);
    QCOMPARE(after.keys(), before.keys());
    // A value that was written in the open may be kept in another form than before.
    for (const char *key : {"string", "number", "set", "ints", "bom", "base64:AA==", ""})
        QCOMPARE(after[key], before[key]);
}

// 50 MiB and more are read in little memory and in no long turn of the worker.
void TestKeyImport::largeFile()
{
    m_from->cli({u"EVAL"_s,
        u"for i = 1, 60000 do redis.call('SET', 'key:' .. i, string.rep(i .. ',', 200)) end"_s,
        u"0"_s});
    exportText(m_from->client, path(), TextFormat::JsonLines);
    QVERIFY(QFileInfo(path()).size() > 50 * 1024 * 1024);
    JobHandle<KeyFileCheck> job(std::make_unique<KeyFileCheck>(path()));
    int reports = 0;
    job.on(&KeyFileCheck::progressed, [&](qint64, double) { ++reports; });
    const auto preview = runToEnd<KeyFilePreview>(m_to->client, job);
    QCOMPARE(preview.keys, 60000);
    QCOMPARE(preview.rows.size(), KeyFilePreview::shownRows);
    QCOMPARE(preview.existing, std::optional<qint64>(0));
    QVERIFY(reports > 1);
}

QTEST_GUILESS_MAIN(TestKeyImport)
#include "tst_keyimport.moc"
