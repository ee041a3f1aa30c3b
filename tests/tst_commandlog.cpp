// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/connectionurl.h"
#include "app/redis/commands.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/rediscluster.h"
#include "tests/fixtures/scriptedserver.h"
#include "tests/fixtures/sentineltrio.h"

#include <QSet>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Outcome = CommandEnd::Outcome;

namespace {

const QByteArray password = "hunter2-is-secret";

// What a client has logged so far, put together from its batches.
class Log
{
public:
    explicit Log(Client &client)
        : m_client(client)
    {
        QObject::connect(&client, &Client::logged, &m_context, [this](const CommandBatch &batch) {
            ++batches;
            records += batch.sent;
            for (const CommandEnd &end : batch.ended)
                records[end.id - records.first().id].end = end;
            m_client.askForLog();
        });
        client.askForLog();
    }

    const CommandRecord *last(const QByteArray &text) const
    {
        const auto it = std::find_if(records.rbegin(), records.rend(),
            [&](const CommandRecord &record) { return record.command.text == text; });
        return it == records.rend() ? nullptr : &*it;
    }
    bool hasEnded(const QByteArray &text) const
    {
        const CommandRecord *record = last(text);
        return record && record->end.outcome != Outcome::Waiting;
    }
    // All that anybody could read of it.
    QByteArray wholeText() const
    {
        QByteArray text;
        for (const CommandRecord &record : records)
            text
                += record.node + ' ' + record.command.text + ' ' + record.end.error.toUtf8() + '\n';
        return text;
    }

    QList<CommandRecord> records;
    int batches = 0;

private:
    Client &m_client;
    QObject m_context;
};

Command<QByteArray> typed(const QByteArrayList &argv)
{
    Command<QByteArray> command = info();
    command.argv = argv;
    return command;
}

QByteArray shown(const QByteArrayList &argv)
{
    return commandText(argv).text;
}

} // namespace

class TestCommandLog : public QObject
{
    Q_OBJECT

private slots:
    void quotesAsRedisCliReadsIt();
    void redisCliReadsWhatIsQuoted();
    void isShortHoweverLargeTheCommand();
    void hidesSecrets_data();
    void hidesSecrets();
    void showsWhatIsNoSecret();

    void logsWhatIsSent();
    void tellsBackgroundFromAskedFor();
    void logsErrors();
    void logsWhatWasRefusedBeforeSending();
    void logsWhatTimedOut();
    void logsWhatWasLost();
    void passwordsNeverReachIt_data();
    void passwordsNeverReachIt();
    void typedSecretsNeverReachIt();
    void sentinelPasswordsNeverReachIt();
    void namesTheNodesOfACluster();
    void keepsTheLastUntilSomebodyAsks();
    void deliversAtMostTwentyBatchesASecond();
};

void TestCommandLog::quotesAsRedisCliReadsIt()
{
    QCOMPARE(shown({"GET", "user:1"}), "GET user:1");
    QCOMPARE(shown({"GET", ""}), "GET \"\"");
    QCOMPARE(shown({"SET", "a b", "say \"hi\"\n"}), "SET \"a b\" \"say \\\"hi\\\"\\n\"");
    QCOMPARE(shown({"GET", "it's"}), "GET \"it's\"");
    QCOMPARE(shown({"GET", "a\\b\tc"}), R"(GET "a\\b\tc")");
    QCOMPARE(shown({"GET", "münchen"}), "GET \"münchen\"");
    QCOMPARE(shown({"GET", QByteArray("\xff\x00z", 3)}), R"(GET "\xff\x00z")");
    // What would turn the direction of the line, or be nothing at all.
    QCOMPARE(shown({"GET", "a\u202eb\u0085"}), R"(GET "a\xe2\x80\xaeb\xc2\x85")");
    QVERIFY(commandText({"GET", "münchen"}).isWhole());
}

void TestCommandLog::redisCliReadsWhatIsQuoted()
{
    const RedisServer server;
    QByteArray bytes;
    for (int byte = 0; byte < 256; ++byte)
        bytes += static_cast<char>(byte);
    QByteArrayList keys{
        "a b", "it's \"quoted\"", "new\nline", "tab\t\\", "münchen \u202e", "#", ""};
    for (int from = 0; from < bytes.size(); from += 16)
        keys << bytes.sliced(from, 16);
    QByteArray input;
    for (const QByteArray &key : std::as_const(keys)) {
        QVERIFY(commandText({"SET", key, "v"}).isWhole());
        input += shown({"SET", key, "v"}) + '\n';
    }
    server.cli({}, input);
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    for (const QByteArray &key : std::as_const(keys))
        QCOMPARE(*await(client, get(key)), std::optional<QByteArray>("v"));
    QCOMPARE(*await(client, dbSize()), keys.size());
}

void TestCommandLog::isShortHoweverLargeTheCommand()
{
    const CommandText text = commandText({"SET", "page:1", QByteArray(100000, 'x'), "EX", "60"});
    QVERIFY(text.text.startsWith("SET page:1 \"xxx"));
    QVERIFY(text.text.endsWith("xxx…\" EX 60"));
    QCOMPARE(text.leftOut, 100000 - text.text.count('x'));
    QVERIFY(!text.isWhole());

    QByteArrayList many{"UNLINK"};
    qint64 bytes = 6;
    for (int i = 0; i < 10000; ++i) {
        many << "key:" + QByteArray::number(i);
        bytes += many.last().size();
    }
    const CommandText unlink = commandText(many);
    QVERIFY(unlink.text.startsWith("UNLINK key:0 key:1 "));
    QVERIFY(unlink.text.size() <= shownOfCommand + 16);
    QByteArray argumentsShown = QByteArray(unlink.text).replace(' ', "").replace("\"", "");
    QCOMPARE(unlink.leftOut, bytes - argumentsShown.replace("…", "").size());

    const QByteArrayList binary(20, QByteArray(1000, '\xff'));
    QVERIFY(commandText(binary).text.size() <= shownOfCommand + 16);
    // Never half a character.
    for (int i = 90; i < 110; ++i)
        QVERIFY(commandText({"SET", QByteArray(i, 'x') + "€€€€€€€€", "v"}).text.isValidUtf8());
}

void TestCommandLog::hidesSecrets_data()
{
    QTest::addColumn<QByteArrayList>("argv");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const QByteArrayList &argv, const QByteArray &text) {
        QTest::addRow("%s", argv.join(' ').constData()) << argv << text;
    };
    row({"AUTH", "SECRET"}, "AUTH");
    row({"auth", "user", "SECRET"}, "auth");
    row({"HELLO", "3", "AUTH", "user", "SECRET", "SETNAME", "x"}, "HELLO");
    row({"ACL", "SETUSER", "bob", "on", ">SECRET", "~*"}, "ACL SETUSER bob");
    row({"acl", "setuser", "bob", "#SECRET"}, "acl setuser bob");
    row({"ACL", "DRYRUN", "bob", "AUTH", "SECRET"}, "ACL DRYRUN bob AUTH");
    row({"CONFIG", "SET", "requirepass", "SECRET"}, "CONFIG SET requirepass");
    row({"config", "set", "maxmemory", "1mb", "MasterAuth", "SECRET", "x", "y"},
        "config set maxmemory 1mb MasterAuth");
    row({"CONFIG", "SET", "primaryauth", "SECRET"}, "CONFIG SET primaryauth");
    row({"CONFIG", "SET", "tls-key-file-pass", "SECRET"}, "CONFIG SET tls-key-file-pass");
    row({"MIGRATE", "h", "6379", "k", "0", "1000", "AUTH", "SECRET"},
        "MIGRATE h 6379 k 0 1000 AUTH");
    row({"MIGRATE", "h", "6379", "", "0", "1000", "COPY", "AUTH2", "u", "SECRET", "KEYS", "a"},
        "MIGRATE h 6379 \"\" 0 1000 COPY AUTH2");
    row({"SENTINEL", "SET", "mymaster", "auth-pass", "SECRET"}, "SENTINEL SET mymaster auth-pass");
    row({"SENTINEL", "CONFIG", "SET", "sentinel-pass", "SECRET"},
        "SENTINEL CONFIG SET sentinel-pass");
    row({"MODULE", "LOADEX", "/m.so", "CONFIG", "m.key", "SECRET"}, "MODULE LOADEX /m.so");
}

void TestCommandLog::hidesSecrets()
{
    QFETCH(const QByteArrayList, argv);
    QFETCH(const QByteArray, text);
    const CommandText command = commandText(argv);
    QCOMPARE(command.text, text);
    QVERIFY(command.hidden > 0);
    QVERIFY(!command.isWhole());
}

void TestCommandLog::showsWhatIsNoSecret()
{
    for (const QByteArrayList &argv : QList<QByteArrayList>{{"CONFIG", "SET", "maxmemory", "1mb"},
             {"CONFIG", "GET", "requirepass"}, {"ACL", "GETUSER", "bob"}, {"SET", "auth", "x"},
             {"GET", "password:1"}, {"CLIENT", "SETNAME", "hitlens"}, {"HELLO"},
             {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", "auth"}, {"NOSUCH", "a"}, {"AUTH"},
             {"MIGRATE", "h", "6379", "auth:1", "0", "1000", "REPLACE"}}) {
        QCOMPARE(shown(argv), argv.join(' '));
        QVERIFY(commandText(argv).isWhole());
    }
    QCOMPARE(commandText({}), CommandText());
}

void TestCommandLog::logsWhatIsSent()
{
    const RedisServer server;
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    QVERIFY(await(client, set("k", "some value")).isOk());
    QVERIFY(await(client, get("k")).isOk());
    const Log log(client); // who comes later sees it, too
    QVERIFY(waitFor([&] { return log.hasEnded("GET k"); }));
    const CommandRecord &set = *log.last("SET k \"some value\"");
    const CommandRecord &get = *log.last("GET k");
    QCOMPARE(get.id, set.id + 1);
    for (const CommandRecord *record : {&set, &get}) {
        QCOMPARE(record->node, server.endpoint().displayName().toUtf8());
        QVERIFY(record->sentAt >= before);
        QVERIFY(record->sentAt <= QDateTime::currentMSecsSinceEpoch());
        QCOMPARE(record->end.outcome, Outcome::Ok);
        QVERIFY(record->end.took > 0us);
        QVERIFY(record->end.error.isEmpty());
        QVERIFY(!record->isBackground);
    }
    for (qsizetype i = 1; i < log.records.size(); ++i)
        QCOMPARE(log.records[i].id, log.records[i - 1].id + 1);
}

void TestCommandLog::tellsBackgroundFromAskedFor()
{
    const RedisServer server;
    Client client(server.endpoint());
    const Log log(client);
    QCOMPARE(opened(client).state, Status::State::Ready);
    QVERIFY(await(client, ping()).isOk());
    Command<QByteArray> routine = info();
    routine.isBackground = true;
    QVERIFY(await(client, routine).isOk());
    QVERIFY(waitFor([&] { return log.hasEnded("INFO"); }));
    QVERIFY(log.last("INFO")->isBackground);
    QVERIFY(!log.last("PING")->isBackground);
    QVERIFY(log.last("HELLO")->isBackground);
    QVERIFY(log.last("CLIENT SETNAME hitlens")->isBackground);
    QCOMPARE(std::count_if(log.records.begin(), log.records.end(),
                 [](const CommandRecord &record) { return !record.isBackground; }),
        1);
}

void TestCommandLog::logsErrors()
{
    const RedisServer server;
    Client client(server.endpoint());
    const Log log(client);
    QCOMPARE(opened(client).state, Status::State::Ready);
    const Error error = await(client, typed({"NOSUCH", "a"})).error();
    QVERIFY(waitFor([&] { return log.hasEnded("NOSUCH a"); }));
    QCOMPARE(log.last("NOSUCH a")->end.outcome, Outcome::Refused);
    QCOMPARE(log.last("NOSUCH a")->end.error, error.text);
    QVERIFY(log.last("NOSUCH a")->end.took > 0us);
}

void TestCommandLog::logsWhatWasRefusedBeforeSending()
{
    const RedisServer server;
    Endpoint endpoint = server.endpoint();
    endpoint.readOnly = true;
    Client client(endpoint);
    const Log log(client);
    QCOMPARE(opened(client).state, Status::State::Ready);
    const Error error = await(client, set("k", "v")).error();
    QVERIFY(waitFor([&] { return log.hasEnded("SET k v"); }));
    QCOMPARE(log.last("SET k v")->end.outcome, Outcome::NotSent);
    QCOMPARE(log.last("SET k v")->end.error, error.text);
    QVERIFY(!log.last("SET k v")->end.took);
}

void TestCommandLog::logsWhatTimedOut()
{
    ScriptedServer server;
    Endpoint endpoint = server.endpoint();
    endpoint.commandTimeout = 50ms;
    Client client(endpoint);
    const Log log(client);
    QCOMPARE(opened(client).state, Status::State::Ready);
    server.fallSilent();
    QCOMPARE(await(client, get("k")).error().kind, Error::Kind::Timeout);
    QVERIFY(waitFor([&] { return log.hasEnded("GET k"); }));
    QCOMPARE(log.last("GET k")->end.outcome, Outcome::TimedOut);
    QVERIFY(log.last("GET k")->end.took >= 50ms);
}

void TestCommandLog::logsWhatWasLost()
{
    ScriptedServer server;
    Client client(server.endpoint());
    const Log log(client);
    QCOMPARE(opened(client).state, Status::State::Ready);
    server.fallSilent();
    std::optional<Error> error;
    client.send(get("k"), this, [&](const auto &value) { error = value.error(); });
    // Seen while nobody has answered it yet.
    QVERIFY(waitFor([&] { return log.last("GET k") != nullptr; }));
    QCOMPARE(log.last("GET k")->end.outcome, Outcome::Waiting);
    QVERIFY(!log.last("GET k")->end.took);
    server.cutConnections();
    QVERIFY(waitFor([&] { return error && log.hasEnded("GET k"); }));
    QCOMPARE(log.last("GET k")->end.outcome, Outcome::Lost);
    QCOMPARE(log.last("GET k")->end.error, error->text);
}

void TestCommandLog::passwordsNeverReachIt_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<bool>("isWrong");
    QTest::newRow("password") << QString() << false;
    QTest::newRow("wrong password") << QString() << true;
    QTest::newRow("user") << u"bob"_s << false;
    QTest::newRow("wrong user") << u"bob"_s << true;
}

void TestCommandLog::passwordsNeverReachIt()
{
    QFETCH(const QString, user);
    QFETCH(const bool, isWrong);
    const RedisServer server;
    const QString given = QString::fromUtf8(password);
    const QString needed = isWrong ? u"other"_s : given;
    server.cli({u"ACL"_s, u"SETUSER"_s, u"bob"_s, u"on"_s, u">"_s + needed, u"~*"_s, u"+@all"_s});
    server.cli({u"CONFIG"_s, u"SET"_s, u"requirepass"_s, needed});
    const auto url = parseConnectionUrl(
        u"redis://%1:%2@127.0.0.1:%3"_s.arg(user, given, QString::number(server.port())));
    QVERIFY(url.isOk());
    QCOMPARE(url->endpoint.password, given);
    Client client(url->endpoint);
    const Log log(client);
    QCOMPARE(opened(client).state, isWrong ? Status::State::Failed : Status::State::Ready);
    QVERIFY(waitFor([&] { return log.hasEnded("AUTH"); }));
    QCOMPARE(log.last("AUTH")->end.outcome, isWrong ? Outcome::Refused : Outcome::Ok);
    QCOMPARE(log.last("AUTH")->end.error, isWrong ? u"WRONGPASS"_s : QString());
    QCOMPARE(log.last("AUTH")->command.hidden, user.isEmpty() ? 1 : 2);
    QVERIFY(!log.wholeText().contains(password));
    QVERIFY(!log.wholeText().contains("bob"));
}

// Also where the server repeats in its error what it was told.
void TestCommandLog::typedSecretsNeverReachIt()
{
    const RedisServer server;
    Client client(server.endpoint());
    const Log log(client);
    QCOMPARE(opened(client).state, Status::State::Ready);
    bool isRepeated = false;
    for (const QByteArrayList &argv :
        QList<QByteArrayList>{{"ACL", "SETUSER", "bob", "on", ">" + password, "+@all"},
            {"ACL", "SETUSER", "bob", password}, {"AUTH", "bob", password}, {"AUTH", password},
            {"HELLO", "2", "AUTH", "bob", password}, {"HELLO", password, "AUTH"},
            {"HELLO", "2", "AUHT", password}, {"CONFIG", "SET", "requirepass", password},
            {"CONFIG", "SET", "masterauth", password, "nosuch", "1"},
            {"MIGRATE", "127.0.0.1", "1", "k", "0", "1", "AUTH", password}}) {
        const auto answer = await(client, typed(argv));
        isRepeated |= !answer && answer.error().text.toUtf8().contains(password);
    }
    QVERIFY(isRepeated); // or this would prove less than it says
    QVERIFY(await(client, typed({"ECHO", "last"})).isOk());
    QVERIFY(waitFor([&] { return log.hasEnded("ECHO last"); }));
    QVERIFY(!log.wholeText().contains(password));
}

void TestCommandLog::sentinelPasswordsNeverReachIt()
{
    const SentinelTrio trio({u"--requirepass"_s, QString::fromUtf8(password)});
    Endpoint endpoint = trio.endpoint();
    endpoint.sentinel.password = QString::fromUtf8(password);
    Client client(endpoint);
    const Log log(client);
    QCOMPARE(opened(client).state, Status::State::Ready);
    const QByteArray sentinel = endpoint.displayName().toUtf8();
    QVERIFY(waitFor([&] { return log.hasEnded("AUTH"); }));
    QCOMPARE(log.last("AUTH")->node, sentinel);
    QCOMPARE(log.last("SENTINEL GET-MASTER-ADDR-BY-NAME mymaster")->node, sentinel);
    QVERIFY(log.last("SENTINEL GET-MASTER-ADDR-BY-NAME mymaster")->isBackground);
    QVERIFY(await(client, ping()).isOk());
    QVERIFY(waitFor([&] { return log.hasEnded("PING") && !log.last("PING")->isBackground; }));
    QCOMPARE(log.last("PING")->node, client.topology().nodes.first().name);
    QVERIFY(!log.wholeText().contains(password));
}

void TestCommandLog::namesTheNodesOfACluster()
{
    const RedisCluster cluster;
    Client client(cluster.endpoint());
    const Log log(client);
    QCOMPARE(opened(client).state, Status::State::Ready);
    QSet<QByteArray> nodes;
    for (int i = 0; i < 30; ++i) {
        const QByteArray key = "key:" + QByteArray::number(i);
        const QByteArray text = "GET " + key;
        QVERIFY(await(client, get(key)).isOk());
        QVERIFY(waitFor([&] { return log.hasEnded(text); }));
        QCOMPARE(log.last(text)->node, client.topology().nodeOfKey(key)->name);
        nodes << log.last(text)->node;
    }
    QCOMPARE(nodes.size(), 3);
    QVERIFY(log.last("CLUSTER SLOTS")->isBackground);
}

void TestCommandLog::keepsTheLastUntilSomebodyAsks()
{
    const RedisServer server;
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    constexpr int sent = CommandLog::capacity + 500;
    int answered = 0;
    for (int i = 0; i < sent; ++i)
        client.send(
            typed({"ECHO", QByteArray::number(i)}), this, [&](const auto &) { ++answered; });
    QVERIFY(waitFor([&] { return answered == sent; }));
    const Log log(client);
    QVERIFY(waitFor([&] { return !log.records.isEmpty(); }));
    QCOMPARE(log.records.size(), CommandLog::capacity);
    QCOMPARE(log.records.first().command.text, "ECHO 500");
    QCOMPARE(log.records.last().command.text, "ECHO " + QByteArray::number(sent - 1));
    QCOMPARE(log.records.last().end.outcome, Outcome::Ok);
}

void TestCommandLog::deliversAtMostTwentyBatchesASecond()
{
    const RedisServer server;
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const Log log(client);
    QElapsedTimer clock;
    clock.start();
    int answered = 0;
    while (clock.elapsed() < 300) {
        QVERIFY(await(client, ping()).isOk());
        ++answered;
    }
    QVERIFY(log.batches <= 1 + clock.elapsed() / 50);
    QVERIFY(waitFor([&] {
        return log.records.size() >= answered && log.records.last().end.outcome == Outcome::Ok;
    }));
}

QTEST_GUILESS_MAIN(TestCommandLog)
#include "tst_commandlog.moc"
