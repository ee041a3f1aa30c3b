// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/importer.h"
#include "app/connections/serverexport.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Profile fullProfile()
{
    Profile profile;
    profile.id = u"5f0c"_s;
    profile.name = u"shop “ü”"_s;
    profile.group = u"Shop"_s;
    profile.askSecrets = true;
    profile.environment = Environment::Production;
    profile.color = u"#aabbcc"_s;
    profile.keySeparator = u"/"_s;
    profile.defaultPattern = u"a:*"_s;
    profile.databaseNames = {{0, u"carts"_s}, {3, u"offers"_s}};
    profile.bookmarks = {{u"cart:*"_s, u"carts"_s}, {u"a:\\*"_s, {}}};
    profile.keyRefresh = 60s;
    profile.pollInterval = 5s;
    profile.lastUsed = QDateTime(QDate(2026, 3, 1), QTime(10, 0), QTimeZone::utc());
    Endpoint &endpoint = profile.endpoint;
    endpoint.host = u"s1.example"_s;
    endpoint.port = 26379;
    endpoint.db = 3;
    endpoint.username = u"app"_s;
    endpoint.tls = {true, true, u"inner"_s, u"/ca.pem"_s, u"/cert.pem"_s, u"/key.pem"_s, {}};
    endpoint.ssh = {true, u"gate"_s, 2222, u"me"_s, u"/id"_s, {}, {}};
    endpoint.proxy = {Proxy::Kind::Http, u"proxy"_s, 8080, u"out"_s, {}};
    endpoint.sentinel = {u"mymaster"_s, {{u"s2.example"_s, 26380}}, u"watch"_s, {}, endpoint.tls};
    endpoint.addressMap = {{u"10.0.0.1:1"_s, u"h:2"_s}};
    endpoint.readOnly = true;
    endpoint.connectTimeout = 7s;
    endpoint.commandTimeout = 8s;
    return profile;
}

Profile plainProfile()
{
    Profile profile;
    profile.id = u"0a"_s;
    profile.name = u"local"_s;
    profile.endpoint.socketPath = u"/run/redis.sock"_s;
    profile.endpoint.thisNodeOnly = true;
    return profile;
}

QList<Profile> profilesOf(const ImportPreview &preview)
{
    QList<Profile> profiles;
    for (const Candidate &candidate : preview.candidates)
        profiles << candidate.profile;
    return profiles;
}

} // namespace

class TestExport final : public QObject
{
    Q_OBJECT

private slots:
    void comesBackTheSame()
    {
        const QList<Profile> profiles{fullProfile(), plainProfile()};
        const Secrets secrets{u"hunter2"_s, u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s};
        const auto preview = readImport(exportServers(profiles, {{profiles[0].id, secrets}}));
        QVERIFY2(preview, preview ? "" : qPrintable(preview.error().text));
        QCOMPARE(preview->format, u"Hitlens"_s);
        QVERIFY(profilesOf(*preview) == profiles);
        QVERIFY(preview->candidates[0].secrets == secrets);
        QVERIFY(preview->candidates[1].secrets.isEmpty());
        QVERIFY(preview->skipped.isEmpty());
    }

    void holdsNoSecretUnlessTold()
    {
        Profile profile = fullProfile();
        profile.endpoint.password = u"hunter2"_s; // a mistake that must not get out
        const QByteArray text = exportServers({profile});
        QVERIFY(!text.contains("hunter2"));
        QVERIFY(!text.contains("secrets\""));
        QVERIFY(readImport(text)->candidates[0].secrets.isEmpty());
    }

    void saysWhichServerIsWrong()
    {
        QByteArray text = exportServers({fullProfile(), plainProfile()});
        text.replace("\"port\": 26379", "\"port\": \"many\"");
        const auto preview = readImport(text);
        QVERIFY(preview);
        QCOMPARE(preview->candidates.size(), 1);
        QCOMPARE(preview->skipped.size(), 1);
        QCOMPARE(preview->skipped[0].name, fullProfile().name);
        QVERIFY(preview->skipped[0].reason.contains(u"port"_s));
    }

    void isForItsOwnerAlone()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"export.json"_s);
        QFile before(path);
        QVERIFY(before.open(QIODevice::WriteOnly));
        QVERIFY(before.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        before.close();
        QVERIFY(writeExport(path, exportServers({plainProfile()})));
        QVERIFY(!(QFile::permissions(path)
            & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)));
        const auto preview = readImport(path);
        QVERIFY(preview);
        QVERIFY(profilesOf(*preview) == QList<Profile>{plainProfile()});
    }

    void saysWhereItCannotWrite()
    {
        const auto written = writeExport(u"/nowhere/at/all.json"_s, "{}");
        QVERIFY(!written);
        QVERIFY(written.error().text.contains(u"/nowhere/at/all.json"_s));
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
