// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/connectiontest.h"
#include "tests/fixtures/redisserver.h"
#include "tests/fixtures/scriptedserver.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// Runs one test to its end. An error of kind Cancelled stands for no answer at all.
Result<ConnectionTest::Report> tryOut(const Endpoint &endpoint)
{
    std::optional<Result<ConnectionTest::Report>> answer;
    ConnectionTest test(endpoint);
    QObject::connect(&test, &ConnectionTest::succeeded, &test,
        [&answer](const ConnectionTest::Report &report) { answer = report; });
    QObject::connect(
        &test, &ConnectionTest::failed, &test, [&answer](const Error &error) { answer = error; });
    test.start();
    waitFor([&answer] { return answer.has_value(); });
    return answer.value_or(Error{Error::Kind::Cancelled, {}, u"no answer"_s});
}

Endpoint tcp(quint16 port, const QString &host = u"127.0.0.1"_s)
{
    Endpoint endpoint;
    endpoint.host = host;
    endpoint.port = port;
    return endpoint;
}

} // namespace

class TestConnectionTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsTimeAndVersion()
    {
        const RedisServer server;
        for (const Endpoint &endpoint : {server.endpoint(), tcp(server.port())}) {
            const auto report = tryOut(endpoint);
            QVERIFY2(report, report ? "" : qPrintable(report.error().text));
            QVERIFY(report->server.startsWith(
                server.cli({u"INFO"_s}).contains("valkey_version") ? u"Valkey "_s : u"Redis "_s));
            QVERIFY(report->roundTrip.count() > 0);
            QVERIFY(report->roundTrip < std::chrono::seconds(5));
        }
    }

    void tellsWhyNot()
    {
        RedisServer server({u"--requirepass"_s, u"hunter2"_s});
        QCOMPARE(failure(server.endpoint()).kind, Error::Kind::Auth);
        Endpoint wrong = server.endpoint();
        wrong.password = u"hunter3"_s;
        const Error refused = failure(wrong);
        QCOMPARE(refused.kind, Error::Kind::Auth);
        QCOMPARE(refused.code, "WRONGPASS");
        QVERIFY(!refused.text.contains(u"hunter"_s));
        wrong.password = u"hunter2"_s;
        QVERIFY(tryOut(wrong));
        wrong.db = 1'000'000;
        QCOMPARE(failure(wrong).kind, Error::Kind::Server);

        server.stop();
        QCOMPARE(failure(tcp(server.port())).code, "ECONNREFUSED");
        Endpoint nowhere;
        nowhere.socketPath = u"/nonexistent/redis.sock"_s;
        QCOMPARE(failure(nowhere).code, "ENOENT");
        QCOMPARE(failure(tcp(6379, u"no-such-host.invalid"_s)).kind, Error::Kind::Connection);
    }

    void aUserThatMayDoLittleIsEnough()
    {
        if (!RedisServer::hasCommand(u"ACL"_s))
            QSKIP("This server has no ACL.");
        const RedisServer server;
        server.cli({u"ACL"_s, u"SETUSER"_s, u"reader"_s, u"on"_s, u">hunter2"_s, u"~*"_s, u"+get"_s,
            u"+scan"_s, u"+ping"_s});
        Endpoint endpoint = server.endpoint();
        endpoint.username = u"reader"_s;
        endpoint.password = u"hunter2"_s;
        const auto report = tryOut(endpoint);
        QVERIFY2(report, report ? "" : qPrintable(report.error().text));
        QVERIFY(report->server.isEmpty());
    }

    void knowsValkey()
    {
        ScriptedServer server;
        server.answer("PING", "+PONG\r\n");
        const QByteArray info = "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1";
        server.answer("INFO", "$" + QByteArray::number(info.size()) + "\r\n" + info + "\r\n");
        const auto report = tryOut(server.endpoint());
        QVERIFY2(report, report ? "" : qPrintable(report.error().text));
        QCOMPARE(report->server, u"Valkey 8.0.1"_s);
    }

    void tellsSilenceAndGarbage()
    {
        ScriptedServer silent;
        silent.fallSilent();
        Endpoint endpoint = silent.endpoint();
        endpoint.connectTimeout = std::chrono::milliseconds(200);
        endpoint.commandTimeout = std::chrono::milliseconds(200);
        QCOMPARE(failure(endpoint).kind, Error::Kind::Timeout);
        ScriptedServer garbage;
        garbage.greet("HTTP/1.1 400 Bad Request\r\n\r\n");
        QCOMPARE(failure(garbage.endpoint()).kind, Error::Kind::Protocol);
    }

private:
    static Error failure(const Endpoint &endpoint)
    {
        const auto report = tryOut(endpoint);
        return report ? Error{Error::Kind::Cancelled, {}, u"it worked"_s} : report.error();
    }
};

QTEST_GUILESS_MAIN(TestConnectionTest)
#include "tst_connectiontest.moc"
