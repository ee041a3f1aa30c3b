// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/connection.h"

#include "app/redis/eventlink.h"
#include "app/redis/ownlookups.h"
#include "app/redis/pending.h"
#include "app/redis/replyarena.h"
#include "app/redis/tunnel.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QRandomGenerator>

#include <hiredis/async.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

// What was needed for one large value is not kept for the small ones after it.
constexpr qsizetype mostKeptOfCommand = 64 * 1024;
constexpr qsizetype gatheredBytes = 16 * 1024;

// hiredis keeps the words of errno, not the number.
QByteArray systemErrorName(QByteArrayView text)
{
    static constexpr std::pair<int, const char *> known[] = {{ECONNREFUSED, "ECONNREFUSED"},
        {ENOENT, "ENOENT"}, {EACCES, "EACCES"}, {ECONNRESET, "ECONNRESET"}, {EPIPE, "EPIPE"},
        {EHOSTUNREACH, "EHOSTUNREACH"}, {ENETUNREACH, "ENETUNREACH"}, {ETIMEDOUT, "ETIMEDOUT"}};
    for (const auto &[number, name] : known) {
        if (text.contains(QByteArrayView(std::strerror(number))))
            return name;
    }
    return {};
}

} // namespace

// hiredis would do the same, with several allocations for each argument.
void appendCommand(QByteArray &out, const QByteArrayList &argv)
{
    const auto appendCount = [&out](char kind, qsizetype count) {
        char digits[24];
        const auto end = std::to_chars(digits, std::end(digits), count).ptr;
        out += kind;
        out.append(digits, end - digits);
        out += "\r\n";
    };
    appendCount('*', argv.size());
    for (const QByteArray &argument : argv) {
        appendCount('$', argument.size());
        out += argument;
        out += "\r\n";
    }
}

namespace {

Connection *connectionOf(const redisAsyncContext *context)
{
    return static_cast<Connection *>(context->data);
}

// Doubles from half a second to half a minute, with up to a quarter more at random, so that many
// clients of a restarted server do not come back at the same instant.
milliseconds backOff(int attempt)
{
    const milliseconds base = std::min<milliseconds>(500ms * (1 << std::min(attempt, 6)), 30s);
    return base
        + milliseconds(QRandomGenerator::global()->bounded(static_cast<int>(base.count() / 4) + 1));
}

// What a person has to mend first: credentials, permissions, the port, or (a bare ERR can only come
// from AUTH or SELECT here) the database number.
bool isWorthRetrying(const Error &error)
{
    return error.kind != Error::Kind::Auth && error.kind != Error::Kind::Permission
        && error.kind != Error::Kind::Protocol && error.kind != Error::Kind::Local
        && error.code != "ERR";
}

bool hasUnaskedBytes(const redisAsyncContext *context)
{
    char byte = 0;
    return ::recv(context->c.fd, &byte, 1, MSG_PEEK) > 0;
}

// What a server says before it hangs up on us is still in the socket when our write fails.
QByteArray lastWords(const redisAsyncContext *context)
{
    QByteArray words(256, Qt::Uninitialized);
    const ssize_t size
        = ::recv(context->c.fd, words.data(), static_cast<size_t>(words.size()), MSG_PEEK);
    words.truncate(std::max<ssize_t>(size, 0));
    return words.startsWith('-') ? words.sliced(1).trimmed() : QByteArray();
}

} // namespace

void Connection::Pending::replied(redisAsyncContext *, void *reply, void *data)
{
    const std::unique_ptr<Pending> pending(static_cast<Pending *>(data));
    pending->connection->onReply(*pending, static_cast<const redisReply *>(reply));
}

Connection::Connection(Endpoint endpoint, SshSession *ssh, CommandLog *log, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_ssh(ssh)
    , m_log(log)
    , m_name(m_endpoint.displayName().toUtf8())
    , m_gate(m_endpoint.readOnly)
    , m_connectTimer(this)
    , m_commandTimer(this)
    , m_retryTimer(this)
    , m_roleTimer(this)
{
    m_connectTimer.setSingleShot(true);
    m_connectTimer.setInterval(m_endpoint.connectTimeout);
    connect(&m_connectTimer, &QTimer::timeout, this, [this] {
        connectTimedOut({Error::Kind::Timeout, "TIMEOUT",
            tr("%1 did not answer within %2 seconds.")
                .arg(m_endpoint.displayName(),
                    QString::number(duration<double>(m_endpoint.connectTimeout).count()))});
    });
    m_commandTimer.setInterval(std::clamp<milliseconds>(m_endpoint.commandTimeout / 8, 5ms, 1s));
    connect(&m_commandTimer, &QTimer::timeout, this, &Connection::checkCommandTimeout);
    m_retryTimer.setSingleShot(true);
    connect(&m_retryTimer, &QTimer::timeout, this, &Connection::connectNow);
    m_roleTimer.setInterval(5s);
    connect(&m_roleTimer, &QTimer::timeout, this, [this] {
        if (!std::exchange(m_isRoleFresh, false))
            askRole();
    });
}

Connection::~Connection()
{
    blockSignals(true);
    close();
}

void Connection::open()
{
    if (m_status.state == Status::State::Closed)
        connectNow();
}

void Connection::close()
{
    abandon({Error::Kind::Cancelled, {}, tr("The connection was closed.")});
}

void Connection::abandon(const Error &reason)
{
    m_retryTimer.stop();
    m_connectTimer.stop();
    if (m_lookupId >= 0)
        QHostInfo::abortHostLookup(std::exchange(m_lookupId, -1));
    m_addresses.clear();
    dropContext(reason);
    setStatus({});
}

void Connection::retryNow()
{
    if (m_status.state != Status::State::Waiting && m_status.state != Status::State::Failed)
        return;
    m_retryTimer.stop();
    connectNow();
}

void Connection::send(Request request)
{
    // While the callbacks of a context that goes down run, the status still says Ready.
    const bool isOpen = m_context && !(m_context->c.flags & (REDIS_DISCONNECTING | REDIS_FREEING));
    if (m_status.state == Status::State::Ready && isOpen) {
        if (const auto refusal = m_gate.refusal(request.argv)) {
            if (m_log)
                m_log->notSent(m_name, request.argv, request.isBackground, *refusal);
            request.done(*refusal);
        } else if (Pending::isForStream(*this, request)) {
            Pending::stream(*this, std::move(request));
        } else {
            sendNow(std::move(request));
        }
        return;
    }
    request.done(Error{Error::Kind::Connection, "NOTSENT",
        tr("Not connected to %1.").arg(m_endpoint.displayName())});
}

void Connection::connectNow()
{
    m_dropReason.reset();
    m_handshakeError.reset();
    m_inFlight = 0;
    setStatus({Status::State::Connecting, m_status.error, {}, m_status.attempt + 1});
    m_connectTimer.start();
    if (m_ssh || m_endpoint.tls.enabled || m_endpoint.proxy.kind != Proxy::Kind::None)
        openTunnel();
    else if (m_endpoint.socketPath.isEmpty())
        resolve();
    else
        attach(redisAsyncConnectUnix(m_endpoint.socketPath.toLocal8Bit().constData()));
}

void Connection::resolve()
{
    const QHostAddress address(m_endpoint.host);
    if (!address.isNull()) {
        m_addresses = QList{address}; // assigning a braced list asserts in Qt 6.8 after takeFirst()
        connectToNextAddress();
        return;
    }
    m_lookupId = QHostInfo::lookupHost(m_endpoint.host, this, [this](const QHostInfo &info) {
        m_lookupId = -1;
        m_addresses = info.addresses();
        if (m_addresses.isEmpty())
            lose({Error::Kind::Connection, "NXDOMAIN",
                tr("The name “%1” was not found: %2.").arg(m_endpoint.host, info.errorString())});
        else
            connectToNextAddress();
    });
}

// A name with several addresses gets the time for each: the first may lead nowhere.
void Connection::connectTimedOut(const Error &error)
{
    if (m_addresses.isEmpty()) {
        lose(error);
        return;
    }
    dropContext(error);
    m_connectTimer.start();
    connectToNextAddress();
}

void Connection::connectToNextAddress()
{
    if (m_addresses.isEmpty())
        return; // closed meanwhile
    m_dropReason.reset();
    m_handshakeError.reset();
    const QByteArray ip = m_addresses.takeFirst().toString().toLatin1();
    attach(redisAsyncConnect(ip.constData(), m_endpoint.port));
}

void Connection::openTunnel()
{
    m_tunnel = new Tunnel(m_endpoint, m_ssh, this);
    if (m_ssh)
        m_connectTimer.stop(); // ssh may have to ask the person first
    connect(m_tunnel, &Tunnel::reachedSsh, &m_connectTimer, qOverload<>(&QTimer::start));
    connect(m_tunnel, &Tunnel::broken, this, &Connection::lose);
    connect(m_tunnel, &Tunnel::ready, this, [this](const QString &socketPath) {
        attach(redisAsyncConnectUnix(socketPath.toLocal8Bit().constData()));
    });
    m_tunnel->open();
}

void Connection::attach(redisAsyncContext *context)
{
    Q_CHECK_PTR(context);
    m_context = context;
    m_roundTrip = nanoseconds::max();
    context->data = this;
    if (context->err) {
        onConnected(REDIS_ERR);
        redisAsyncFree(context);
        return;
    }
    useReplyArenas(context->c.reader);
    EventLink::attach(
        context, [this] { onReadable(); }, [this] { onWritable(); });
    redisAsyncSetDisconnectCallback(context, [](const redisAsyncContext *lost, int) {
        Connection *connection = connectionOf(lost);
        if (connection->m_context != lost)
            return; // we dropped it ourselves
        const Error error = connection->contextError();
        connection->m_context = nullptr; // hiredis frees it after this call
        connection->lose(error);
    });
    redisAsyncSetConnectCallback(context, [](const redisAsyncContext *connecting, int status) {
        connectionOf(connecting)->onConnected(status);
    });
}

void Connection::onConnected(int status)
{
    if (status == REDIS_OK) {
        if (m_endpoint.socketPath.isEmpty() && !m_tunnel)
            redisEnableKeepAlive(&m_context->c);
        handshake();
        return;
    }
    const Error error = contextError();
    m_context = nullptr; // hiredis frees it after this call
    if (m_addresses.isEmpty())
        lose(error);
    else
        QMetaObject::invokeMethod(this, &Connection::connectToNextAddress, Qt::QueuedConnection);
}

void Connection::sendNow(Request request)
{
    const auto now = CommandLog::Clock::now();
    auto pending = std::make_unique<Pending>(Pending{this, std::move(request), now});
    m_formatted.resize(0); // keeps its memory
    appendCommand(m_formatted, pending->request.argv);
    const int status = redisAsyncFormattedCommand(m_context, &Pending::replied, pending.get(),
        m_formatted.constData(), static_cast<size_t>(m_formatted.size()));
    m_mayGather -= m_formatted.size();
    if (m_formatted.capacity() > mostKeptOfCommand)
        m_formatted = QByteArray();
    if (status != REDIS_OK) {
        // The one case in which hiredis never calls back: the context is going down.
        pending->request.done(m_dropReason.value_or(contextError()));
        return;
    }
    Pending &sent = *pending.release(); // hiredis' private data now, back in replied()
    if (m_inFlight++ == 0) {
        m_lastProgress.start();
        m_commandTimer.start();
        m_mayGather = -1;
    }
    if (m_mayGather < 0) {
        m_mayGather = gatheredBytes;
        // An error stays in the context for onWritable().
        int isAllWritten = 0;
        redisBufferWrite(&m_context->c, &isAllWritten);
    }
    // While the server works.
    if (m_log)
        sent.logId = m_log->sent(m_name, sent.request.argv, sent.request.isBackground);
}

// hiredis asserts when a reply comes that nobody asked for; a broken server must not take us down.
void Connection::onReadable()
{
    m_lastProgress.start();
    m_mayGather = 0;
    if (m_inFlight == 0 && hasUnaskedBytes(m_context))
        lose({Error::Kind::Protocol, "PROTOCOL",
            tr("%1 sent a reply that nothing was asked for.").arg(m_endpoint.displayName())});
    else
        redisAsyncHandleRead(m_context);
}

void Connection::onWritable()
{
    m_lastProgress.start();
    redisAsyncHandleWrite(m_context);
}

void Connection::noteEnd(const Pending &pending, const std::optional<Error> &error)
{
    const auto took = CommandLog::Clock::now() - pending.sentAt;
    m_roundTrip = std::min(m_roundTrip, nanoseconds(took));
    if (m_log)
        m_log->ended(pending.logId, pending.request.argv, took, error);
}

void Connection::onReply(const Pending &pending, const redisReply *reply)
{
    const Request &request = pending.request;
    --m_inFlight;
    if (!reply) {
        const Error error = m_dropReason.value_or(contextError());
        noteEnd(pending, error);
        request.done(error);
        return;
    }
    if (m_inFlight == 0)
        m_commandTimer.stop();
    const Reply view(reply);
    noteRole(request, view);
    if (view.isError()) {
        const Error error = serverError(view.bytes());
        // The key was looked up and found before its type was found wrong.
        if (request.lookups && error.code == "WRONGTYPE")
            m_ownTraffic.count({1, 0});
        noteEnd(pending, error);
        request.done(error);
    } else {
        if (request.lookups) {
            const auto lookups = lookupsCounted(m_hello, request.argv, request.lookups(view));
            m_ownTraffic.count(lookups);
            OwnLookups::note(m_log, request, lookups);
        }
        noteEnd(pending, std::nullopt);
        request.done(view);
    }
    if (m_inFlight == 0 && m_context && m_context->c.reader->pos < m_context->c.reader->len)
        lose({Error::Kind::Protocol, "PROTOCOL",
            tr("%1 sent a reply that nothing was asked for.").arg(m_endpoint.displayName())});
}

void Connection::checkCommandTimeout()
{
    if (m_inFlight > 0 && m_lastProgress.hasExpired(m_endpoint.commandTimeout.count()))
        lose({Error::Kind::Timeout, "TIMEOUT",
            tr("%1 did not answer a command within %2 seconds.")
                .arg(m_endpoint.displayName(),
                    QString::number(duration<double>(m_endpoint.commandTimeout).count()))});
}

// Ends the present connection, whatever its stage, and arranges the next try.
void Connection::lose(const Error &lostBy)
{
    const Error error = m_tunnel ? m_tunnel->explain(lostBy) : lostBy;
    m_connectTimer.stop();
    m_addresses.clear();
    if (m_lookupId >= 0)
        QHostInfo::abortHostLookup(std::exchange(m_lookupId, -1));
    dropContext(error);
    if (!isWorthRetrying(error)) {
        setStatus({Status::State::Failed, error, {}, m_status.attempt});
        return;
    }
    const milliseconds delay = backOff(std::max(m_status.attempt - 1, 0));
    m_retryTimer.start(delay);
    setStatus({Status::State::Waiting, error,
        QDateTime::currentDateTimeUtc().addMSecs(delay.count()), m_status.attempt});
}

void Connection::dropTunnel()
{
    if (!m_tunnel)
        return;
    // We may be inside one of its signals.
    m_tunnel->disconnect(this);
    std::exchange(m_tunnel, nullptr)->deleteLater();
}

void Connection::dropContext(const Error &reason)
{
    dropTunnel();
    m_commandTimer.stop();
    m_roleTimer.stop();
    redisAsyncContext *context = std::exchange(m_context, nullptr);
    if (!context)
        return;
    m_dropReason = reason;
    redisAsyncFree(context);
}

void Connection::setStatus(Status status)
{
    if (m_status == status)
        return;
    m_status = std::move(status);
    emit statusChanged(m_status);
}

Error Connection::contextError() const
{
    const QString where = m_endpoint.displayName();
    if (!m_context)
        return {Error::Kind::Connection, {}, tr("Not connected to %1.").arg(where)};
    const QByteArray words(m_context->c.errstr);
    const QString text = QString::fromLocal8Bit(words);
    switch (m_context->c.err) {
    case REDIS_ERR_EOF:
        return {Error::Kind::Connection, "EOF", tr("%1 closed the connection.").arg(where)};
    case REDIS_ERR_PROTOCOL:
        return {Error::Kind::Protocol, "PROTOCOL",
            tr("What answers at %1 is not Redis: %2.").arg(where, text)};
    case REDIS_ERR_OTHER:
        // An error the server sent unasked, its last word before it closes.
        return serverError(words);
    default:
        break;
    }
    if (const QByteArray goodbye = lastWords(m_context); !goodbye.isEmpty())
        return serverError(goodbye);
    return {Error::Kind::Connection, systemErrorName(words),
        m_status.state == Status::State::Ready
            ? tr("The connection to %1 was lost: %2.").arg(where, text)
            : tr("Could not connect to %1: %2.").arg(where, text)};
}

} // namespace hitlens
