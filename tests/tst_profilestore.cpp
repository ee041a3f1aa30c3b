// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/profilejson.h"
#include "app/connections/profilestore.h"
#include "tests/fixtures/redisserver.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

Profile someProfile(const QString &name)
{
    Profile profile;
    profile.name = name;
    profile.endpoint.host = u"cache.example"_s;
    profile.endpoint.port = 6380;
    profile.endpoint.db = 3;
    profile.endpoint.username = u"support"_s;
    profile.environment = Environment::Staging;
    profile.color = u"#336699"_s;
    profile.keySeparator = u"/"_s;
    profile.endpoint.tls.enabled = true;
    profile.endpoint.tls.caFile = u"/etc/ssl/own.pem"_s;
    return profile;
}

QStringList names(const ProfileStore &store)
{
    QStringList names;
    for (const Profile &profile : store.profiles())
        names << profile.name;
    return names;
}

// All that a person can set of a server, each part by itself.
void (*const changes[])(Profile &, const QString &) = {
    [](Profile &profile, const QString &text) { profile.name = text; },
    [](Profile &profile, const QString &text) { profile.group = text; },
    [](Profile &profile, const QString &text) {
        profile.endpoint.host = text;
        profile.endpoint.tls.serverName = text;
    },
    [](Profile &profile, const QString &text) { profile.color = text; },
    [](Profile &profile, const QString &text) { profile.keySeparator = text; },
    [](Profile &profile, const QString &text) { profile.defaultPattern = text; },
    [](Profile &profile, const QString &text) { profile.databaseNames[1] = text; },
    [](Profile &profile, const QString &text) {
        profile.bookmarks = {{text, {}}};
    },
    [](Profile &profile, const QString &text) {
        profile.keyRefresh = std::chrono::seconds(text.toInt());
    },
    [](Profile &profile, const QString &text) {
        profile.environment = text == u"9" ? Environment::Production : Environment::None;
    },
    [](Profile &profile, const QString &text) {
        profile.pollInterval = std::chrono::milliseconds(text.toInt());
    },
    [](Profile &profile, const QString &text) {
        profile.endpoint.connectTimeout = std::chrono::milliseconds(text.toInt());
    },
    [](Profile &profile, const QString &text) {
        profile.endpoint.commandTimeout = std::chrono::milliseconds(text.toInt());
    },
};

const QString addMany = u"--add-many"_s;
constexpr int serversEach = 20;

// What this program does when it is started as another Hitlens. Tries again when the others hold
// the lock for too long: a change that was refused is told, and is not lost.
int addServers(const QString &path, const QString &name)
{
    ProfileStore store(path);
    for (int i = 0; i < serversEach; ++i) {
        const QDeadlineTimer deadline(20000);
        while (!store.add(someProfile(name + QString::number(i)))) {
            if (deadline.hasExpired())
                return 1;
        }
    }
    return 0;
}

} // namespace

class TestProfileStore final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"config/servers.json"_s);
    }

    void startsEmptyAndWritesNothing()
    {
        const ProfileStore store(m_path);
        QVERIFY(store.profiles().isEmpty());
        QVERIFY(store.problem().isEmpty());
        QVERIFY(!QFile::exists(m_path));
    }

    void keepsEveryField()
    {
        Profile profile = someProfile(u"shop"_s);
        profile.endpoint.connectTimeout = std::chrono::milliseconds(1234);
        ProfileStore store(m_path);
        const auto id = store.add(profile);
        QVERIFY(id);
        profile.id = *id;
        QCOMPARE(store.profiles(), QList{profile});
        const ProfileStore again(m_path);
        QCOMPARE(again.profiles(), QList{profile});
        QCOMPARE(again.profile(*id), std::optional(profile));
        QVERIFY(!again.profile(u"other"_s));
    }

    void neverWritesAPassword()
    {
        Profile profile = someProfile(u"shop"_s);
        profile.endpoint.password = u"hunter2"_s;
        ProfileStore store(m_path);
        QVERIFY(store.add(profile));
        QVERIFY(!contents().contains("hunter2"));
        QVERIFY(store.profiles().first().endpoint.password.isEmpty());
    }

    void onlyTheOwnerMayReadIt()
    {
        ProfileStore store(m_path);
        QVERIFY(store.add(someProfile(u"a"_s)));
        const auto owner
            = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
        QCOMPARE(QFile::permissions(m_path), owner);
        // Also when somebody had opened it up.
        QFile::setPermissions(m_path, owner | QFile::ReadOther | QFile::ReadGroup);
        QVERIFY(store.add(someProfile(u"b"_s)));
        QCOMPARE(QFile::permissions(m_path), owner);
    }

    void changesDuplicatesMovesAndRemoves()
    {
        ProfileStore store(m_path);
        const QString a = *store.add(someProfile(u"a"_s));
        const QString b = *store.add(someProfile(u"b"_s));
        QSignalSpy changed(&store, &ProfileStore::changed);
        Profile renamed = *store.profile(a);
        renamed.name = u"A"_s;
        QVERIFY(store.update(renamed));
        QCOMPARE(changed.count(), 1);
        QVERIFY(store.duplicate(a));
        const auto second = store.duplicate(a);
        QCOMPARE(names(store), (QStringList{u"A"_s, u"A (copy 2)"_s, u"A (copy)"_s, u"b"_s}));
        QVERIFY(*second != a);
        QVERIFY(store.move(b, 0));
        QCOMPARE(names(store).first(), u"b"_s);
        QVERIFY(store.remove(a));
        QVERIFY(store.remove(u"gone already"_s));
        QCOMPARE(names(store), (QStringList{u"b"_s, u"A (copy 2)"_s, u"A (copy)"_s}));
        QVERIFY(!store.duplicate(a));
        QVERIFY(!store.move(a, 1));
        QCOMPARE(names(ProfileStore(m_path)), names(store));
    }

    void keepsFieldsItDoesNotKnow()
    {
        write(R"({"version": 1, "theme": {"x": 1}, "servers": [
            {"id": "1", "name": "a", "tls": {"ca": "/ca.pem"}, "big": 9007199254740993},
            {"id": "2", "name": "b", "environment": "quarantine"}]})");
        ProfileStore store(m_path);
        Profile a = *store.profile(u"1"_s);
        a.endpoint.port = 7000;
        QVERIFY(store.update(a));
        QVERIFY(store.duplicate(u"1"_s));
        const QJsonObject root = json();
        QCOMPARE(root[u"theme"_s][u"x"_s].toInt(), 1);
        for (const int index : {0, 1}) {
            const QJsonValue server = root[u"servers"_s][index];
            QCOMPARE(server[u"tls"_s][u"ca"_s].toString(), u"/ca.pem"_s);
            QCOMPARE(server[u"big"_s].toInteger(), 9007199254740993);
            QCOMPARE(server[u"port"_s].toInt(), 7000);
        }
        QCOMPARE(root[u"servers"_s][2][u"environment"_s].toString(), u"quarantine"_s);
    }

    void mergesWhatTwoChanged()
    {
        const Profile base = someProfile(u"shop"_s);
        const auto with = [&base](const QList<qsizetype> &parts, const QString &text) {
            Profile profile = base;
            for (const qsizetype part : parts)
                changes[part](profile, text);
            return profile;
        };
        for (qsizetype i = 0; i < qsizetype(std::size(changes)); ++i) {
            for (qsizetype j = 0; j < qsizetype(std::size(changes)); ++j) {
                if (i == j)
                    continue;
                const ProfileMerge merge
                    = mergeProfiles(base, with({i}, u"9"_s), with({j}, u"9"_s));
                QVERIFY(merge.clashes.isEmpty());
                QCOMPARE(merge.mine, with({i, j}, u"9"_s));
                QCOMPARE(merge.theirs, merge.mine);
            }
            // Both alike, and each in its way.
            QVERIFY(mergeProfiles(base, with({i}, u"9"_s), with({i}, u"9"_s)).clashes.isEmpty());
            const ProfileMerge clash = mergeProfiles(base, with({i}, u"9"_s), with({i}, u"8"_s));
            QCOMPARE(clash.clashes.size(), 1);
            QVERIFY(!clash.clashes.first().what.isEmpty());
            QCOMPARE(clash.mine, with({i}, u"9"_s));
            QCOMPARE(clash.theirs, with({i}, u"8"_s));
        }
    }

    // The other one has not seen it yet, and nobody waits for the watcher.
    void mergeSavesNothingOfAClash()
    {
        ProfileStore store(m_path);
        Profile base = someProfile(u"shop"_s);
        base.id = *store.add(base);
        ProfileStore other(m_path);
        Profile theirs = base;
        theirs.name = u"theirs"_s;
        theirs.color = u"#000000"_s;
        QVERIFY(other.update(theirs));
        Profile mine = base;
        mine.name = u"mine"_s;
        mine.group = u"shops"_s;
        const auto merged = store.merge(base, mine);
        QVERIFY(merged);
        QCOMPARE(*merged, (QList<ProfileMerge::Clash>{{u"Name"_s, u"mine"_s, u"theirs"_s}}));
        QCOMPARE(ProfileStore(m_path).profiles(), QList{theirs});
        QCOMPARE(store.profiles(), QList{theirs});
        mine.name = base.name;
        QVERIFY(store.merge(base, mine)->isEmpty());
        theirs.group = u"shops"_s;
        QCOMPARE(ProfileStore(m_path).profiles(), QList{theirs});
    }

    void twoStoresOnOneFileLoseNothing()
    {
        ProfileStore one(m_path);
        const QString a = *one.add(someProfile(u"a"_s));
        ProfileStore two(m_path);
        // No event loop between these: neither has heard of the other's change.
        QVERIFY(two.add(someProfile(u"b"_s)));
        QVERIFY(one.add(someProfile(u"c"_s)));
        QVERIFY(two.remove(a));
        QCOMPARE(names(two), (QStringList{u"b"_s, u"c"_s}));
        QVERIFY(waitFor([&] { return names(one) == names(two); }));
        QVERIFY(one.add(someProfile(u"d"_s)));
        QVERIFY(waitFor([&] { return names(two).contains(u"d"_s); }));
    }

    // Programs, not objects: the lock and the file are all they have in common.
    void programsAtTheSameTimeLoseNothing()
    {
        std::vector<std::unique_ptr<QProcess>> programs;
        for (const QString &name : {u"one"_s, u"two"_s, u"three"_s}) {
            programs.push_back(std::make_unique<QProcess>());
            programs.back()->start(
                QCoreApplication::applicationFilePath(), {addMany, m_path, name});
        }
        for (const auto &program : programs) {
            QVERIFY(program->waitForFinished());
            QCOMPARE(program->exitCode(), 0);
        }
        const ProfileStore store(m_path);
        QCOMPARE(store.profiles().size(), 3 * serversEach);
        QVERIFY(store.problem().isEmpty());
    }

    void savingWhatAnotherOneRemovedBringsItBack()
    {
        ProfileStore one(m_path);
        const QString id = *one.add(someProfile(u"a"_s));
        ProfileStore two(m_path);
        QVERIFY(two.remove(id));
        Profile edited = *one.profile(id);
        edited.name = u"edited"_s;
        QVERIFY(one.update(edited));
        QCOMPARE(names(ProfileStore(m_path)), QStringList{u"edited"_s});
    }

    void keepsADamagedFileAside_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("survivors");
        const QByteArray a = R"({"id": "1", "name": "a", "host": "{brace}\\"})";
        const QByteArray b = R"({"id": "2", "name": "b", "port": 7000})";
        const QStringList both{u"a"_s, u"b"_s};
        const QByteArray head = "{\"version\": 1, \"servers\": [\n";
        QTest::newRow("truncated in the third")
            << QByteArray(head + a + ",\n" + b + ",\n{\"id\": \"3") << both;
        QTest::newRow("truncated at the end") << QByteArray(head + a + ",\n" + b) << both;
        QTest::newRow("lost quote")
            << QByteArray(head + a + ",\n{\"id\": \"x, \"name\": \"y\"},\n" + b + "]}") << both;
        QTest::newRow("lost brace")
            << QByteArray(head + "{\"id\": \"x\",\n" + a + ",\n" + b + "]}") << both;
        QTest::newRow("wrong type of port")
            << QByteArray(head + a + R"(, {"id": "3", "port": "many"}, )" + b + "]}") << both;
        QTest::newRow("port out of range")
            << QByteArray(head + a + R"(, {"id": "3", "port": 65536}, )" + b + "]}") << both;
        QTest::newRow("wrong type of name")
            << QByteArray(head + a + R"(, {"id": "3", "name": []}, )" + b + "]}") << both;
        QTest::newRow("no id") << QByteArray(head + a + R"(, {"name": "c"}, )" + b + "]}") << both;
        QTest::newRow("an entry that is no object")
            << QByteArray(head + a + R"(, 17, null, )" + b + "]}") << both;
        QTest::newRow("twice the same id")
            << QByteArray(head + a + "," + b + "," + a + "]}") << both;
        QTest::newRow("servers is no list") << QByteArray(R"({"servers": 5})") << QStringList();
        QTest::newRow("a list") << QByteArray("[" + a + "]") << QStringList{u"a"_s};
        QTest::newRow("binary") << QByteArray("\x00\xff{\x01}\"\\", 8) << QStringList();
        QTest::newRow("empty") << QByteArray() << QStringList();
    }
    void keepsADamagedFileAside()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QStringList, survivors);
        write(text);
        {
            const ProfileStore store(m_path);
            QCOMPARE(names(store), survivors);
            QVERIFY(!store.problem().isEmpty());
            const QStringList aside = damagedFiles();
            QCOMPARE(aside.size(), 1);
            QVERIFY(store.problem().contains(aside.first()));
            QFile kept(aside.first());
            QVERIFY(kept.open(QIODevice::ReadOnly));
            QCOMPARE(kept.readAll(), text);
            QCOMPARE(
                kept.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        }
        // The next start finds a sound file.
        const ProfileStore again(m_path);
        QCOMPARE(names(again), survivors);
        QVERIFY(again.problem().isEmpty());
        QCOMPARE(damagedFiles().size(), 1);
    }

    void damageWhileRunningCostsNothing()
    {
        ProfileStore store(m_path);
        QVERIFY(store.add(someProfile(u"a"_s)));
        QVERIFY(store.add(someProfile(u"b"_s)));
        QSignalSpy problem(&store, &ProfileStore::problemFound);
        write("{\"servers\": [");
        QVERIFY(store.add(someProfile(u"c"_s)));
        QCOMPARE(names(store), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        QCOMPARE(problem.count(), 1);
        QCOMPARE(damagedFiles().size(), 1);
    }

    void reportsWhatCannotBeWritten()
    {
        QDir(m_folder->path()).mkpath(u"config"_s);
        QVERIFY(QDir().mkpath(m_path)); // a folder stands where the file should be
        ProfileStore store(m_path);
        QSignalSpy changed(&store, &ProfileStore::changed);
        const auto added = store.add(someProfile(u"a"_s));
        QVERIFY(!added);
        QCOMPARE(added.error().kind, Error::Kind::Local);
        QVERIFY(added.error().text.contains(m_path));
        QCOMPARE(changed.count(), 0);
        QVERIFY(store.profiles().isEmpty());
    }

    void reportsAFolderThatCannotBeMade()
    {
        QFile blocker(m_folder->filePath(u"config"_s));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        ProfileStore store(m_path);
        QVERIFY(!store.add(someProfile(u"a"_s)));
    }

    void waitsForNoLockForever()
    {
        ProfileStore store(m_path);
        QVERIFY(store.add(someProfile(u"a"_s)));
        QLockFile other(m_path + u".lock"_s);
        QVERIFY(other.tryLock());
        const auto refused = store.add(someProfile(u"b"_s));
        QVERIFY(!refused);
        QCOMPARE(names(store), QStringList{u"a"_s});
        other.unlock();
        QVERIFY(store.add(someProfile(u"b"_s)));
    }

    void doesNotSpoilTheFileOfALaterVersion()
    {
        const QByteArray text
            = R"({"version": 2, "servers": [{"id": "1", "name": "a"}, {"x": 1}]})";
        write(text);
        ProfileStore store(m_path);
        QCOMPARE(names(store), QStringList{u"a"_s});
        QVERIFY(!store.add(someProfile(u"b"_s)));
        QCOMPARE(contents(), text);
        QVERIFY(damagedFiles().isEmpty());
    }

    void readsAHundredThousandBracesInNoTime()
    {
        write(QByteArray(200'000, '{') + QByteArray(200'000, '}'));
        QElapsedTimer clock;
        clock.start();
        const ProfileStore store(m_path);
        QVERIFY(store.profiles().isEmpty());
        QVERIFY(!store.problem().isEmpty());
        QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
    }

private:
    void write(const QByteArray &text)
    {
        QDir().mkpath(QFileInfo(m_path).path());
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QByteArray contents() const
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QJsonObject json() const { return QJsonDocument::fromJson(contents()).object(); }

    QStringList damagedFiles() const
    {
        const QDir folder = QFileInfo(m_path).dir();
        QStringList paths;
        for (const QString &name : folder.entryList({u"servers.json.damaged-*"_s}))
            paths << folder.filePath(name);
        return paths;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == addMany)
        return addServers(arguments.value(2), arguments.value(3));
    TestProfileStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_profilestore.moc"
