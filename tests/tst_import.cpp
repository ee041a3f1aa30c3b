// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/importer.h"
#include "app/connections/import/serverimport.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include <zip.h>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString dataFile(const QString &name)
{
    return QStringLiteral(HITLENS_IMPORT_DATA) + u'/' + name;
}

ImportPreview previewOf(const QString &name)
{
    const auto preview = readImport(dataFile(name));
    if (!preview)
        qWarning("%s", qPrintable(preview.error().text));
    return preview ? *preview : ImportPreview();
}

QByteArray bytesOf(const QString &name)
{
    QFile file(dataFile(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// All that a preview may show: secrets are no part of it.
QString shownText(const ImportPreview &preview)
{
    QString text;
    for (const Candidate &candidate : preview.candidates)
        text += candidate.profile.name + candidate.notes.join(u'\n')
            + candidate.profile.endpoint.displayName();
    for (const auto &skipped : preview.skipped)
        text += skipped.name + skipped.reason;
    return text;
}

Candidate candidateAt(const QString &name, const QString &host)
{
    Candidate candidate;
    candidate.profile.name = name;
    candidate.profile.endpoint.host = host;
    return candidate;
}

QByteArray zipped(const QByteArray &content, int files = 1)
{
    QTemporaryDir folder;
    const QByteArray path = folder.filePath(u"a.zip"_s).toUtf8();
    zip_t *archive = zip_open(path.constData(), ZIP_CREATE, nullptr);
    for (int i = 0; i < files; ++i)
        zip_file_add(archive, QByteArray::number(i).constData(),
            zip_source_buffer(
                archive, content.constData(), static_cast<zip_uint64_t>(content.size()), 0),
            0);
    zip_close(archive);
    QFile file(QString::fromUtf8(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// A second, where no sanitizer looks over its shoulder.
constexpr int patienceMs = 5000;

} // namespace

class TestImport final : public QObject
{
    Q_OBJECT

private slots:
    void readsResp()
    {
        const ImportPreview preview = previewOf(u"resp.json"_s);
        QCOMPARE(preview.format, u"RESP.app"_s);
        QCOMPARE(preview.candidates.size(), 3);
        const Candidate &first = preview.candidates[0];
        Profile expected;
        expected.name = u"sessions"_s;
        expected.group = u"Shop"_s;
        expected.color = u"#ff0000"_s;
        expected.keySeparator = u"/"_s;
        expected.defaultPattern = u"session:*"_s;
        expected.endpoint.host = u"sessions.example"_s;
        expected.endpoint.port = 6380;
        expected.endpoint.username = u"app"_s;
        expected.endpoint.connectTimeout = 15s;
        expected.endpoint.commandTimeout = 90s;
        expected.endpoint.tls = {true, false, {}, u"/etc/ssl/shop.pem"_s, u"/home/me/cert.pem"_s,
            u"/home/me/key.pem"_s, {}};
        QVERIFY(first.profile == expected);
        QCOMPARE(first.secrets.password, u"hunter2"_s);
        QCOMPARE(first.notes.size(), 2); // not verified, filters left out
        const Candidate &second = preview.candidates[1];
        QCOMPARE(second.profile.group, u"Shop / Old"_s);
        QVERIFY(second.profile.endpoint.ssh
            == (Ssh{true, u"gate.example"_s, 2222, u"me"_s, u"/home/me/.ssh/id"_s, {}, {}}));
        QCOMPARE(second.secrets.sshKeyPassphrase, u"phrase"_s);
        QCOMPARE(second.profile.defaultPattern, QString());
        const Candidate &third = preview.candidates[2];
        QVERIFY(third.profile.endpoint.tls.enabled);
        QCOMPARE(third.secrets.password, u"0123"_s);
        QCOMPARE(preview.skipped.size(), 3);
        QVERIFY(preview.skipped[1].reason.contains(u"port"_s));
    }

    void readsArdm()
    {
        const ImportPreview preview = previewOf(u"ardm.ano"_s);
        QCOMPARE(preview.format, u"Another Redis Desktop Manager"_s);
        QCOMPARE(preview.candidates.size(), 2);
        const Candidate &first = preview.candidates[0];
        Profile expected;
        expected.name = u"first"_s;
        expected.group = u"Shop"_s;
        expected.color = u"#aabbcc"_s;
        expected.keySeparator = u"/"_s;
        expected.endpoint.host = u"a.example"_s;
        expected.endpoint.port = 6380;
        expected.endpoint.db = 4;
        expected.endpoint.username = u"app"_s;
        expected.endpoint.readOnly = true;
        expected.endpoint.connectTimeout = 20s;
        expected.endpoint.tls = {true, true, u"inner.example"_s, u"/etc/ca.pem"_s,
            u"/home/me/cert.pem"_s, u"/home/me/key.pem"_s, {}};
        expected.endpoint.ssh
            = {true, u"gate.example"_s, 2222, u"me"_s, u"/home/me/.ssh/id"_s, {}, {}};
        QVERIFY(first.profile == expected);
        QVERIFY(first.notes.join(u' ').contains(u"never verified"_s));
        QCOMPARE(first.secrets.sshPassword, u"sshword"_s);
        QCOMPARE(first.secrets.sshKeyPassphrase, u"phrase"_s);
        const Candidate &second = preview.candidates[1];
        QVERIFY(second.isCluster);
        QCOMPARE(
            second.profile.endpoint.addressMap.value(u"10.0.0.1:7000"_s), u"nat.example:17000"_s);
    }

    void readsOldArdmWithSentinel()
    {
        const ImportPreview preview = previewOf(u"ardm-old.ano"_s);
        QCOMPARE(preview.format, u"Another Redis Desktop Manager"_s);
        const Candidate &only = preview.candidates.value(0);
        QCOMPARE(only.profile.name, u"ha ü"_s);
        QCOMPARE(only.profile.endpoint.sentinel.primaryName, u"mymaster"_s);
        QCOMPARE(only.secrets.sentinelPassword, u"watchword"_s);
        QCOMPARE(only.secrets.password, u"hunter2"_s);
    }

    void readsRedisInsight_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("array") << u"redisinsight.json"_s;
        QTest::newRow("base64") << u"redisinsight-base64.txt"_s;
    }
    void readsRedisInsight()
    {
        QFETCH(const QString, name);
        const ImportPreview preview = previewOf(name);
        QCOMPARE(preview.format, u"RedisInsight"_s);
        QCOMPARE(preview.candidates.size(), 3);
        const Candidate &first = preview.candidates[0];
        Profile expected;
        expected.name = u"prod"_s;
        expected.environment = Environment::Production;
        expected.lastUsed = QDateTime(QDate(2026, 3, 1), QTime(10, 0), QTimeZone::utc());
        expected.endpoint.host = u"prod.example"_s;
        expected.endpoint.port = 6380;
        expected.endpoint.db = 2;
        expected.endpoint.username = u"app"_s;
        expected.endpoint.thisNodeOnly = true;
        expected.endpoint.tls = {true, true, u"inner.example"_s, {}, {}, {}, {}};
        expected.endpoint.ssh = {true, u"gate.example"_s, 2222, u"me"_s, {}, {}, {}};
        QVERIFY(first.profile == expected);
        QVERIFY(first.authorityPem.startsWith("-----BEGIN CERTIFICATE-----"));
        QCOMPARE(first.secrets.sshKeyPassphrase, u"phrase"_s);
        // The authority, the two keys that stay behind, the compressor and the tags.
        QCOMPARE(first.notes.size(), 5);
        const Candidate &second = preview.candidates[1];
        QCOMPARE(second.profile.environment, Environment::Development);
        QCOMPARE(second.profile.endpoint.sentinel.username, u"watch"_s);
        QCOMPARE(second.profile.endpoint.username, u"app"_s);
        QVERIFY(second.secrets == (Secrets{u"hunter2"_s, {}, {}, {}, {}, u"watchword"_s, {}}));
        QVERIFY(preview.candidates[2].isCluster);
        QVERIFY(!preview.candidates[2].profile.endpoint.tls.verify);
    }

    void readsOtherRedisInsights()
    {
        const ImportPreview object = previewOf(u"redisinsight-object.json"_s);
        QCOMPARE(object.format, u"RedisInsight"_s);
        QCOMPARE(object.candidates.value(0).profile.name, u"one"_s);
        const ImportPreview old = previewOf(u"redisinsight-v1.json"_s);
        QCOMPARE(old.format, u"RedisInsight"_s);
        QCOMPARE(old.candidates.size(), 2);
        QCOMPARE(old.candidates[0].profile.name, u"old one"_s);
        QCOMPARE(old.candidates[0].secrets.password, u"hunter2"_s);
        QVERIFY(old.candidates[1].isCluster);
    }

    void readsTinyRdm_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : {u"tinyrdm.yaml"_s, u"tinyrdm.zip"_s, u"tinyrdm-renamed.zip"_s})
            QTest::newRow(qPrintable(name)) << name;
    }
    void readsTinyRdm()
    {
        QFETCH(const QString, name);
        const ImportPreview preview = previewOf(name);
        QCOMPARE(preview.format, u"Tiny RDM"_s);
        QCOMPARE(preview.candidates.size(), 4);
        const Candidate &first = preview.candidates[0];
        Profile expected;
        expected.name = u"cart"_s;
        expected.group = u"Shop"_s;
        expected.color = u"#f75b52"_s;
        expected.keySeparator = u"/"_s;
        expected.defaultPattern = u"cart:*"_s;
        expected.databaseNames = {{0, u"carts"_s}, {3, u"offers"_s}};
        expected.pollInterval = 5s;
        expected.endpoint.host = u"cart.example"_s;
        expected.endpoint.port = 6380;
        expected.endpoint.db = 3;
        expected.endpoint.username = u"app"_s;
        expected.endpoint.connectTimeout = 15s;
        expected.endpoint.commandTimeout = 90s;
        expected.endpoint.tls = {true, false, u"inner.example"_s, u"/etc/ca.pem"_s,
            u"/home/me/cert.pem"_s, u"/home/me/key.pem"_s, {}};
        expected.endpoint.ssh
            = {true, u"gate.example"_s, 2222, u"me"_s, u"/home/me/.ssh/id"_s, {}, {}};
        expected.endpoint.proxy = {Proxy::Kind::Socks5, u"proxy.example"_s, 1081, u"out"_s, {}};
        QVERIFY(first.profile == expected);
        QVERIFY(first.secrets == (Secrets{u"0123"_s, {}, {}, u"phrase"_s, u"outword"_s, {}, {}}));
        QCOMPARE(preview.candidates[1].profile.endpoint.socketPath, u"/run/redis.sock"_s);
        const Candidate &sentinel = preview.candidates[2];
        QCOMPARE(sentinel.profile.endpoint.sentinel.username, u"watch"_s);
        QCOMPARE(sentinel.secrets.sentinelPassword, u"watchword"_s);
        QCOMPARE(sentinel.secrets.password, u"hunter2"_s);
        QVERIFY(preview.candidates[3].isCluster);
    }

    void readsP3x()
    {
        const ImportPreview preview = previewOf(u"p3x.json"_s);
        QCOMPARE(preview.format, u"P3X Redis UI"_s);
        QCOMPARE(preview.candidates.size(), 3);
        const Endpoint &sentinel = preview.candidates[0].profile.endpoint;
        QCOMPARE(preview.candidates[0].profile.group, u"Shop"_s);
        QVERIFY(sentinel.readOnly);
        QVERIFY(sentinel.tls.enabled && !sentinel.tls.verify);
        QCOMPARE(sentinel.sentinel.primaryName, u"mymaster"_s);
        QVERIFY(sentinel.sentinel.others
            == (QList<HostPort>{{u"s2.example"_s, 26380}, {u"s3.example"_s, 26379}}));
        const Candidate &cluster = preview.candidates[1];
        QVERIFY(cluster.isCluster);
        QVERIFY(!cluster.authorityPem.isEmpty());
        QCOMPARE(cluster.profile.endpoint.tls.keyFile, QString());
        const Candidate &asks = preview.candidates[2];
        QVERIFY(asks.profile.askSecrets);
        QVERIFY(asks.secrets.isEmpty());
        QVERIFY(asks.notes.join(u' ').contains(u"SSH key"_s));
    }

    void showsNoSecret()
    {
        for (const QFileInfo &file : QDir(dataFile({})).entryInfoList(QDir::Files)) {
            const QString text = shownText(previewOf(file.fileName()));
            for (const QString &secret : {u"hunter2"_s, u"phrase"_s, u"U0VDUkVU"_s, u"sshword"_s})
                QVERIFY2(!text.contains(secret), qPrintable(file.fileName() + u": "_s + text));
        }
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("says");
        const auto row = [](const QString &name, const QString &says) {
            QTest::newRow(qPrintable(name)) << u"broken/"_s + name << says;
        };
        row(u"empty"_s, u"It is empty. Hitlens reads"_s);
        row(u"truncated.json"_s, u"damaged at byte"_s);
        row(u"object.json"_s, u"not of servers"_s);
        row(u"nolist.json"_s, u"no entry has an address"_s);
        row(u"none.json"_s, u"no servers"_s);
        row(u"string.json"_s, u"neither JSON nor"_s);
        row(u"words.txt"_s, u"neither JSON nor"_s);
        row(u"base64.txt"_s, u"neither JSON nor"_s);
        row(u"base64-cut.txt"_s, u"damaged at byte"_s);
        row(u"utf16.json"_s, u"UTF-8"_s);
        row(u"nul.json"_s, u"UTF-8"_s);
        row(u"connections.xml"_s, u"XML"_s);
        row(u"anchor.yaml"_s, u"anchor"_s);
        row(u"flow.yaml"_s, u"line"_s);
        row(u"key.yaml"_s, u"a key that is no text"_s);
        row(u"tinyrdm-truncated.zip"_s, u"damaged or incomplete"_s);
        row(u"damaged.zip"_s, u"damaged"_s);
        row(u"empty.zip"_s, u"without a file"_s);
        row(u"newer.json"_s, u"later version"_s);
        row(u"types.json"_s, u"not of servers"_s);
        row(u"p3x-empty.json"_s, u"no servers"_s);
        row(u"missing"_s, u"is no file"_s);
    }
    void saysWhatIsWrong()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, says);
        const auto preview = readImport(dataFile(name));
        QVERIFY(!preview);
        QCOMPARE(preview.error().kind, Error::Kind::Local);
        QVERIFY2(preview.error().text.contains(says), qPrintable(preview.error().text));
        QVERIFY(preview.error().text.contains(QFileInfo(name).fileName()));
    }

    void refusesWhatIsTooMuch_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("50 MiB") << QByteArray(50 << 20, ' ') << u"51 MiB"_s;
        QTest::newRow("zip bomb") << zipped(QByteArray(200 << 20, ' ')) << u"8 MiB"_s;
        QTest::newRow("zip of many") << zipped("x", 1001) << u"1,000 files"_s;
        QTest::newRow("zip in a zip") << zipped(zipped("[]")) << u"UTF-8"_s;
        QTest::newRow("deep JSON") << QByteArray(100'000, '[') << u"damaged"_s;
        QTest::newRow("wide JSON")
            << '[' + QByteArray("[],").repeated(500'000) + "0]" << u"far more"_s;
        QTest::newRow("many servers")
            << '[' + QByteArray(R"({"host":"h"},)").repeated(10'001) + "0]" << u"10,000"_s;
        QTest::newRow("deep YAML") << QByteArray("- ").repeated(100'000) << u"line"_s;
        QTest::newRow("deep flow") << "- " + QByteArray(100'000, '[') << u"line"_s;
        QTest::newRow("long YAML") << QByteArray("- addr: h\n").repeated(200'000) << u"1 MiB"_s;
        QTest::newRow("long line") << "- addr: " + QByteArray(1'000'000, 'x') + '[' << u"skipped"_s;
        QByteArray map = "- addr: h\n";
        for (int i = 0; i < 2000; ++i)
            map += "  k" + QByteArray::number(i) + ": v\n";
        QTest::newRow("wide map") << map << u"1000 keys"_s;
    }
    void refusesWhatIsTooMuch()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, says);
        QElapsedTimer timer;
        timer.start();
        const auto preview = readImport(content);
        QVERIFY2(timer.elapsed() < patienceMs, qPrintable(QString::number(timer.elapsed())));
        if (says == u"skipped") {
            QVERIFY(preview);
            QVERIFY(preview->candidates.isEmpty());
            return;
        }
        QVERIFY(!preview);
        QVERIFY2(preview.error().text.contains(says), qPrintable(preview.error().text));
    }

    // Whatever is changed in a file: an answer, and soon.
    void survivesDamage()
    {
        QRandomGenerator random(20260324);
        for (const QFileInfo &info : QDir(dataFile({})).entryInfoList(QDir::Files)) {
            const QByteArray whole = bytesOf(info.fileName());
            QVERIFY(!whole.isEmpty());
            for (int round = 0; round < 60; ++round) {
                QByteArray bytes = whole;
                for (int i = 0; i < 1 + round % 8; ++i)
                    bytes[random.bounded(static_cast<int>(bytes.size()))]
                        = static_cast<char>(random.bounded(256));
                if (round % 3 == 0)
                    bytes.truncate(random.bounded(static_cast<int>(bytes.size())));
                QElapsedTimer timer;
                timer.start();
                const auto preview = readImport(bytes);
                QVERIFY(timer.elapsed() < patienceMs);
                QVERIFY(preview || !preview.error().text.isEmpty());
            }
        }
    }

    void takesWrongTypesForMissing()
    {
        const auto preview = readImport(QByteArray(
            R"([{"host": "h", "port": 6379, "auth": ["x"], "timeout_connect": {}, "ssl": "maybe",
                 "name": {"a": 1}}, {"host": 5, "port": 70000, "keys_pattern": null}])"));
        QVERIFY(preview);
        QCOMPARE(preview->candidates.size(), 1);
        const Candidate &only = preview->candidates[0];
        QCOMPARE(only.profile.name, u"h:6379"_s);
        for (const QString &field : {u"auth"_s, u"timeout_connect"_s, u"ssl"_s, u"name"_s})
            QVERIFY2(only.notes.join(u' ').contains(field), qPrintable(only.notes.join(u' ')));
        QCOMPARE(preview->skipped.size(), 1);
    }

    void addsUnderFreeNames()
    {
        const QTemporaryDir folder;
        ProfileStore store(folder.filePath(u"servers.json"_s));
        Candidate shop = candidateAt(u"shop"_s, u"a"_s);
        shop.secrets.password = u"hunter2"_s;
        QVERIFY(store.add(candidateAt(u"shop"_s, u"old"_s).profile));
        const auto added = importServers(
            {shop, candidateAt(u"shop"_s, u"b"_s)}, store, folder.filePath(u"certificates"_s));
        QVERIFY(added);
        QCOMPARE(store.profiles().size(), 3);
        QCOMPARE(store.profiles()[0].endpoint.host, u"old"_s);
        QCOMPARE(store.profiles()[1].name, u"shop (2)"_s);
        QCOMPARE(store.profiles()[2].name, u"shop (3)"_s);
        QCOMPARE(added->at(0).secrets.password, u"hunter2"_s);
        QFile file(store.path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("hunter2"));
        QVERIFY(!QFileInfo::exists(folder.filePath(u"certificates"_s)));
    }

    void keepsCertificatesForTheirOwnerAlone()
    {
        const QTemporaryDir folder;
        ProfileStore store(folder.filePath(u"servers.json"_s));
        const QString certificates = folder.filePath(u"certificates"_s);
        const ImportPreview preview = previewOf(u"p3x.json"_s);
        const auto added = importServers({preview.candidates[1]}, store, certificates);
        QVERIFY(added);
        const QString path = store.profiles()[0].endpoint.tls.caFile;
        QVERIFY(path.startsWith(certificates));
        constexpr auto others = QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup
            | QFile::ExeOther | QFile::WriteGroup | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(path) & others));
        QVERIFY(!(QFile::permissions(certificates) & others));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), preview.candidates[1].authorityPem);
        QVERIFY(importServers({preview.candidates[1]}, store, certificates));
        QCOMPARE(QDir(certificates).entryList(QDir::Files).size(), 1);
    }

    void addsNothingWhenACertificateCannotBeKept()
    {
        const QTemporaryDir folder;
        ProfileStore store(folder.filePath(u"servers.json"_s));
        QFile inTheWay(folder.filePath(u"certificates"_s));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const auto added = importServers(
            previewOf(u"p3x.json"_s).candidates, store, folder.filePath(u"certificates"_s));
        QVERIFY(!added);
        QVERIFY(added.error().text.contains(u"certificate"_s));
        QVERIFY(store.profiles().isEmpty());
    }

    void knowsTheSameServer()
    {
        Endpoint one;
        one.host = u"localhost"_s;
        Endpoint other = one;
        other.host = u"127.0.0.1"_s;
        other.readOnly = true;
        QVERIFY(isSameServer(one, other));
        other.db = 1;
        QVERIFY(!isSameServer(one, other));
        other.db = 0;
        other.tls.enabled = true;
        QVERIFY(!isSameServer(one, other));
    }

    void findsKnownFiles()
    {
        const QTemporaryDir home;
        QVERIFY(knownFiles(home.path(), home.filePath(u".config"_s)).isEmpty());
        QFile file(home.filePath(u".p3xrs-conns.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto files = knownFiles(home.path(), home.filePath(u".config"_s));
        QVERIFY(files == (QList<KnownFile>{{u"P3X Redis UI"_s, file.fileName()}}));
    }
};

QTEST_GUILESS_MAIN(TestImport)
#include "tst_import.moc"
