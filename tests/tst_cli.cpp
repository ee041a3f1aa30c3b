// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/everytype.h"
#include "tests/fixtures/hitlenscli.h"

#include <QDir>
#include <QJsonArray>
#include <QRegularExpression>
#include <QSettings>
#include <QTest>

#include <csignal>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

const QString program = QStringLiteral(HITLENS_CLI_PROGRAM);

QByteArray contentsOf(const QString &name)
{
    QFile file(QStringLiteral(HITLENS_RESOURCES) + u'/' + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The options that a help text lists: "--server", "-0".
QStringList optionsIn(const QByteArray &help)
{
    static const QRegularExpression line(
        u"^  (-.*?)(?:  |$)"_s, QRegularExpression::MultilineOption);
    static const QRegularExpression option(u"(?<![\\w-])--?[a-z0-9][a-z0-9-]*"_s);
    QStringList options;
    for (auto it = line.globalMatch(QString::fromUtf8(help)); it.hasNext();) {
        for (auto part = option.globalMatch(it.next().captured(1)); part.hasNext();)
            options << part.next().captured();
    }
    return options;
}

const QStringList commands{u"check"_s, u"keys"_s, u"invalidate"_s, u"ttl"_s, u"undo"_s,
    u"recipes"_s, u"servers"_s, u"watch"_s};

} // namespace

class TestCli : public QObject
{
    Q_OBJECT

private slots:
    void usage_data();
    void usage();
    void everyOptionIsDescribed();
    void completesInBash();
    void checks();
    void checksWhatAUserMayDo();
    void saysWhenThereIsNoServer();
    void listsKeys();
    void filtersKeys();
    void escapesNamesOnATerminal();
    void listsServers();
    void showsAndChangesATtl();
    void watches();
    void findsThePassword();
    void asksForThePassword();
    void hidesItsArguments();
    void staysReadOnly();
    void stopsWhenInterrupted();
};

void TestCli::usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const QString &line, const QByteArray &error) {
        QTest::newRow(line.isEmpty() ? "nothing" : qPrintable(line))
            << line.split(u' ', Qt::SkipEmptyParts) << error;
    };
    row({}, "Which command");
    row(u"flushall"_s, "no such command");
    row(u"check --colour"_s, "unknown");
    row(u"check --expire 5m"_s, "no option --expire");
    row(u"check"_s, "which server");
    row(u"check --server shop"_s, "No saved server");
    row(u"check --server ftp://h"_s, "scheme");
    row(u"check more --server redis://h"_s, "fewer words");
    row(u"keys --server redis://h"_s, "needs PATTERN");
    row(u"check --server redis://h --db x"_s, "--db");
    row(u"recipes show"_s, "show NAME");
    row(u"recipes burn it"_s, "show NAME");
}

void TestCli::usage()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, error);
    const auto said = HitlensCli(program).run(arguments);
    QCOMPARE(said.exitCode, 2);
    QCOMPARE(said.out, QByteArray());
    QVERIFY2(said.error.contains(error), said.error.constData());
}

void TestCli::everyOptionIsDescribed()
{
    const HitlensCli cli(program);
    const QByteArray man = contentsOf(u"man/hitlens-cli.1"_s);
    const QByteArray bash = contentsOf(u"completions/hitlens-cli.bash"_s);
    const QByteArray zsh = contentsOf(u"completions/_hitlens-cli"_s);
    const QByteArray fish = contentsOf(u"completions/hitlens-cli.fish"_s);
    const auto overview = cli.run({u"--help"_s});
    QCOMPARE(overview.exitCode, 0);
    for (const QString &command : commands) {
        QVERIFY2(overview.out.contains(QString(u"  "_s + command).toUtf8()), qPrintable(command));
        for (const QByteArray &file : {man, bash, zsh, fish})
            QVERIFY2(file.contains(command.toUtf8()), qPrintable(command));
        const auto help = cli.run({command, u"--help"_s});
        QCOMPARE(help.exitCode, 0);
        const QStringList options = optionsIn(help.out);
        QVERIFY2(options.size() >= 5, help.out.constData());
        for (const QString &option : options) {
            const QByteArray plain = option.mid(option.startsWith(u"--") ? 2 : 1).toUtf8();
            const QByteArray escaped = QRegularExpression::escape(option).toUtf8();
            const bool isLong = option.startsWith(u"--");
            // mdoc: "Fl -server", or after a comma.
            const QRegularExpression inMan(
                QString::fromUtf8((isLong ? "(Fl|,) -" : "Fl ") + plain + "(?![\\w-])"));
            const QRegularExpression inShell(
                QString::fromUtf8("(?<![\\w-])" + escaped + "(?![\\w-])"));
            const QRegularExpression inFish(
                QString::fromUtf8((isLong ? "-l " : "-s ") + plain + "(?![\\w-])"));
            QVERIFY2(inMan.match(QString::fromUtf8(man)).hasMatch(), qPrintable(option));
            QVERIFY2(inShell.match(QString::fromUtf8(bash)).hasMatch(), qPrintable(option));
            QVERIFY2(inShell.match(QString::fromUtf8(zsh)).hasMatch(), qPrintable(option));
            QVERIFY2(inFish.match(QString::fromUtf8(fish)).hasMatch(), qPrintable(option));
        }
    }
}

void TestCli::completesInBash()
{
    HitlensCli cli(program);
    const RedisServer server;
    cli.save(profileOf(server, u"the shop"_s));
    const QString script = u"source '%1/completions/hitlens-cli.bash'\n"
                           "PATH=%2:$PATH\n"
                           "complete() { :; }; compopt() { :; }\n"
                           "COMP_WORDS=(%3); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                           "_hitlens_cli; printf '%s\\n' \"${COMPREPLY[@]}\"\n"_s;
    const auto completed = [&](const QString &words) {
        QProcess bash;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_CONFIG_HOME"_s, cli.homePath(u"config"_s));
        environment.insert(u"XDG_DATA_HOME"_s, cli.homePath(u"data"_s));
        bash.setProcessEnvironment(environment);
        QString text = script;
        text.replace(u"%1"_s, QStringLiteral(HITLENS_RESOURCES))
            .replace(u"%2"_s, QFileInfo(program).path())
            .replace(u"%3"_s, words);
        bash.start(u"bash"_s, {u"-c"_s, text});
        bash.waitForFinished();
        return bash.readAllStandardOutput().trimmed().split('\n');
    };
    QCOMPARE(completed(u"hitlens-cli in"_s), QByteArrayList{"invalidate"});
    QCOMPARE(
        completed(u"hitlens-cli invalidate --exp"_s), (QByteArrayList{"--expire", "--expire-at"}));
    QCOMPARE(completed(u"hitlens-cli check --server ''"_s), QByteArrayList{"the\\ shop"});
    QCOMPARE(completed(u"hitlens-cli recipes sh"_s), QByteArrayList{"show"});
    QCOMPARE(completed(u"hitlens-cli invalidate --pace g"_s), QByteArrayList{"gentle"});
}

void TestCli::checks()
{
    const HitlensCli cli(program);
    const RedisServer server;
    const auto said = cli.run({u"check"_s, u"--server"_s, urlOf(server), u"--json"_s});
    QCOMPARE(said.exitCode, 0);
    QVERIFY2(said.error.isEmpty(), said.error.constData());
    const QJsonObject json = said.json();
    QCOMPARE(json[u"exitCode"_s].toInt(), 0);
    QCOMPARE(json[u"role"_s].toString(), u"primary"_s);
    QCOMPARE(json[u"isReadOnly"_s].toBool(true), false);
    QVERIFY(!json[u"version"_s].toString().isEmpty());
    QVERIFY(json[u"roundTripMilliseconds"_s].toDouble() > 0);
    const QJsonObject permitted = json[u"permitted"_s].toObject();
    QCOMPARE(permitted.size(), 11);
    for (const auto &answer : permitted)
        QCOMPARE(answer.toString(), u"yes"_s);
    QCOMPARE(server.cli({u"DBSIZE"_s}), "0");
    const auto text = cli.run({u"check"_s, u"--server"_s, urlOf(server)});
    QCOMPARE(text.exitCode, 0);
    QVERIFY2(text.out.contains("Round trip"), text.out.constData());
}

void TestCli::checksWhatAUserMayDo()
{
    if (!RedisServer::hasCommand(u"ACL|DRYRUN"_s))
        QSKIP("This server has no permissions for single subcommands.");
    const HitlensCli cli(program);
    const RedisServer server;
    server.cli(
        {u"ACL"_s, u"SETUSER"_s, u"support"_s, u"on"_s, u"nopass"_s, u"~cache:*"_s, u"+@read"_s,
            u"+@connection"_s, u"+info"_s, u"+acl|whoami"_s, u"-memory|usage"_s, u"+unlink"_s});
    const auto said = cli.run({u"check"_s, u"--json"_s, u"--server"_s,
        u"unix://support:any@"_s + server.endpoint().socketPath});
    QCOMPARE(said.exitCode, 0);
    const QJsonObject permitted = said.json()[u"permitted"_s].toObject();
    QCOMPARE(said.json()[u"user"_s].toString(), u"support"_s);
    QCOMPARE(permitted[u"list keys"_s].toString(), u"yes"_s);
    QCOMPARE(permitted[u"delete"_s].toString(), u"some keys"_s);
    QCOMPARE(permitted[u"sizes"_s].toString(), u"no"_s);
    QCOMPARE(permitted[u"expire"_s].toString(), u"no"_s);
}

void TestCli::saysWhenThereIsNoServer()
{
    const HitlensCli cli(program);
    const auto said = cli.run(
        {u"keys"_s, u"*"_s, u"--json"_s, u"--server"_s, u"redis://127.0.0.1:%1"_s.arg(freePort())});
    QCOMPARE(said.exitCode, 3);
    QCOMPARE(said.json()[u"exitCode"_s].toInt(), 3);
    QCOMPARE(said.json()[u"error"_s][u"code"_s].toString(), u"ECONNREFUSED"_s);
    QVERIFY(!said.error.isEmpty());
}

void TestCli::listsKeys()
{
    const HitlensCli cli(program);
    const RedisServer server;
    fillWithEveryType(server);
    const QStringList all{u"keys"_s, u"--server"_s, urlOf(server), u"*"_s};
    const auto raw = cli.run(all + QStringList{u"-0"_s});
    QCOMPARE(raw.exitCode, 0);
    const QByteArrayList names = raw.out.chopped(1).split('\0');
    QCOMPARE(raw.out.count('\0'), server.cli({u"DBSIZE"_s}).toInt() + binaryName.count('\0'));
    QVERIFY(raw.out.contains(QByteArray(binaryName).append('\0')));
    QVERIFY(names.contains("stream"));
    QVERIFY(cli.run(all).out.contains("stream\n"));
    const auto json = cli.run(all + QStringList{u"--json"_s});
    QSet<QString> keys;
    for (const QJsonObject &line : json.lines())
        keys << line[u"key"_s].toString();
    QCOMPARE(keys.size(), server.cli({u"DBSIZE"_s}).toInt());
    QVERIFY(keys.contains(u"base64:"_s + QString::fromLatin1(binaryName.toBase64())));
    QVERIFY(
        keys.contains(u"base64:"_s + QString::fromLatin1(QByteArray("base64:AA==").toBase64())));
    QCOMPARE(cli.run(all + QStringList{u"--count"_s}).out, server.cli({u"DBSIZE"_s}) + '\n');
}

void TestCli::filtersKeys()
{
    const HitlensCli cli(program);
    const RedisServer server;
    populate(server, u"a:"_s, 30);
    server.cli({u"EXPIRE"_s, u"a:1"_s, u"60"_s});
    server.cli({u"EXPIRE"_s, u"a:2"_s, u"6000"_s});
    server.cli({u"RPUSH"_s, u"a:list"_s, u"x"_s});
    server.cli({u"SET"_s, u"a:large"_s, QString(5000, u'x')});
    const auto count = [&](const QStringList &filter) {
        const auto said = cli.run(QStringList{u"keys"_s, u"a:*"_s, u"--count"_s, u"--json"_s,
                                      u"--server"_s, urlOf(server)}
            + filter);
        return said.exitCode == 0 ? said.json()[u"count"_s].toInt(-1) : -1;
    };
    QCOMPARE(count({}), 32);
    QCOMPARE(count({u"--type"_s, u"list"_s}), 1);
    QCOMPARE(count({u"--ttl"_s, u"any"_s}), 2);
    QCOMPARE(count({u"--ttl"_s, u"none"_s}), 30);
    QCOMPARE(count({u"--ttl"_s, u"below:5m"_s}), 1);
    QCOMPARE(count({u"--ttl"_s, u"above:5m"_s}), 1);
    QCOMPARE(count({u"--larger"_s, u"4KiB"_s}), 1);
    QCOMPARE(count({u"--idle"_s, u"1h"_s}), 0);
    QCOMPARE(count({u"--except"_s, u"a:1*"_s}), 21);
    QCOMPARE(
        cli.run({u"keys"_s, u"*"_s, u"--server"_s, urlOf(server), u"--ttl"_s, u"5m"_s}).exitCode,
        2);
}

void TestCli::escapesNamesOnATerminal()
{
    const HitlensCli cli(program);
    const RedisServer server;
    server.cli({u"SET"_s, u"evil\x1b[2J\u009b1mname"_s, u"1"_s});
    const auto said = cli.runOnTerminal({u"keys"_s, u"*"_s, u"--server"_s, urlOf(server)}, {});
    QCOMPARE(said.exitCode, 0);
    QVERIFY2(said.out.contains("evil\\x1b[2J\\u009b1mname\r\n"),
        said.out.toPercentEncoding().constData());
}

void TestCli::listsServers()
{
    const HitlensCli cli(program);
    const RedisServer server;
    cli.save(profileOf(server, u"shop"_s, Environment::Production));
    QCOMPARE(cli.run({u"servers"_s}).out, "shop\n");
    const QJsonArray servers = cli.run({u"servers"_s, u"--json"_s}).json()[u"servers"_s].toArray();
    QCOMPARE(servers.size(), 1);
    QCOMPARE(servers[0][u"isProduction"_s].toBool(), true);
    QCOMPARE(cli.run({u"check"_s, u"--server"_s, u"shop"_s}).exitCode, 0);
    QCOMPARE(cli.run({u"check"_s, u"--server"_s, servers[0][u"id"_s].toString()}).exitCode, 0);
}

void TestCli::showsAndChangesATtl()
{
    const HitlensCli cli(program);
    const RedisServer server;
    server.cli({u"SET"_s, u"k"_s, u"v"_s});
    const auto ttl = [&](const QStringList &more) {
        return cli.run(
            QStringList{u"ttl"_s, u"k"_s, u"--json"_s, u"--server"_s, urlOf(server)} + more);
    };
    QVERIFY(ttl({}).json()[u"ttlMilliseconds"_s].isNull());
    QCOMPARE(ttl({u"--set"_s, u"5m"_s}).exitCode, 5);
    QCOMPARE(server.cli({u"TTL"_s, u"k"_s}), "-1");
    QCOMPARE(ttl({u"--add"_s, u"5m"_s, u"--yes"_s}).exitCode, 1); // to nothing
    const auto set = ttl({u"--set"_s, u"5m"_s, u"--yes"_s});
    QCOMPARE(set.exitCode, 0);
    const int left = set.json()[u"ttlMilliseconds"_s].toInt();
    QVERIFY(left > 290000 && left <= 300000);
    QVERIFY(ttl({u"--add"_s, u"5m"_s, u"--yes"_s}).json()[u"ttlMilliseconds"_s].toInt() > 570000);
    QCOMPARE(ttl({u"--add=-1h"_s, u"--yes"_s}).exitCode, 1); // would delete it
    QCOMPARE(ttl({u"--at"_s, u"@4102444800"_s, u"--yes"_s}).exitCode, 0);
    QVERIFY(server.cli({u"TTL"_s, u"k"_s}).toLongLong() > 1000000);
    QCOMPARE(ttl({u"--persist"_s, u"--yes"_s}).exitCode, 0);
    QCOMPARE(server.cli({u"TTL"_s, u"k"_s}), "-1");
    QCOMPARE(ttl({u"--persist"_s, u"--set"_s, u"5m"_s}).exitCode, 2);
    server.cli({u"DEL"_s, u"k"_s});
    QCOMPARE(ttl({}).exitCode, 1);
    QCOMPARE(ttl({}).json()[u"exists"_s].toBool(true), false);
}

void TestCli::watches()
{
    const HitlensCli cli(program);
    const RedisServer server;
    populate(server, u"k"_s, 7);
    const auto said
        = cli.run({u"watch"_s, u"--json"_s, u"--seconds"_s, u"2"_s, u"--server"_s, urlOf(server)});
    QCOMPARE(said.exitCode, 0);
    QCOMPARE(said.lines().size(), 2);
    for (const QJsonObject &line : said.lines()) {
        QCOMPARE(line[u"keys"_s].toInt(), 7);
        QCOMPARE(line[u"windowSeconds"_s].toInt(), 10);
        QVERIFY(line[u"hitRate"_s].isNull()); // nobody but us looks
        QVERIFY(line[u"usedMemory"_s].toInt() > 0);
        QVERIFY(line.contains(u"evictedPerSecond"_s) && line.contains(u"expiredPerSecond"_s));
    }
    QVERIFY(said.lines().last()[u"operationsPerSecond"_s].isDouble());
    const auto text = cli.run({u"watch"_s, u"--seconds"_s, u"1"_s, u"--server"_s, urlOf(server)});
    QCOMPARE(text.out.count('\n'), 2); // with the heading
}

void TestCli::findsThePassword()
{
    const RedisServer server({u"--requirepass"_s, u"secret"_s});
    const QStringList check{u"check"_s, u"--server"_s, urlOf(server)};
    const auto refused = HitlensCli(program).run(check);
    QCOMPARE(refused.exitCode, 3);
    QVERIFY2(refused.error.contains("NOAUTH"), refused.error.constData());
    const auto inUrl = HitlensCli(program).run(
        {u"check"_s, u"--server"_s, u"unix://:secret@"_s + server.endpoint().socketPath});
    QCOMPARE(inUrl.exitCode, 0);
    QVERIFY2(inUrl.error.contains("seen by others"), inUrl.error.constData());
    const auto asWord = HitlensCli(program).run(
        {u"check"_s, u"--server"_s, u"unix://secret@"_s + server.endpoint().socketPath});
    QCOMPARE(asWord.exitCode, 0);
    QVERIFY2(asWord.error.contains("seen by others"), asWord.error.constData());
    for (const QString &name : {u"HITLENS_PASSWORD"_s, u"REDISCLI_AUTH"_s}) {
        HitlensCli cli(program);
        cli.setEnvironment(name, u"secret"_s);
        QCOMPARE(cli.run(check).exitCode, 0);
        HitlensCli wrong(program);
        wrong.setEnvironment(name, u"wrong"_s);
        QCOMPARE(wrong.run(check).exitCode, 3);
    }
    // A server without one does not get to see it.
    const RedisServer open;
    HitlensCli cli(program);
    cli.setEnvironment(u"REDISCLI_AUTH"_s, u"secret"_s);
    QCOMPARE(cli.run({u"check"_s, u"--server"_s, urlOf(open)}).exitCode, 0);
}

void TestCli::asksForThePassword()
{
    const RedisServer server({u"--requirepass"_s, u"secret"_s});
    const HitlensCli cli(program);
    const QStringList check{u"check"_s, u"--server"_s, urlOf(server)};
    const auto said
        = cli.runOnTerminal(check, {{"Password for", "wrong\n"}, {"Password for", "secret\n"}});
    QCOMPARE(said.exitCode, 0);
    QVERIFY(!said.out.contains("secret"));
    const auto never = cli.runOnTerminal(
        check, {{"Password for", "a\n"}, {"Password for", "b\n"}, {"Password for", "c\n"}});
    QCOMPARE(never.exitCode, 3);
}

void TestCli::hidesItsArguments()
{
    if (!QFile::exists(u"/proc/self/cmdline"_s))
        QSKIP("this system has no /proc");
    const RedisServer server({u"--requirepass"_s, u"hunter2"_s});
    const HitlensCli cli(program);
    const auto process = cli.start(
        {u"watch"_s, u"--server"_s, u"unix://:hunter2@"_s + server.endpoint().socketPath});
    const auto arguments = [&] {
        QFile file(u"/proc/%1/cmdline"_s.arg(process->processId()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVERIFY(waitFor([&] { return arguments().contains("***"); }));
    QVERIFY(!arguments().contains("hunter2"));
    QVERIFY(waitFor([&] { return process->bytesAvailable() > 0; }));
    ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
    QCOMPARE(HitlensCli::finish(*process).exitCode, 0);
}

void TestCli::staysReadOnly()
{
    const HitlensCli cli(program);
    const RedisServer server;
    server.cli({u"SET"_s, u"k"_s, u"v"_s});
    Profile profile = profileOf(server, u"shop"_s);
    profile.endpoint.readOnly = true;
    cli.save(profile);
    // Also by the address.
    for (const QString &name : {u"shop"_s, urlOf(server)}) {
        QCOMPARE(cli.run({u"check"_s, u"--json"_s, u"--server"_s, name})
                     .json()[u"isReadOnly"_s]
                     .toBool(),
            true);
        QCOMPARE(cli.run({u"keys"_s, u"*"_s, u"--server"_s, name}).out, "k\n");
        for (const QStringList &act : {QStringList{u"invalidate"_s, u"*"_s},
                 {u"ttl"_s, u"k"_s, u"--set"_s, u"1m"_s}, {u"undo"_s}}) {
            const auto said = cli.run(act + QStringList{u"--yes"_s, u"--server"_s, name});
            QCOMPARE(said.exitCode, 4);
            QVERIFY2(said.error.contains("read-only"), said.error.constData());
        }
        QCOMPARE(
            cli.run({u"invalidate"_s, u"*"_s, u"--dry-run"_s, u"--server"_s, name}).exitCode, 0);
    }
    QCOMPARE(server.cli({u"TTL"_s, u"k"_s}), "-1");
    QVERIFY(cli.auditLines().isEmpty());
}

void TestCli::stopsWhenInterrupted()
{
    const RedisServer server;
    const HitlensCli cli(program);
    populate(server, u"k"_s, 200000);
    const auto process
        = cli.start({u"keys"_s, u"*"_s, u"--server"_s, urlOf(server), u"--ttl"_s, u"none"_s});
    QVERIFY(process->waitForReadyRead(20000));
    ::kill(static_cast<pid_t>(process->processId()), SIGINT);
    const auto said = HitlensCli::finish(*process);
    QCOMPARE(said.exitCode, 130);
    QVERIFY(said.out.endsWith('\n')); // whole names
    // At a question.
    const auto asked = cli.runOnTerminal(
        {u"invalidate"_s, u"k1*"_s, u"--server"_s, urlOf(server)}, {{"Type yes", "\x03"}});
    QCOMPARE(asked.exitCode, 130);
    QCOMPARE(server.cli({u"DBSIZE"_s}), "200000");
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
