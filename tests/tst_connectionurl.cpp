// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/connectionurl.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ConnectionUrl at(const QString &host, quint16 port = 6379, int db = 0)
{
    ConnectionUrl url;
    url.endpoint.host = host;
    url.endpoint.port = port;
    url.endpoint.db = db;
    return url;
}

ConnectionUrl as(const QString &user, const QString &password, ConnectionUrl url)
{
    url.endpoint.username = user;
    url.endpoint.password = password;
    return url;
}

ConnectionUrl mayBePassword(ConnectionUrl url)
{
    url.userMayBePassword = true;
    return url;
}

ConnectionUrl encrypted(ConnectionUrl url)
{
    url.endpoint.tls.enabled = true;
    return url;
}

ConnectionUrl within(std::chrono::milliseconds timeout, ConnectionUrl url)
{
    url.endpoint.commandTimeout = timeout;
    return url;
}

ConnectionUrl sentinels(const QString &primary, const QList<HostPort> &others, ConnectionUrl url)
{
    url.endpoint.sentinel.primaryName = primary;
    url.endpoint.sentinel.others = others;
    url.endpoint.sentinel.tls.enabled = url.endpoint.tls.enabled;
    return url;
}

ConnectionUrl socket(const QString &path, int db = 0)
{
    ConnectionUrl url;
    url.endpoint.socketPath = path;
    url.endpoint.db = db;
    return url;
}

template <typename Expected>
void newRowOf(const QString &text, const Expected &expected)
{
    QTest::newRow(qPrintable(text)) << text << expected;
}

} // namespace

class TestConnectionUrl final : public QObject
{
    Q_OBJECT

private slots:
    void reads_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<ConnectionUrl>("url");
        const auto row = newRowOf<ConnectionUrl>;
        row(u"redis://"_s, at(u"localhost"_s));
        row(u"redis://cache.example"_s, at(u"cache.example"_s));
        row(u"  REDIS://cache.example/ \n"_s, at(u"cache.example"_s));
        row(u"redis://cache.example:6380/3"_s, at(u"cache.example"_s, 6380, 3));
        row(u"redis://cache.example:6380/3/"_s, at(u"cache.example"_s, 6380, 3));
        row(u"redis://:6380"_s, at(u"localhost"_s, 6380));
        row(u"redis://cache.example:"_s, at(u"cache.example"_s));
        row(u"redis://cache.example/1?db=4"_s, at(u"cache.example"_s, 6379, 4));
        row(u"redis://cache.example?db=4&timeout=10s&cluster=true"_s,
            within(10s, at(u"cache.example"_s, 6379, 4)));
        row(u"redis://h?timeout=500ms"_s, within(500ms, at(u"h"_s)));
        row(u"redis://h?timeout=2M"_s, within(2min, at(u"h"_s)));
        row(u"redis://h?timeout=2000"_s, within(2s, at(u"h"_s)));
        row(u"redis://h?timeout=999999999h"_s, within(24h, at(u"h"_s)));
        row(u"redis-sentinel://s1:1,s2,[::1]:3/2?sentinelMasterId=mymaster"_s,
            sentinels(u"mymaster"_s, {{u"s2"_s, 26379}, {u"::1"_s, 3}}, at(u"s1"_s, 1, 2)));
        row(u"Redis-Sentinel://p%40ss@s1?sentinelMasterId=my%20master"_s,
            as({}, u"p@ss"_s, sentinels(u"my master"_s, {}, at(u"s1"_s, 26379))));
        row(u"redis+sentinel://u:p@s1:1/mymaster/3"_s,
            as(u"u"_s, u"p"_s, sentinels(u"mymaster"_s, {}, at(u"s1"_s, 1, 3))));
        row(u"redis+sentinel://s1/mymaster/3?db=4"_s,
            sentinels(u"mymaster"_s, {}, at(u"s1"_s, 26379, 4)));
        row(u"rediss+sentinel://s1/mymaster"_s,
            sentinels(u"mymaster"_s, {}, encrypted(at(u"s1"_s, 26379))));
        row(u"redis-socket:///run/redis.sock?db=1"_s, socket(u"/run/redis.sock"_s, 1));
        row(u"redis+socket:///run/redis.sock"_s, socket(u"/run/redis.sock"_s));
        row(u"redis+unix://:p@/run/redis.sock"_s, as({}, u"p"_s, socket(u"/run/redis.sock"_s)));
        row(u"redis://:secret@h"_s, as({}, u"secret"_s, at(u"h"_s)));
        row(u"redis://support:secret@h"_s, as(u"support"_s, u"secret"_s, at(u"h"_s)));
        row(u"redis://word@h"_s, mayBePassword(as(u"word"_s, {}, at(u"h"_s))));
        row(u"redis://support:@h"_s, as(u"support"_s, {}, at(u"h"_s)));
        row(u"redis://u:a:b@c@h:1"_s, as(u"u"_s, u"a:b@c"_s, at(u"h"_s, 1)));
        row(u"redis://us%3Aer:p%40ss%2F%25%c3%a4@h"_s, as(u"us:er"_s, u"p@ss/%ä"_s, at(u"h"_s)));
        row(u"redis://h?password=a@b"_s, as({}, u"a@b"_s, at(u"h"_s)));
        row(u"redis://h?password=a%2Bb&ssl=false"_s, as({}, u"a+b"_s, at(u"h"_s)));
        row(u"redis://[::1]"_s, at(u"::1"_s));
        row(u"redis://u:p@[fe80::1%25eth0]:7000/2"_s,
            as(u"u"_s, u"p"_s, at(u"fe80::1%eth0"_s, 7000, 2)));
        row(u"rediss://:secret@h:6380/2"_s, encrypted(as({}, u"secret"_s, at(u"h"_s, 6380, 2))));
        row(u"valkey://h:6380/2"_s, at(u"h"_s, 6380, 2));
        row(u"valkeys://h"_s, encrypted(at(u"h"_s)));
        row(u"redis://word@h?password=x"_s, as(u"word"_s, u"x"_s, at(u"h"_s)));
        row(u"REDISS://h"_s, encrypted(at(u"h"_s)));
        row(u"redis://h?ssl=true"_s, encrypted(at(u"h"_s)));
        row(u"redis://h?tls=1"_s, encrypted(at(u"h"_s)));
        row(u"cache.example"_s, at(u"cache.example"_s));
        row(u"127.0.0.1:6380"_s, at(u"127.0.0.1"_s, 6380));
        row(u"localhost:6380/5"_s, at(u"localhost"_s, 6380, 5));
        row(u"[::1]:6380"_s, at(u"::1"_s, 6380));
        row(u"bücher.example"_s, at(u"bücher.example"_s));
        row(u"unix:///run/redis.sock"_s, socket(u"/run/redis.sock"_s));
        row(u"unix:///run/my%20redis.sock?db=2"_s, socket(u"/run/my redis.sock"_s, 2));
        row(u"unix://u:p%3A@/run/r.sock"_s, as(u"u"_s, u"p:"_s, socket(u"/run/r.sock"_s)));
        row(u"unix:///r.sock?password=x"_s, as({}, u"x"_s, socket(u"/r.sock"_s)));
        row(u"/run/100%/a?b@c.sock"_s, socket(u"/run/100%/a?b@c.sock"_s));
    }
    void reads()
    {
        QFETCH(const QString, text);
        QFETCH(const ConnectionUrl, url);
        const auto parsed = parseConnectionUrl(text);
        QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().text));
        QVERIFY(*parsed == url);
    }

    void saysWhichPartIsWrong_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        const auto row = newRowOf<QString>;
        row(u""_s, u"no address"_s);
        row(u"  "_s, u"no address"_s);
        row(u"redis://h?password=a%zz"_s, u"behind the “?”"_s);
        row(u"http://h"_s, u"scheme"_s);
        row(u"://h"_s, u"scheme"_s);
        row(u"redis://h:port"_s, u"port"_s);
        row(u"redis://h:0"_s, u"port"_s);
        row(u"redis://h:65536"_s, u"port"_s);
        row(u"redis://h:-1"_s, u"port"_s);
        row(u"redis://h:99999999999"_s, u"port"_s);
        row(u"redis://h:١٢"_s, u"port"_s);
        row(u"redis://h/x"_s, u"database"_s);
        row(u"redis://h/1/2"_s, u"database"_s);
        row(u"redis://h/-1"_s, u"database"_s);
        row(u"redis://h?db=x"_s, u"database"_s);
        row(u"redis://h?db="_s, u"database"_s);
        row(u"redis://h/01"_s, u"zero"_s);
        row(u"redis://h?timeout=soon"_s, u"timeout"_s);
        row(u"redis://h?timeout=0s"_s, u"timeout"_s);
        row(u"redis-sentinel://s1,s2"_s, u"primary"_s);
        row(u"redis-sentinel://s1/%zz"_s, u"primary"_s);
        row(u"redis+sentinel://s1/name/x"_s, u"database"_s);
        row(u"redis+sentinel://s1/name/1/2"_s, u"path"_s);
        row(u"redis-sentinel://s1:x,s2/name"_s, u"port"_s);
        row(u"redis-sentinel://s1,s2:0/name"_s, u"port"_s);
        row(u"redis+cluster://h"_s, u"scheme"_s);
        row(u"redis://u:p%zz@h"_s, u"password"_s);
        row(u"redis://u:p%2@h"_s, u"password"_s);
        row(u"redis://u:a/b@h"_s, u"%2F"_s);
        row(u"redis://u:a?b@h"_s, u"%3F"_s);
        row(u"redis://::1"_s, u"brackets"_s);
        row(u"redis://[::1"_s, u"bracket"_s);
        row(u"redis://[::1]x"_s, u"bracket"_s);
        row(u"redis://[name]"_s, u"brackets"_s);
        row(u"redis://two words"_s, u"host"_s);
        row(u"redis://h%zz"_s, u"host"_s);
        row(u"unix://run/redis.sock"_s, u"path"_s);
        row(u"unix://"_s, u"path"_s);
        row(u"unix:///a%zz"_s, u"path"_s);
        row(u"/"_s, u"path"_s);
    }
    void saysWhichPartIsWrong()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, part);
        const auto parsed = parseConnectionUrl(text);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, Error::Kind::Local);
        QVERIFY2(parsed.error().text.contains(part), qPrintable(parsed.error().text));
    }

    // Whichever sign is missing, wrong or one too many.
    void neverRepeatsASecret_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        const auto row = newRowOf<QString>;
        row(u"hunter2://h"_s, u"scheme"_s);
        row(u"hunter2://@h:1"_s, u"scheme"_s);
        row(u"redi://u:hunter2@h"_s, u"scheme"_s);
        row(u"u:hunter2://x@h"_s, u"“/”"_s);
        row(u"hunter2@x://h"_s, u"database"_s);
        row(u"redis:/u:hunter2.h:6379"_s, u"database"_s);
        row(u"redis:hunter2"_s, u"port"_s);
        row(u"u:hunter2"_s, u"port"_s);
        row(u"localhost/hunter2"_s, u"database"_s);
        for (const QString &scheme : {u"redis"_s, u"rediss"_s, u"valkey"_s, u"valkeys"_s}) {
            row(scheme + u"://u:hunter2"_s, u"port"_s);
            row(scheme + u"://:hunter2"_s, u"port"_s);
            row(scheme + u"://u:hunter2%zz@h"_s, u"password"_s);
            row(scheme + u"://u:hunter2%2@h"_s, u"password"_s);
            row(scheme + u"://%hunter2@h"_s, u"user name"_s);
            row(scheme + u"://u:/hunter2@h"_s, u"password"_s);
            row(scheme + u"://u:?hunter2@h"_s, u"password"_s);
            row(scheme + u"://u:hunter2/x"_s, u"port"_s);
            row(scheme + u"://:hunter2@h:port"_s, u"port"_s);
            row(scheme + u"://hunter2@h:0"_s, u"port"_s);
            row(scheme + u"://h:6379:hunter2"_s, u"host"_s);
            row(scheme + u"://hunter2|h"_s, u"host"_s);
            row(scheme + u"://hunter2%zz"_s, u"host"_s);
            row(scheme + u"://h#hunter2"_s, u"host"_s);
            row(scheme + u"://[hunter2"_s, u"bracket"_s);
            row(scheme + u"://[hunter2]"_s, u"bracket"_s);
            row(scheme + u"://[::1]hunter2"_s, u"bracket"_s);
            row(scheme + u"://h/hunter2"_s, u"database"_s);
            row(scheme + u"://h/0/hunter2"_s, u"database"_s);
            row(scheme + u"://h/0#hunter2"_s, u"database"_s);
            row(scheme + u"://h?db=hunter2"_s, u"database"_s);
            row(scheme + u"://h?db=hunter2&password=x"_s, u"database"_s);
            row(scheme + u"://h?password=hunter2&db=x"_s, u"database"_s);
            row(scheme + u"://h?x@hunter2"_s, u"password"_s);
            row(scheme + u"://h?password=hunter2%zz"_s, u"“?”"_s);
            row(scheme + u"://h?timeout=hunter2"_s, u"timeout"_s);
            row(scheme + u"://h?password=hunter2&timeout=x"_s, u"timeout"_s);
        }
        for (const QString &scheme : {u"unix"_s, u"redis-socket"_s, u"redis+unix"_s}) {
            row(scheme + u"://:hunter2@x"_s, u"path"_s);
            row(scheme + u"://hunter2"_s, u"path"_s);
            row(scheme + u"://u:hunter2%zz@/x"_s, u"password"_s);
            row(scheme + u":///hunter2%zz"_s, u"path"_s);
            row(scheme + u":///x?db=hunter2"_s, u"database"_s);
        }
        for (const QString &scheme : {u"redis-sentinel"_s, u"rediss+sentinel"_s}) {
            row(scheme + u"://hunter2@s1"_s, u"primary"_s);
            row(scheme + u"://hunter2@s1:x/name"_s, u"port"_s);
            row(scheme + u"://u:hunter2,s2/name"_s, u"port"_s);
            row(scheme + u"://u:/hunter2@s1/name"_s, u"password"_s);
            row(scheme + u"://u:%hunter2@s1/name"_s, u"password"_s);
            row(scheme + u"://s1/hunter2%zz"_s, u"primary"_s);
            row(scheme + u"://s1/name/hunter2"_s, u"database"_s);
            row(scheme + u"://s1/name/1/hunter2"_s, u"path"_s);
        }
    }
    void neverRepeatsASecret()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, part);
        const auto parsed = parseConnectionUrl(text);
        QVERIFY(!parsed);
        QVERIFY2(!parsed.error().text.contains(u"hunter2"_s), qPrintable(parsed.error().text));
        QVERIFY2(parsed.error().text.contains(part), qPrintable(parsed.error().text));
    }

    // A password of digits alone, of which a database would be made.
    void neverRepeatsANumber()
    {
        const auto parsed = parseConnectionUrl(u"redis://h/0451777"_s);
        QVERIFY(!parsed);
        QVERIFY2(!parsed.error().text.contains(u"451"_s), qPrintable(parsed.error().text));
    }
};

QTEST_GUILESS_MAIN(TestConnectionUrl)
#include "tst_connectionurl.moc"
