// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/transfertext.h"
#include "tests/fixtures/expiry.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/rediscluster.h"
#include "tests/fixtures/scriptedserver.h"
#include "tests/fixtures/transfers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTimer>

#include <sys/resource.h>
#include <zlib.h>

#include <csignal>

using namespace hitlens;
using namespace Qt::StringLiterals;
using End = ExportReport::End;

namespace {

constexpr qint64 expireAt = 4102444800123; // 2100-01-01T00:00:00.123Z

QList<QJsonObject> objectsOf(const QByteArray &lines)
{
    QList<QJsonObject> objects;
    for (const QByteArray &line : lines.split('\n')) {
        if (!line.isEmpty())
            objects << QJsonDocument::fromJson(line).object();
    }
    return objects;
}

// The number after the name and one more character: "hits:12", "cmdstat_get:calls=12,".
qint64 statOf(const QByteArray &stats, const QByteArray &name)
{
    const qsizetype at = stats.indexOf(name);
    if (at < 0)
        return -1;
    qint64 number = 0;
    for (qsizetype i = at + name.size() + 1; i < stats.size() && isdigit(stats[i]); ++i)
        number = number * 10 + (stats[i] - '0');
    return number;
}

} // namespace

class TestKeyExport : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void dumpIsWhatTheServerGave();
    void expiryWithoutPexpireTime();
    void fileIsPrivateAndReplacesOnlyWhenWhole();
    void patternNamesAndType();
    void exportsWhatIsSelected();
    void jsonLinesOfEveryType();
    void csvOfEveryType();
    void largeCollectionsComeInPages();
    void vanishedKeysAreGone();
    void collectionThatVanishesMidwayLeavesNoTrace();
    void cancelLeavesNoFile();
    void pauseHoldsAndResumeGoesOn();
    void unwritableFile();
    void fullDiskIsSaid();
    void lostConnectionLeavesNoFile();
    void commandNotPermitted();
    void keysNotPermittedAreSaid();
    void ownLookupsAreCounted();
    void everyKeyOfACluster();

private:
    QByteArray cli(const QStringList &arguments) { return m_server->cli(arguments); }
    void setExpiring(const QString &key, const QString &value)
    {
        cli({u"SET"_s, key, value});
        cli({u"PEXPIREAT"_s, key, QString::number(expireAt)});
    }
    QString path() const { return m_folder->filePath(u"keys"_s); }
    QByteArray lines(TextFormat format)
    {
        m_report = exportText(*m_client, path(), format);
        return contentOf(path());
    }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<QTemporaryDir> m_folder;
    ExportReport m_report;
};

void TestKeyExport::initTestCase()
{
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QVERIFY(openAndWait(*m_client));
    QVERIFY(waitFor([this] { return !m_client->commands().isEmpty(); }));
}

void TestKeyExport::init()
{
    cli({u"FLUSHALL"_s});
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestKeyExport::dumpIsWhatTheServerGave()
{
    setExpiring(u"a"_s, u"1"_s);
    cli({u"SADD"_s, u"s"_s, u"x"_s});
    m_report = exportDump(*m_client, path());
    QCOMPARE(m_report.end, End::Complete);
    const QByteArray content = contentOf(path());
    QCOMPARE(m_report.counts, (ExportCounts{2, 0, 0, 0, content.size()}));
    const QList<QJsonObject> lines = objectsOf(content);
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0][u"format"_s].toString(), u"hitlens-keys"_s);
    QCOMPARE(lines[0][u"version"_s].toInt(), 1);
    QCOMPARE(
        lines[0][u"serverVersion"_s].toString(), QString::fromUtf8(m_client->topology().version));
    const QJsonObject &a = lines[lines[1][u"key"_s] == u"a"_s ? 1 : 2];
    const QJsonObject &s = lines[lines[1][u"key"_s] == u"a"_s ? 2 : 1];
    QVERIFY(isInstant(*m_client, a[u"expireAt"_s].toInteger(), expireAt));
    QVERIFY(!s.contains(u"expireAt"_s));
    const auto payload = await(*m_client, dump("s"));
    QCOMPARE(QByteArray::fromBase64(s[u"dump"_s].toString().toLatin1()), payload->value());
    const QByteArray before = content.first(content.lastIndexOf('\n', content.size() - 2) + 1);
    QCOMPARE(lines[3][u"keys"_s].toInt(), 2);
    QCOMPARE(lines[3][u"crc32"_s].toString().toULong(nullptr, 16),
        crc32(0, reinterpret_cast<const Bytef *>(before.data()), static_cast<uInt>(before.size())));
}

void TestKeyExport::expiryWithoutPexpireTime()
{
    setExpiring(u"a"_s, u"1"_s);
    JobHandle<KeyExport> job(
        std::make_unique<DumpExport>(ExportSelection(), ExportTarget{path(), false}));
    QCOMPARE(runToEnd<ExportReport>(*m_client, job).counts.written, 1);
    const qint64 said = objectsOf(contentOf(path()))[1][u"expireAt"_s].toInteger();
    // Two commands, and a busy machine may take its time between them.
    QVERIFY2(qAbs(said - expireAt) <= 100, QByteArray::number(said).constData());
}

void TestKeyExport::fileIsPrivateAndReplacesOnlyWhenWhole()
{
    writeFile(path(), "what was there");
    QVERIFY(QFile::setPermissions(path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
    cli({u"SET"_s, u"a"_s, u"1"_s});
    QCOMPARE(exportDump(*m_client, path()).end, End::Complete);
    QVERIFY(contentOf(path()).startsWith('{'));
    QCOMPARE(QFile::permissions(path())
            & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
        QFile::Permissions());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
}

void TestKeyExport::patternNamesAndType()
{
    populate(*m_server, u"a:"_s, 500);
    populate(*m_server, u"b:"_s, 500);
    cli({u"SADD"_s, u"a:set"_s, u"x"_s});
    QCOMPARE(exportDump(*m_client, path(), {"a:*", {}, {}}).counts.written, 501);
    m_report = exportDump(*m_client, path(), {"a:*", {}, "set"});
    QCOMPARE(m_report.counts.written, 1);
    QCOMPARE(m_report.counts.otherType, 500);
    m_report = exportDump(*m_client, path(), {{}, {"b:1", "b:1", "a:set", "no such key"}, {}});
    QCOMPARE(m_report.counts.written, 2);
    QCOMPARE(m_report.counts.gone, 1);
}

void TestKeyExport::exportsWhatIsSelected()
{
    populate(*m_server, u"a*:"_s, 5);
    populate(*m_server, u"ab:"_s, 5);
    populate(*m_server, u"b:"_s, 5);
    const auto written = [this](const KeySelection &selected) {
        return exportDump(*m_client, path(), ExportSelection::of(selected)).counts.written;
    };
    QCOMPARE(written({{}, {"a*:"}, {}}), 5);
    QCOMPARE(written({{"b:1", "ab:2"}, {}, {}}), 2);
    QCOMPARE(written({{"b:1"}, {"a*:"}, {}}), 6);
    QCOMPARE(written({{}, {}, {{"ab:3", "b:1"}}}), 4);
    QCOMPARE(written({{}, {""}, {}}), 15);
}

void TestKeyExport::jsonLinesOfEveryType()
{
    const QByteArray binary("\xff\0", 2);
    setExpiring(u"string"_s, u"a\"b"_s);
    cli({u"RPUSH"_s, u"list"_s, u"x"_s, u"y"_s, u"x"_s});
    cli({u"SADD"_s, u"set"_s, u"m"_s});
    cli({u"HSET"_s, u"hash"_s, u"f"_s, u"v"_s});
    cli({u"ZADD"_s, u"zset"_s, u"0.1"_s, u"m"_s});
    cli({u"XADD"_s, u"stream"_s, u"1-2"_s, u"f"_s, u"v"_s, u"f"_s, u"w"_s});
    m_server->cli({u"--pipe"_s}, wireArray({"SET", binary, binary}));
    QByteArrayList written = lines(TextFormat::JsonLines).split('\n');
    std::sort(written.begin(), written.end());
    QCOMPARE(m_report.counts.written, 7);
    const qint64 said = objectsOf(written[6])[0][u"expireAt"_s].toInteger();
    QVERIFY(isInstant(*m_client, said, expireAt));
    QCOMPARE(written,
        (QByteArrayList{"",
            R"({"key":"base64:/wA=","type":"string","expireAt":null,"value":"base64:/wA="})",
            R"({"key":"hash","type":"hash","expireAt":null,"value":{"f":"v"}})",
            R"({"key":"list","type":"list","expireAt":null,"value":["x","y","x"]})",
            R"({"key":"set","type":"set","expireAt":null,"value":["m"]})",
            R"({"key":"stream","type":"stream","expireAt":null,"value":[{"id":"1-2","fields":["f","v","f","w"]}]})",
            R"({"key":"string","type":"string","expireAt":)" + QByteArray::number(said)
                + R"(,"value":"a\"b"})",
            // 0.10000000000000001 before Redis 8.0
            R"({"key":"zset","type":"zset","expireAt":null,"value":{"m":")"
                + cli({u"ZSCORE"_s, u"zset"_s, u"m"_s}) + R"("}})"}));
}

void TestKeyExport::csvOfEveryType()
{
    cli({u"SET"_s, u"a,\"b\""_s, u"two\nlines"_s});
    QCOMPARE(lines(TextFormat::Csv),
        "key,type,ttl_ms,expires_at,value\r\n\"a,\"\"b\"\"\",string,,,\"two\nlines\"\r\n");
    cli({u"FLUSHALL"_s});
    cli({u"HSET"_s, u"h"_s, u"f"_s, u"v"_s});
    cli({u"PEXPIREAT"_s, u"h"_s, QString::number(expireAt)});
    const QByteArrayList fields = lines(TextFormat::Csv).split('\n')[1].split(',');
    QCOMPARE(fields.size(), 5);
    const qint64 left = expireAt - QDateTime::currentMSecsSinceEpoch();
    QVERIFY(qAbs(fields[2].toLongLong() - left) < 30000);
    QVERIFY(fields[3].startsWith("2100-01-01T00:00:00.") && fields[3].endsWith('Z'));
    const auto said = QDateTime::fromString(QString::fromLatin1(fields[3]), Qt::ISODateWithMs);
    QVERIFY(isInstant(*m_client, said.toMSecsSinceEpoch(), expireAt));
    QCOMPARE(fields[4], "\"{\"\"f\"\":\"\"v\"\"}\"\r");
}

void TestKeyExport::largeCollectionsComeInPages()
{
    // Three that each need the file for themselves, and small ones that come meanwhile.
    const auto fill
        = u"for i = 1, 40000 do redis.call(ARGV[1], KEYS[1], ARGV[2] .. i, 'v' .. i) end"_s;
    cli({u"EVAL"_s, fill, u"1"_s, u"hash"_s, u"HSET"_s, u"field:"_s});
    cli({u"EVAL"_s, fill, u"1"_s, u"set"_s, u"SADD"_s, u"member:"_s});
    cli({u"EVAL"_s, fill, u"1"_s, u"list"_s, u"RPUSH"_s, u"element:"_s});
    populate(*m_server, u"small:"_s, 1000);
    cli({u"CONFIG"_s, u"RESETSTAT"_s});
    const QList<QJsonObject> objects = objectsOf(lines(TextFormat::JsonLines));
    QCOMPARE(m_report.counts.written, 1003);
    QCOMPARE(objects.size(), 1003);
    for (const QJsonObject &object : objects) {
        const QString key = object[u"key"_s].toString();
        if (key == u"hash"_s)
            QCOMPARE(object[u"value"_s].toObject().size(), 40000);
        else if (key == u"set"_s)
            QCOMPARE(object[u"value"_s].toArray().size(), 80000);
        else if (key == u"list"_s)
            QCOMPARE(object[u"value"_s].toArray().at(79999).toString(), u"v40000"_s);
        else
            QCOMPARE(object[u"value"_s].toString(), u"value"_s);
    }
    const QByteArray stats = cli({u"INFO"_s, u"commandstats"_s});
    QVERIFY(!stats.contains("hgetall") && !stats.contains("smembers"));
    QVERIFY(statOf(stats, "cmdstat_hscan:calls") >= 40);
}

void TestKeyExport::vanishedKeysAreGone()
{
    ScriptedServer server;
    server.answer("COMMAND", "*0\r\n");
    server.answer("SCAN", scanReply({"a", "b"}));
    server.answer("PEXPIRETIME", ":-2\r\n");
    server.answer("PTTL", ":-2\r\n");
    server.answer("TIME", wireArray({"1700000000", "0"}));
    server.answer("DUMP", "$-1\r\n");
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    m_report = exportDump(client, path());
    QCOMPARE(m_report.end, End::Complete);
    QCOMPARE(m_report.counts.gone, 2);
    QCOMPARE(m_report.counts.written, 0);
}

void TestKeyExport::collectionThatVanishesMidwayLeavesNoTrace()
{
    ScriptedServer server;
    server.answer("COMMAND", "*0\r\n");
    server.answer("SCAN", scanReply({"big"}));
    server.answer("PTTL", ":-1\r\n");
    server.answer("TIME", wireArray({"1700000000", "0"}));
    server.answer("TYPE", "+list\r\n");
    // As many rows as were asked for: there may be more. Then it is a list no longer.
    server.answer("LRANGE", wireArray(QByteArrayList(100, QByteArray(10000, 'x'))));
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    JobHandle<KeyExport> job(std::make_unique<TextExport>(
        ExportSelection(), targetOf(client, path()), TextFormat::JsonLines));
    bool isCut = false;
    connect(&server, &ScriptedServer::newConnection, this, [] {});
    server.answer("EXISTS", ":0\r\n");
    QTimer poll;
    poll.setInterval(0);
    connect(&poll, &QTimer::timeout, this, [&] {
        const auto pages = std::count_if(server.received().begin(), server.received().end(),
            [](const QByteArrayList &argv) { return argv.first() == "LRANGE"; });
        if (pages >= 1 && !std::exchange(isCut, true))
            server.answer("LRANGE", "*0\r\n");
    });
    poll.start();
    m_report = runToEnd<ExportReport>(client, job);
    QCOMPARE(m_report.end, End::Complete);
    QCOMPARE(m_report.counts.gone, 1);
    QCOMPARE(contentOf(path()), QByteArray());
    QCOMPARE(m_report.counts.bytes, 0);
}

void TestKeyExport::cancelLeavesNoFile()
{
    populate(*m_server, u"key:"_s, 100000);
    JobHandle<KeyExport> job(
        std::make_unique<DumpExport>(ExportSelection(), targetOf(*m_client, path())));
    qint64 seen = 0;
    job.on(&KeyExport::progressed, [&](const ExportCounts &counts, double) {
        seen = counts.written;
        job->cancel();
    });
    m_report = runToEnd<ExportReport>(*m_client, job);
    QCOMPARE(m_report.end, End::Cancelled);
    QVERIFY(m_report.counts.written >= seen && m_report.counts.written < 100000);
    QCOMPARE(m_report.counts.bytes, 0);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList());
}

void TestKeyExport::pauseHoldsAndResumeGoesOn()
{
    populate(*m_server, u"key:"_s, 50000);
    JobHandle<KeyExport> job(
        std::make_unique<DumpExport>(ExportSelection(), targetOf(*m_client, path())));
    std::optional<ExportReport> ended;
    int progress = 0;
    job.on(&KeyExport::progressed, [&](const ExportCounts &, double) {
        if (++progress == 1)
            job->pause();
    });
    job.on(&KeyExport::ended, [&](const ExportReport &report) { ended = report; });
    m_client->start(job);
    QVERIFY(waitFor([&] { return progress >= 1; }));
    // What was on the way arrives, and then nothing more is asked for.
    await(*m_client, ping());
    await(*m_client, ping());
    const auto dumps = [this] {
        return statOf(cli({u"INFO"_s, u"commandstats"_s}), "cmdstat_dump:calls");
    };
    const qint64 before = dumps();
    for (int i = 0; i < 5; ++i)
        await(*m_client, ping());
    QCOMPARE(dumps(), before);
    QVERIFY(!ended);
    job->resume();
    QVERIFY(waitFor([&] { return ended.has_value(); }));
    QCOMPARE(ended->counts.written, 50000);
}

void TestKeyExport::unwritableFile()
{
    m_report = exportDump(*m_client, m_folder->filePath(u"no/such/folder/keys"_s));
    QCOMPARE(m_report.end, End::NotWritten);
    QVERIFY(m_report.error->text.contains(u"no/such/folder"_s));
}

void TestKeyExport::fullDiskIsSaid()
{
    // What a full disk is like: no file may grow beyond this.
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto signalBefore = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{300'000, before.rlim_max};
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    populate(*m_server, u"key:"_s, 20000);
    m_report = exportDump(*m_client, path());
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, signalBefore);
    QCOMPARE(m_report.end, End::NotWritten);
    QVERIFY(m_report.error->text.contains(path()));
    QVERIFY(m_report.counts.written < 20000);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList());
}

void TestKeyExport::lostConnectionLeavesNoFile()
{
    RedisServer server;
    populate(server, u"key:"_s, 100000);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    JobHandle<KeyExport> job(
        std::make_unique<DumpExport>(ExportSelection(), targetOf(client, path())));
    job.on(&KeyExport::progressed, [&](const ExportCounts &, double) { shutDown(server); });
    m_report = runToEnd<ExportReport>(client, job);
    QCOMPARE(m_report.end, End::Lost);
    QCOMPARE(m_report.error->kind, Error::Kind::Connection);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList());
}

void TestKeyExport::commandNotPermitted()
{
    populate(*m_server, u"key:"_s, 1000);
    cli({u"ACL"_s, u"SETUSER"_s, u"reader"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s, u"-dump"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"reader"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    m_report = exportDump(client, path());
    QCOMPARE(m_report.end, End::Refused);
    QVERIFY(m_report.error->text.contains(u"dump"_s));
    QVERIFY(!QFile::exists(path()));
}

void TestKeyExport::keysNotPermittedAreSaid()
{
    populate(*m_server, u"mine:"_s, 10);
    populate(*m_server, u"theirs:"_s, 300);
    cli({u"ACL"_s, u"SETUSER"_s, u"reader"_s, u"reset"_s, u"on"_s, u">pw"_s, u"~mine:*"_s,
        u"+@all"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"reader"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    m_report = exportDump(client, path());
    QCOMPARE(m_report.end, End::Complete);
    QCOMPARE(m_report.counts.written, 10);
    QCOMPARE(m_report.counts.failed, 300);
    QCOMPARE(m_report.failures.size(), keptFailures);
    QVERIFY(m_report.failures.first().key.startsWith("theirs:"));
    QVERIFY(m_report.failures.first().text.contains(u"NOPERM"_s));
}

// The lookups of INFO, which the export caused alone.
void TestKeyExport::ownLookupsAreCounted()
{
    populate(*m_server, u"key:"_s, 50);
    cli({u"HSET"_s, u"hash"_s, u"f"_s, u"v"_s});
    class Traffic final : public Job
    {
    public:
        std::atomic<qint64> hits = -1;
        std::atomic<qint64> misses = -1;

    protected:
        void run() override
        {
            hits = router().ownTraffic().hits;
            misses = router().ownTraffic().misses;
        }
        void cancelled() override { }
    };
    for (const bool isDump : {true, false}) {
        cli({u"CONFIG"_s, u"RESETSTAT"_s});
        const auto counted = [this] {
            JobHandle<Traffic> traffic(std::make_unique<Traffic>());
            m_client->start(traffic);
            waitFor([&] { return traffic->misses >= 0; });
            return Lookups{traffic->hits, traffic->misses};
        };
        const Lookups before = counted();
        const ExportSelection selection{{}, {"key:1", "key:2", "hash", "no such key"}, {}};
        m_report = isDump ? exportDump(*m_client, path(), selection)
                          : exportText(*m_client, path(), TextFormat::JsonLines, selection);
        QCOMPARE(m_report.counts.written, 3);
        const Lookups ours = counted() - before;
        const QByteArray stats = cli({u"INFO"_s, u"stats"_s});
        QCOMPARE(statOf(stats, "keyspace_hits"), ours.hits);
        QCOMPARE(statOf(stats, "keyspace_misses"), ours.misses);
        QVERIFY(ours.hits >= 6 && ours.misses >= 2);
    }
}

void TestKeyExport::everyKeyOfACluster()
{
    const RedisCluster cluster;
    cluster.populate("key:", 3000);
    Client client(cluster.endpoint());
    QVERIFY(openAndWait(client));
    m_report = exportDump(client, path());
    QCOMPARE(m_report.end, End::Complete);
    QCOMPARE(m_report.counts.written, 3000);
    QSet<QString> names;
    for (const QJsonObject &object : objectsOf(contentOf(path())))
        names << object[u"key"_s].toString();
    QCOMPARE(names.size(), 3001); // and none, of the first and the last line
    m_report = exportText(client, path(), TextFormat::JsonLines);
    QCOMPARE(m_report.counts.written, 3000);
}

QTEST_GUILESS_MAIN(TestKeyExport)
#include "tst_keyexport.moc"
