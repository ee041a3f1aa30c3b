// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/connectionurl.h"

#include <QCoreApplication>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("ConnectionUrl", text);
}

Error wrong(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

bool isHexDigit(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c.toLower() >= u'a' && c.toLower() <= u'f');
}

std::optional<QString> decoded(const QString &text)
{
    for (qsizetype i = text.indexOf(u'%'); i >= 0; i = text.indexOf(u'%', i + 1)) {
        if (i + 2 >= text.size() || !isHexDigit(text[i + 1]) || !isHexDigit(text[i + 2]))
            return std::nullopt;
    }
    return QUrl::fromPercentEncoding(text.toUtf8());
}

enum class SchemeKind { Server, Socket, Sentinel };

const struct
{
    QLatin1StringView name;
    SchemeKind kind;
    bool isEncrypted;
} schemes[] = {{"redis"_L1, SchemeKind::Server, false}, {"rediss"_L1, SchemeKind::Server, true},
    {"valkey"_L1, SchemeKind::Server, false}, {"valkeys"_L1, SchemeKind::Server, true},
    {"unix"_L1, SchemeKind::Socket, false}, {"redis-socket"_L1, SchemeKind::Socket, false},
    {"redis+socket"_L1, SchemeKind::Socket, false}, {"redis+unix"_L1, SchemeKind::Socket, false},
    {"redis-sentinel"_L1, SchemeKind::Sentinel, false},
    {"redis+sentinel"_L1, SchemeKind::Sentinel, false},
    {"rediss-sentinel"_L1, SchemeKind::Sentinel, true},
    {"rediss+sentinel"_L1, SchemeKind::Sentinel, true}};

std::optional<int> wholeNumber(const QString &text)
{
    const bool isDigits = std::ranges::all_of(text, [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    return isDigits && isNumber ? std::optional(number) : std::nullopt;
}

// 10s, 500ms, 2m; a number alone counts milliseconds, as Lettuce has it. At most a day.
std::optional<std::chrono::milliseconds> timeFrom(const QString &text)
{
    using namespace std::chrono_literals;
    const std::pair<QLatin1StringView, std::chrono::milliseconds> units[]
        = {{"ms"_L1, 1ms}, {"s"_L1, 1s}, {"m"_L1, 1min}, {"h"_L1, 1h}, {""_L1, 1ms}};
    for (const auto &[name, unit] : units) {
        const auto count
            = text.endsWith(name) ? wholeNumber(text.chopped(name.size())) : std::nullopt;
        if (count && *count > 0)
            return std::min<std::chrono::milliseconds>(*count * unit, 24h);
    }
    return std::nullopt;
}

// Rather than as the rest of a password with the sign in it.
bool beginsAsQuery(const QString &query)
{
    const QString name = query.section(u'=', 0, 0);
    return query.contains(u'=')
        && QStringList{u"password"_s, u"username"_s, u"db"_s, u"ssl"_s, u"tls"_s, u"timeout"_s,
            u"sentinelMasterId"_s}
               .contains(name);
}

// Takes a URL apart from left to right. Each step answers with what is wrong, if anything.
class Parser
{
public:
    Result<ConnectionUrl> parse(const QString &text);

private:
    using Problem = std::optional<Error>;

    Problem takeScheme(QString &rest);
    Problem takeQuery(QString &rest);
    Problem takeUser(QString &authority);
    Problem takeAddress(const QString &address);
    Problem takePort(const QString &port);
    Problem takeDatabase(const QString &db);
    Problem takeSocket(const QString &rest);
    Problem takeServer(const QString &rest);
    Problem takeSentinels(const QString &rest);
    Problem takePrimary(const QString &path);
    Problem takeTimeout();

    ConnectionUrl m_url;
    bool m_isSocket = false;
    bool m_isSentinel = false;
    bool m_hasScheme = false;
    QUrlQuery m_query;
};

Result<ConnectionUrl> Parser::parse(const QString &text)
{
    QString rest = text.trimmed();
    if (rest.isEmpty())
        return wrong(translated("There is no address."));
    Problem problem = takeScheme(rest);
    if (!problem)
        problem = takeQuery(rest);
    if (!problem)
        problem = m_isSocket ? takeSocket(rest)
            : m_isSentinel   ? takeSentinels(rest)
                             : takeServer(rest);
    if (!problem)
        problem = takeTimeout();
    // In the query it counts more than in the path, as in redis-py.
    if (!problem && m_query.hasQueryItem(u"db"_s))
        problem = takeDatabase(m_query.queryItemValue(u"db"_s, QUrl::FullyDecoded));
    return problem ? Result<ConnectionUrl>(*problem) : m_url;
}

Parser::Problem Parser::takeScheme(QString &rest)
{
    const qsizetype end = rest.indexOf("://"_L1);
    // A password may hold the sign too.
    if (end < 0 || rest.first(end).contains(u':') || rest.first(end).contains(u'@')) {
        m_isSocket = rest.startsWith(u'/');
        return {};
    }
    m_hasScheme = true;
    const QString scheme = rest.first(end).toLower();
    rest = rest.sliced(end + 3);
    const auto known
        = std::ranges::find_if(schemes, [&](const auto &entry) { return entry.name == scheme; });
    if (known == std::end(schemes))
        return wrong(translated("The scheme, which ends at “://”, is not one of Redis. Write "
                                "redis://, rediss://, redis-sentinel:// or unix://."));
    m_url.endpoint.tls.enabled = known->isEncrypted;
    m_isSocket = known->kind == SchemeKind::Socket;
    m_isSentinel = known->kind == SchemeKind::Sentinel;
    return {};
}

Parser::Problem Parser::takeQuery(QString &rest)
{
    // A path without a scheme may hold any character.
    const qsizetype start = m_isSocket && !m_hasScheme ? -1 : rest.indexOf(u'?');
    if (start < 0)
        return {};
    const QString query = rest.sliced(start + 1);
    if (!m_isSocket && query.contains(u'@') && !beginsAsQuery(query))
        return wrong(translated("The user name or the password holds a “?”. Write it as %3F."));
    if (!decoded(query))
        return wrong(translated("What stands behind the “?” holds a “%” without two hexadecimal "
                                "digits. Write the sign itself as %25."));
    m_query = QUrlQuery(query);
    rest.truncate(start);
    for (const QString &name : {u"ssl"_s, u"tls"_s}) {
        const QString value = m_query.queryItemValue(name).toLower();
        if (!m_isSocket && (value == "true"_L1 || value == "1"_L1))
            m_url.endpoint.tls.enabled = true;
    }
    m_url.endpoint.username = m_query.queryItemValue(u"username"_s, QUrl::FullyDecoded);
    m_url.endpoint.password = m_query.queryItemValue(u"password"_s, QUrl::FullyDecoded);
    return {};
}

Parser::Problem Parser::takeUser(QString &authority)
{
    const qsizetype end = authority.lastIndexOf(u'@');
    if (end < 0)
        return {};
    const QString who = authority.first(end);
    authority = authority.sliced(end + 1);
    const qsizetype colon = who.indexOf(u':');
    const auto user = decoded(colon < 0 ? who : who.first(colon));
    const auto password = decoded(colon < 0 ? QString() : who.sliced(colon + 1));
    if (!user || !password)
        return wrong(translated("The user name or the password holds a “%” without two hexadecimal "
                                "digits. Write the sign itself as %25."));
    m_url.endpoint.username = *user;
    if (colon >= 0)
        m_url.endpoint.password = *password;
    m_url.userMayBePassword = colon < 0 && !user->isEmpty() && m_url.endpoint.password.isEmpty();
    return {};
}

Parser::Problem Parser::takeAddress(const QString &address)
{
    if (address.startsWith(u'[')) {
        const qsizetype end = address.indexOf(u']');
        const QString after = end < 0 ? QString() : address.sliced(end + 1);
        if (end < 0 || (!after.isEmpty() && !after.startsWith(u':')))
            return wrong(translated("The host is wrong: the bracket “[” is not closed by “]”."));
        m_url.endpoint.host = decoded(address.sliced(1, end - 1)).value_or(QString());
        if (!m_url.endpoint.host.contains(u':'))
            return wrong(translated("The host is wrong: only an IPv6 address stands in brackets."));
        return after.isEmpty() ? Problem() : takePort(after.sliced(1));
    }
    if (address.count(u':') > 1)
        return wrong(
            translated("The host is wrong: write an IPv6 address in brackets, as in [::1]:6379."));
    const qsizetype colon = address.indexOf(u':');
    const auto host = decoded(colon < 0 ? address : address.first(colon));
    const auto isForbidden = [](QChar c) {
        return c.isSpace() || u"\\\"<>#@{}|^`"_s.contains(c) || c.unicode() < 0x20;
    };
    if (!host || std::ranges::any_of(*host, isForbidden))
        return wrong(translated("The host holds a character that no name has."));
    m_url.endpoint.host = host->isEmpty() ? u"localhost"_s : *host;
    return colon < 0 ? Problem() : takePort(address.sliced(colon + 1));
}

Parser::Problem Parser::takePort(const QString &port)
{
    if (port.isEmpty())
        return {};
    const auto number = wholeNumber(port);
    if (!number || *number < 1 || *number > 65535)
        return wrong(translated("The port is not a number from 1 to 65535."));
    m_url.endpoint.port = static_cast<quint16>(*number);
    return {};
}

Parser::Problem Parser::takeDatabase(const QString &db)
{
    const auto number = wholeNumber(db);
    if (!number)
        return wrong(translated("The database is not a number."));
    if (db.size() > 1 && db.startsWith(u'0'))
        return wrong(translated("The database begins with a zero. Write its number without it."));
    m_url.endpoint.db = *number;
    return {};
}

Parser::Problem Parser::takeSocket(const QString &rest)
{
    const qsizetype start = rest.indexOf(u'/');
    QString authority = start < 0 ? rest : rest.first(start);
    if (const Problem problem = takeUser(authority))
        return problem;
    const QString path = start < 0 ? QString() : rest.sliced(start);
    const auto plain = m_hasScheme ? decoded(path) : std::optional(path);
    if (!plain)
        return wrong(translated("The socket's path holds a “%” without two hexadecimal digits. "
                                "Write the sign itself as %25."));
    if (!authority.isEmpty() || plain->size() < 2)
        return wrong(translated("The socket's path must start at the root, as in "
                                "unix:///run/redis/redis.sock."));
    m_url.endpoint.socketPath = *plain;
    return {};
}

Parser::Problem Parser::takeServer(const QString &rest)
{
    const qsizetype slash = rest.indexOf(u'/');
    const QString path = slash < 0 ? QString() : rest.sliced(slash + 1);
    if (path.contains(u'@'))
        return wrong(translated("The user name or the password holds a “/”. Write it as %2F."));
    QString authority = slash < 0 ? rest : rest.first(slash);
    if (const Problem problem = takeUser(authority))
        return problem;
    if (const Problem problem = takeAddress(authority))
        return problem;
    const QString db = path.endsWith(u'/') ? path.chopped(1) : path;
    return db.isEmpty() ? Problem() : takeDatabase(db);
}

// Lettuce writes h1:p1,h2:p2/db?sentinelMasterId=name, LangChain h1:p1/name/db.
Parser::Problem Parser::takeSentinels(const QString &rest)
{
    const qsizetype slash = rest.indexOf(u'/');
    const QString path = slash < 0 ? QString() : rest.sliced(slash + 1);
    if (path.contains(u'@'))
        return wrong(translated("The user name or the password holds a “/”. Write it as %2F."));
    QString authority = slash < 0 ? rest : rest.first(slash);
    if (const Problem problem = takeUser(authority))
        return problem;
    Endpoint &endpoint = m_url.endpoint;
    // Both read a word alone as the password.
    if (std::exchange(m_url.userMayBePassword, false))
        endpoint.password = std::exchange(endpoint.username, QString());
    QList<HostPort> sentinels;
    for (const QString &address : authority.split(u',')) {
        endpoint.port = 26379;
        if (const Problem problem = takeAddress(address))
            return problem;
        sentinels << endpoint.address();
    }
    endpoint.host = sentinels.first().host;
    endpoint.port = sentinels.first().port;
    endpoint.sentinel.others = sentinels.sliced(1);
    endpoint.sentinel.tls.enabled = endpoint.tls.enabled;
    return takePrimary(path);
}

Parser::Problem Parser::takePrimary(const QString &path)
{
    QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    QString &name = m_url.endpoint.sentinel.primaryName;
    name = m_query.queryItemValue(u"sentinelMasterId"_s, QUrl::FullyDecoded);
    if (name.isEmpty() && !parts.isEmpty())
        name = decoded(parts.takeFirst()).value_or(QString());
    if (name.isEmpty())
        return wrong(translated("The name of the primary is missing or wrong. Write it behind the "
                                "sentinels, as in redis-sentinel://host:26379/mymaster."));
    if (parts.size() > 1)
        return wrong(translated("The path is wrong: behind the name of the primary stands the "
                                "database and no more."));
    return parts.isEmpty() ? Problem() : takeDatabase(parts.first());
}

Parser::Problem Parser::takeTimeout()
{
    if (!m_query.hasQueryItem(u"timeout"_s))
        return {};
    const auto timeout
        = timeFrom(m_query.queryItemValue(u"timeout"_s, QUrl::FullyDecoded).toLower());
    if (!timeout)
        return wrong(translated("The timeout is no time, as in 10s or 500ms."));
    m_url.endpoint.commandTimeout = *timeout;
    return {};
}

} // namespace

Result<ConnectionUrl> parseConnectionUrl(const QString &text)
{
    return Parser().parse(text);
}

} // namespace hitlens
