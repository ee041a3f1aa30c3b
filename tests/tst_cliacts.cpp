// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/recipestore.h"
#include "tests/fixtures/everytype.h"
#include "tests/fixtures/hitlenscli.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSettings>
#include <QTest>

#include <csignal>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

const QString program = QStringLiteral(HITLENS_CLI_PROGRAM);

qint64 keysIn(const RedisServer &server)
{
    return server.cli({u"DBSIZE"_s}).toLongLong();
}

// What the server answers for every key: value and expiry.
QMap<QByteArray, QByteArray> contentOf(const RedisServer &server)
{
    Client client(server.endpoint());
    return openAndWait(client) ? contentOf(client) : QMap<QByteArray, QByteArray>();
}

Recipe someRecipe()
{
    Recipe recipe;
    recipe.id = Recipe::newId();
    recipe.name = u"One user"_s;
    recipe.description = u"What is cached of one user"_s;
    recipe.scope.pattern = "user:{id}:*";
    Recipe::Parameter id;
    id.name = u"id"_s;
    id.type = Recipe::Parameter::Type::Number;
    recipe.parameters << id;
    return recipe;
}

} // namespace

class TestCliActs : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void changesNothingWithoutAWord();
    void refusesContradictions_data();
    void refusesContradictions();
    void showsWhatItHits();
    void deletesAndTakesBack();
    void expiryIsTakenBack_data();
    void expiryIsTakenBack();
    void undoesTheLastActFirst();
    void keepsWhatExistsAgain();
    void asksAtTheTerminal();
    void wantsTheNameOfAProductionServer();
    void goesByTheProductionLock();
    void refusesMoreThanAllowed();
    void saysWhatTheServerRefuses();
    void countsWhatFails();
    void stopsBetweenBatches();
    void endsAtOnceTheSecondTime();
    void fillsRecipesIn();
    void movesRecipes();
    void goesByTheSettingsForTraces();
    void writesToTheStreamOfTheAuditLog();

private:
    HitlensCli::Said run(const QStringList &arguments) const
    {
        return m_cli->run(arguments + QStringList{u"--server"_s, m_name, u"--json"_s});
    }
    std::unique_ptr<HitlensCli> m_cli;
    std::unique_ptr<RedisServer> m_server;
    QString m_name;
};

void TestCliActs::init()
{
    m_cli = std::make_unique<HitlensCli>(program);
    m_server = std::make_unique<RedisServer>();
    m_name = u"shop"_s;
    m_cli->save(profileOf(*m_server, m_name));
    fillWithEveryType(*m_server);
    populate(*m_server, u"user:1:"_s, 50);
    populate(*m_server, u"user:2:"_s, 50);
}

void TestCliActs::cleanup()
{
    m_server.reset();
    m_cli.reset();
}

void TestCliActs::changesNothingWithoutAWord()
{
    const qint64 before = keysIn(*m_server);
    const auto said = run({u"invalidate"_s, u"*"_s});
    QCOMPARE(said.exitCode, 5);
    QVERIFY2(said.error.contains("--yes"), said.error.constData());
    QCOMPARE(said.json()[u"dryRun"_s][u"keys"_s].toInteger(), before);
    QCOMPARE(keysIn(*m_server), before);
    QVERIFY(m_cli->auditLines().isEmpty());
}

void TestCliActs::refusesContradictions_data()
{
    QTest::addColumn<QStringList>("options");
    for (const char *line : {"--expire 5m --persist", "--jitter 5", "--soften 5m --only-shorten",
             "--expire 5m --only-shorten --only-lengthen", "--expire-at @4102444800 --jitter 5",
             "--expire 5m --jitter 5 --spread 1m", "--expire 0", "--expire -5m", "--jitter 101",
             "--expire-at yesterday", "--expire-at @1", "--max-keys 0", "--max-keys many",
             "--pace fast", "--snapshot-max 1GiB --no-snapshot", "--larger big", "--param a=b",
             "--recipe x"})
        QTest::newRow(line) << QString::fromLatin1(line).split(u' ');
}

void TestCliActs::refusesContradictions()
{
    QFETCH(const QStringList, options);
    const qint64 before = keysIn(*m_server);
    const auto said = run(QStringList{u"invalidate"_s, u"*"_s, u"--yes"_s} + options);
    QCOMPARE(said.exitCode, 2);
    QVERIFY(!said.error.isEmpty());
    QCOMPARE(keysIn(*m_server), before);
}

void TestCliActs::showsWhatItHits()
{
    const QString names = m_cli->homePath(u"names"_s);
    const auto said = run({u"invalidate"_s, u"user:*"_s, u"--dry-run"_s, u"--exact-size"_s,
        u"--names"_s, names, u"--except"_s, u"user:2:1*"_s});
    QCOMPARE(said.exitCode, 0);
    const QJsonObject dryRun = said.json()[u"dryRun"_s].toObject();
    QCOMPARE(dryRun[u"keys"_s].toInt(), 89);
    QCOMPARE(dryRun[u"isExact"_s].toBool(), true);
    QCOMPARE(dryRun[u"bytesError"_s].toInt(-1), 0);
    QVERIFY(dryRun[u"bytes"_s].toInt() > 89 * 40);
    QCOMPARE(dryRun[u"types"_s][u"string"_s].toInt(), 89);
    QCOMPARE(dryRun[u"names"_s].toArray().size(), 89);
    QCOMPARE(dryRun[u"ttls"_s][u"none"_s].toInt(), 89);
    QFile file(names);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 89);
    const auto text
        = m_cli->run({u"invalidate"_s, u"user:*"_s, u"--dry-run"_s, u"--server"_s, m_name});
    QVERIFY2(text.out.contains("user:1:"), text.out.constData());
    QCOMPARE(run({u"invalidate"_s, u"*"_s, u"--dry-run"_s, u"--names"_s, names}).exitCode, 1);
}

void TestCliActs::deletesAndTakesBack()
{
    const auto before = contentOf(*m_server);
    const auto said = run({u"invalidate"_s, u"*"_s, u"--yes"_s, u"--reason"_s, u"a test"_s});
    QVERIFY2(said.exitCode == 0, said.error.constData());
    const QJsonObject act = said.json()[u"act"_s].toObject();
    QCOMPARE(act[u"end"_s].toString(), u"complete"_s);
    QCOMPARE(act[u"done"_s].toInteger(), before.size());
    QCOMPARE(act[u"snapshotKeys"_s].toInteger(), before.size());
    QCOMPARE(keysIn(*m_server), 0);
    const QByteArrayList audit = m_cli->auditLines();
    QCOMPARE(audit.size(), 2);
    const QJsonObject begun = QJsonDocument::fromJson(audit[0]).object();
    QCOMPARE(begun[u"reason"_s].toString(), u"a test"_s);
    QCOMPARE(begun[u"server"_s].toString(), m_name);
    QCOMPARE(begun[u"id"_s].toString(), act[u"id"_s].toString());

    QCOMPARE(run({u"undo"_s}).exitCode, 5);
    QCOMPARE(keysIn(*m_server), 0);
    const auto listed = run({u"undo"_s, u"--list"_s}).json()[u"snapshots"_s].toArray();
    QCOMPARE(listed.size(), 1);
    QCOMPARE(listed[0][u"id"_s].toString(), act[u"id"_s].toString());
    const auto undone = run({u"undo"_s, u"--yes"_s});
    QVERIFY2(undone.exitCode == 0, undone.error.constData());
    QCOMPARE(undone.json()[u"act"_s][u"done"_s].toInteger(), before.size());
    QCOMPARE(contentOf(*m_server), before);
    QCOMPARE(m_cli->auditLines().size(), 4);
    QCOMPARE(run({u"undo"_s, u"--yes"_s}).exitCode, 1); // nothing is left to take back
}

void TestCliActs::expiryIsTakenBack_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("done"); // of the 50 keys without expiry and 50 with 40 days
    QTest::newRow("expire") << QStringList{u"--expire"_s, u"10m"_s} << 100;
    QTest::newRow("jitter") << QStringList{u"--expire"_s, u"10m"_s, u"--jitter"_s, u"10%"_s} << 100;
    QTest::newRow("shorten") << QStringList{u"--expire"_s, u"50d"_s, u"--only-shorten"_s} << 50;
    QTest::newRow("lengthen") << QStringList{u"--expire"_s, u"50d"_s, u"--only-lengthen"_s} << 50;
    QTest::newRow("at") << QStringList{u"--expire-at"_s, u"@4102444800"_s} << 100;
    QTest::newRow("spread") << QStringList{u"--expire-at"_s, u"@4102444800"_s, u"--spread"_s,
        u"1h"_s} << 100;
    // Long enough for none to expire by chance before it is taken back.
    QTest::newRow("soften") << QStringList{u"--soften"_s, u"39d"_s} << 100;
    QTest::newRow("persist") << QStringList{u"--persist"_s} << 50;
}

void TestCliActs::expiryIsTakenBack()
{
    QFETCH(const QStringList, options);
    QFETCH(const int, done);
    m_server->cli({u"EVAL"_s,
        u"for i = 1, 50 do redis.call('EXPIRE', 'user:1:' .. i, 3456000) end"_s, u"0"_s});
    const auto before = contentOf(*m_server);
    const auto said = run(QStringList{u"invalidate"_s, u"user:*"_s, u"--yes"_s} + options);
    QVERIFY2(said.exitCode == 0, said.all().constData());
    QCOMPARE(said.json()[u"act"_s][u"done"_s].toInt(), done);
    QCOMPARE(said.json()[u"act"_s][u"skipped"_s].toInt(), 100 - done);
    QCOMPARE(keysIn(*m_server), before.size());
    QVERIFY(contentOf(*m_server) != before);
    const auto undone = run({u"undo"_s, u"--yes"_s});
    QVERIFY2(undone.exitCode == 0, undone.error.constData());
    QCOMPARE(contentOf(*m_server), before);
}

void TestCliActs::undoesTheLastActFirst()
{
    QCOMPARE(run({u"undo"_s, u"--yes"_s}).exitCode, 1);
    QCOMPARE(run({u"undo"_s, u"nonsense"_s, u"--yes"_s}).exitCode, 2);
    const auto before = contentOf(*m_server);
    const auto first = run({u"invalidate"_s, u"user:1:*"_s, u"--yes"_s});
    QCOMPARE(first.exitCode, 0);
    QCOMPARE(run({u"invalidate"_s, u"user:2:*"_s, u"--yes"_s}).exitCode, 0);
    QCOMPARE(
        run({u"undo"_s, u"--yes"_s}).json()[u"snapshot"_s][u"pattern"_s].toString(), u"user:2:*"_s);
    // Elsewhere it belongs to nobody.
    const RedisServer other;
    const QString id = first.json()[u"act"_s][u"id"_s].toString();
    QCOMPARE(m_cli->run({u"undo"_s, id, u"--yes"_s, u"--server"_s, urlOf(other)}).exitCode, 2);
    QCOMPARE(m_cli->run({u"undo"_s, u"--yes"_s, u"--server"_s, urlOf(other)}).exitCode, 1);
    QCOMPARE(run({u"undo"_s, u"--db"_s, u"1"_s, u"--yes"_s}).exitCode, 1);
    QCOMPARE(run({u"undo"_s, u"--yes"_s}).json()[u"snapshot"_s][u"id"_s].toString(), id);
    QCOMPARE(contentOf(*m_server), before);
}

void TestCliActs::keepsWhatExistsAgain()
{
    QCOMPARE(run({u"invalidate"_s, u"user:1:*"_s, u"--yes"_s}).exitCode, 0);
    m_server->cli({u"SET"_s, u"user:1:1"_s, u"new"_s});
    const QString id = run({u"undo"_s, u"--list"_s}).json()[u"snapshots"_s][0][u"id"_s].toString();
    const auto undone = run({u"undo"_s, u"--yes"_s});
    QCOMPARE(undone.json()[u"act"_s][u"done"_s].toInt(), 49);
    QCOMPARE(undone.json()[u"act"_s][u"skipped"_s].toInt(), 1);
    QCOMPARE(m_server->cli({u"GET"_s, u"user:1:1"_s}), "new");
    QCOMPARE(run({u"undo"_s, id, u"--replace"_s, u"--yes"_s}).exitCode, 0);
    QCOMPARE(m_server->cli({u"GET"_s, u"user:1:1"_s}), "value");
}

void TestCliActs::asksAtTheTerminal()
{
    const qint64 before = keysIn(*m_server);
    const QStringList act{u"invalidate"_s, u"user:1:*"_s, u"--server"_s, m_name};
    QCOMPARE(m_cli->runOnTerminal(act, {{"Type yes", "y\n"}}).exitCode, 5);
    QCOMPARE(m_cli->runOnTerminal(act, {{"Type yes", "\x04"}}).exitCode, 5);
    QCOMPARE(keysIn(*m_server), before);
    const auto said = m_cli->runOnTerminal(act, {{"Type yes", "yes\n"}});
    QCOMPARE(said.exitCode, 0);
    QVERIFY2(said.out.contains("50 keys"), said.out.constData());
    QVERIFY2(said.out.contains("hitlens-cli undo "), said.out.constData());
    QCOMPARE(keysIn(*m_server), before - 50);
}

void TestCliActs::wantsTheNameOfAProductionServer()
{
    m_name = u"the real one"_s;
    const RedisServer server;
    populate(server, u"k"_s, 10);
    m_cli->save(profileOf(server, m_name, Environment::Production));
    const QStringList act{u"invalidate"_s, u"*"_s, u"--yes"_s};
    QCOMPARE(run(act).exitCode, 5);
    QCOMPARE(run(act + QStringList{u"--confirm"_s, u"the real"_s}).exitCode, 5);
    QCOMPARE(run({u"invalidate"_s, u"*"_s, u"--confirm"_s, m_name}).exitCode, 5);
    const QStringList byUrl = act + QStringList{u"--server"_s, urlOf(server)};
    QCOMPARE(m_cli->run(byUrl).exitCode, 5);
    const QStringList asked{u"invalidate"_s, u"k1*"_s, u"--server"_s, m_name};
    QCOMPARE(m_cli->runOnTerminal(asked, {{"type its name", "yes\n"}}).exitCode, 5);
    QCOMPARE(keysIn(server), 10);
    QCOMPARE(m_cli->runOnTerminal(asked, {{"type its name", "the real one\n"}}).exitCode, 0);
    QCOMPARE(keysIn(server), 8);
    QCOMPARE(m_cli->run(byUrl + QStringList{u"--confirm"_s, m_name}).exitCode, 0);
    QCOMPARE(keysIn(server), 0);
    QCOMPARE(run({u"undo"_s, u"--yes"_s}).exitCode, 5);
    QCOMPARE(run({u"undo"_s, u"--yes"_s, u"--confirm"_s, m_name}).exitCode, 0);
    QCOMPARE(keysIn(server), 8);
}

void TestCliActs::goesByTheProductionLock()
{
    const RedisServer server;
    populate(server, u"k"_s, 10);
    m_name = u"real"_s;
    m_cli->save(profileOf(server, m_name, Environment::Production));
    {
        QSettings settings(m_cli->configPath(u"hitlens.ini"_s), QSettings::IniFormat);
        settings.setValue(u"servers/productionReadOnly"_s, true);
    }
    const auto refused = m_cli->runOnTerminal({u"invalidate"_s, u"*"_s, u"--server"_s, m_name}, {});
    QCOMPARE(refused.exitCode, 4);
    QVERIFY2(refused.out.contains("--confirm"), refused.out.constData());
    QCOMPARE(run({u"check"_s}).json()[u"isReadOnly"_s].toBool(), true);
    QCOMPARE(keysIn(server), 10);
    QCOMPARE(run({u"invalidate"_s, u"*"_s, u"--yes"_s, u"--confirm"_s, m_name}).exitCode, 0);
    QCOMPARE(keysIn(server), 0);
}

void TestCliActs::refusesMoreThanAllowed()
{
    const qint64 before = keysIn(*m_server);
    for (const QString &task : {u"--yes"_s, u"--dry-run"_s}) {
        const auto said = run({u"invalidate"_s, u"user:*"_s, u"--max-keys"_s, u"99"_s, task});
        QCOMPARE(said.exitCode, 6);
    }
    QCOMPARE(keysIn(*m_server), before);
    QCOMPARE(
        run({u"invalidate"_s, u"user:*"_s, u"--max-keys"_s, u"100"_s, u"--yes"_s}).exitCode, 0);
    QCOMPARE(keysIn(*m_server), before - 100);
}

void TestCliActs::saysWhatTheServerRefuses()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"reader"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@read"_s,
        u"+@connection"_s, u"+info"_s});
    m_cli->setEnvironment(u"HITLENS_PASSWORD"_s, u"pw"_s);
    const qint64 before = keysIn(*m_server);
    const QString url = u"unix://reader@"_s + m_server->endpoint().socketPath;
    const auto said
        = m_cli->run({u"invalidate"_s, u"user:*"_s, u"--yes"_s, u"--json"_s, u"--server"_s, url});
    QCOMPARE(said.exitCode, 4);
    QCOMPARE(said.json()[u"act"_s][u"end"_s].toString(), u"refused"_s);
    QVERIFY2(said.error.contains("unlink"), said.error.constData());
    QCOMPARE(keysIn(*m_server), before);
}

void TestCliActs::countsWhatFails()
{
    if (!RedisServer::hasCommand(u"ACL|DRYRUN"_s))
        QSKIP("This server has no permissions for reading and writing keys.");
    // May read all, and change only half of it.
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"half"_s, u"on"_s, u">pw"_s, u"%R~*"_s,
        u"%RW~user:1:*"_s, u"+@all"_s});
    m_cli->setEnvironment(u"HITLENS_PASSWORD"_s, u"pw"_s);
    const QString url = u"unix://half@"_s + m_server->endpoint().socketPath;
    const qint64 before = keysIn(*m_server);
    const auto said
        = m_cli->run({u"invalidate"_s, u"user:*"_s, u"--yes"_s, u"--json"_s, u"--server"_s, url});
    QCOMPARE(said.exitCode, 1);
    const QJsonObject act = said.json()[u"act"_s].toObject();
    QCOMPARE(act[u"done"_s].toInt(), 50);
    QCOMPARE(act[u"failed"_s].toInt(), 50);
    QCOMPARE(act[u"failures"_s].toArray().size(), 50);
    QCOMPARE(keysIn(*m_server), before - 50);
}

void TestCliActs::stopsBetweenBatches()
{
    populate(*m_server, u"big:"_s, 300000);
    const qint64 before = keysIn(*m_server);
    const auto process = m_cli->start({u"invalidate"_s, u"big:*"_s, u"--yes"_s, u"--json"_s,
        u"--pace"_s, u"gentle"_s, u"--server"_s, m_name});
    QVERIFY(waitFor([&] { return keysIn(*m_server) < before; }));
    ::kill(static_cast<pid_t>(process->processId()), SIGINT);
    const auto said = HitlensCli::finish(*process);
    QCOMPARE(said.exitCode, 130);
    const QJsonObject act = said.json()[u"act"_s].toObject();
    QCOMPARE(act[u"end"_s].toString(), u"cancelled"_s);
    QCOMPARE(keysIn(*m_server) + act[u"done"_s].toInteger(), before);
    QCOMPARE(act[u"unknown"_s].toInt(), 0);
    QVERIFY(keysIn(*m_server) > before - 300000);
    const QByteArrayList audit = m_cli->auditLines();
    QVERIFY2(audit.last().contains("cancelled"), audit.last().constData());
    QCOMPARE(run({u"undo"_s, u"--yes"_s}).exitCode, 0);
    QCOMPARE(keysIn(*m_server), before);
}

void TestCliActs::endsAtOnceTheSecondTime()
{
    populate(*m_server, u"big:"_s, 300000);
    const qint64 before = keysIn(*m_server);
    const auto process = m_cli->start({u"invalidate"_s, u"big:*"_s, u"--yes"_s, u"--json"_s,
        u"--pace"_s, u"gentle"_s, u"--server"_s, m_name});
    QVERIFY(waitFor([&] { return keysIn(*m_server) < before; }));
    m_server->suspend(); // the first one has to wait for an answer
    ::kill(static_cast<pid_t>(process->processId()), SIGINT);
    ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
    const auto said = HitlensCli::finish(*process);
    m_server->wake();
    QCOMPARE(said.exitCode, 130);
    QCOMPARE(said.out, QByteArray());
    QCOMPARE(run({u"undo"_s, u"--yes"_s}).exitCode, 0);
    QCOMPARE(keysIn(*m_server), before);
}

void TestCliActs::fillsRecipesIn()
{
    const Recipe recipe = someRecipe();
    QVERIFY(RecipeStore(m_cli->configPath(u"recipes.json"_s)).save(recipe).isOk());
    QCOMPARE(m_cli->run({u"recipes"_s}).out, "One user\n");
    QCOMPARE(run({u"recipes"_s, u"show"_s, u"One user"_s}).json()[u"recipe"_s][u"id"_s].toString(),
        recipe.id);
    QCOMPARE(run({u"recipes"_s, u"show"_s, u"Nobody"_s}).exitCode, 2);
    const qint64 before = keysIn(*m_server);
    const QStringList act{u"invalidate"_s, u"--yes"_s, u"--recipe"_s, u"One user"_s};
    QCOMPARE(run(act).exitCode, 2); // no value
    QCOMPARE(run(act + QStringList{u"--param"_s, u"id=*"_s}).exitCode, 2);
    QCOMPARE(run(act + QStringList{u"--param"_s, u"id=1"_s, u"--expire"_s, u"5m"_s}).exitCode, 2);
    QCOMPARE(run(act + QStringList{u"--param"_s, u"id=1"_s, u"*"_s}).exitCode, 2);
    QCOMPARE(keysIn(*m_server), before);
    const auto said = run(act + QStringList{u"--param"_s, u"id=1"_s});
    QVERIFY2(said.exitCode == 0, said.error.constData());
    QCOMPARE(keysIn(*m_server), before - 50);
    QCOMPARE(
        QJsonDocument::fromJson(m_cli->auditLines().first())[u"recipe"_s].toString(), recipe.name);
}

void TestCliActs::movesRecipes()
{
    QVERIFY(RecipeStore(m_cli->configPath(u"recipes.json"_s)).save(someRecipe()).isOk());
    const QString path = m_cli->homePath(u"recipes-for-you.json"_s);
    QCOMPARE(m_cli->run({u"recipes"_s, u"export"_s, path}).exitCode, 0);
    QCOMPARE(m_cli->run({u"recipes"_s, u"export"_s, path}).exitCode, 1); // never over a file
    QCOMPARE(run({u"recipes"_s, u"import"_s, path}).json()[u"known"_s].toInt(), 1);
    const HitlensCli other(program);
    QCOMPARE(other.run({u"recipes"_s, u"import"_s, path}).exitCode, 0);
    QCOMPARE(other.run({u"recipes"_s, u"list"_s}).out, "One user\n");
    QCOMPARE(other.run({u"recipes"_s, u"import"_s, other.homePath(u"none"_s)}).exitCode, 1);
}

void TestCliActs::goesByTheSettingsForTraces()
{
    const QString copy = m_cli->homePath(u"copy.jsonl"_s);
    {
        QSettings settings(m_cli->configPath(u"hitlens.ini"_s), QSettings::IniFormat);
        settings.setValue(u"bulk/auditCopy"_s, copy);
        settings.setValue(u"bulk/snapshotHours"_s, 48);
    }
    QCOMPARE(run({u"invalidate"_s, u"user:*"_s, u"--yes"_s}).exitCode, 0);
    QFile file(copy);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().trimmed().split('\n'), m_cli->auditLines());
    const QJsonValue snapshot = run({u"undo"_s, u"--list"_s}).json()[u"snapshots"_s][0];
    const auto timeOf = [&snapshot](const QString &field) {
        return QDateTime::fromString(snapshot[field].toString(), Qt::ISODateWithMs);
    };
    QCOMPARE(timeOf(u"made"_s).secsTo(timeOf(u"removedAt"_s)), qint64(48 * 3600));
}

void TestCliActs::writesToTheStreamOfTheAuditLog()
{
    auto books = std::make_unique<RedisServer>();
    const QString id = m_cli->save(profileOf(*books, u"books"_s));
    {
        QSettings settings(m_cli->configPath(u"hitlens.ini"_s), QSettings::IniFormat);
        settings.setValue(u"bulk/streamServer"_s, id);
        settings.setValue(u"bulk/streamKey"_s, u"audit"_s);
    }
    QCOMPARE(run({u"invalidate"_s, u"user:1:*"_s, u"--yes"_s}).exitCode, 0);
    QCOMPARE(books->cli({u"XLEN"_s, u"audit"_s}), "2"); // begun, and ended
    const QByteArray stream = books->cli({u"XRANGE"_s, u"audit"_s, u"-"_s, u"+"_s});
    for (const QByteArray &line : m_cli->auditLines())
        QVERIFY2(stream.contains(line), stream.constData());

    // Where it is away the act goes on, and says so.
    books.reset();
    const auto said = run({u"invalidate"_s, u"user:2:*"_s, u"--yes"_s});
    QCOMPARE(said.exitCode, 0);
    QVERIFY2(said.error.contains("The stream with the audit log"), said.error.constData());
    QCOMPARE(m_cli->auditLines().size(), 4);
}

QTEST_GUILESS_MAIN(TestCliActs)
#include "tst_cliacts.moc"
