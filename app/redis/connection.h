// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/command.h"
#include "app/redis/commandgate.h"
#include "app/redis/commandlog.h"
#include "app/redis/serverhello.h"

#include <QElapsedTimer>
#include <QPointer>

#include <functional>

struct redisAsyncContext;
class QHostAddress;

namespace hitlens {

class SshSession;
class Tunnel;

// A command on its way: argv, where to, how to count it, who wants the reply, and whether it is
// Hitlens itself. done is called exactly once, on the worker.
struct Request
{
    QByteArrayList argv;
    Route route;
    LookupRule lookups = nullptr;
    std::function<void(const Result<Reply> &)> done;
    bool isBackground = false;
};

// One socket to one server: connects, authenticates, sends, times out, reconnects. Lives on the
// worker thread of its Client, as a child of the Router.
class Connection final : public QObject
{
    Q_OBJECT

public:
    // ssh, where the way leads through it, is shared and outlives the connection.
    Connection(Endpoint endpoint, SshSession *ssh, CommandLog *log, QObject *parent);
    ~Connection() override;

    void open();
    void close();
    // Like close, but what was on the way fails for this reason.
    void abandon(const Error &reason);
    void retryNow();
    void send(Request request);
    // It is selected already; from now on also after each reconnect.
    void setDatabase(int db) { m_endpoint.db = db; }

    const Endpoint &endpoint() const { return m_endpoint; }
    const OwnTraffic &ownTraffic() const { return m_ownTraffic; }
    const Status &status() const { return m_status; }
    const ServerHello &hello() const { return m_hello; } // of the last time it was Ready
    // The quickest answer of this socket so far: hardly more than the way there and back takes.
    std::chrono::nanoseconds roundTrip() const { return m_roundTrip; }

signals:
    void statusChanged(const hitlens::Status &status);
    // While it is Ready: it was promoted, or follows another primary.
    void helloChanged();
    // Empty where the server does not say. Before Ready when nothing may be written.
    void commandsChanged(const hitlens::CommandTable &commands);

private:
    struct Pending;

    void connectNow();
    void resolve();
    void connectToNextAddress();
    void connectTimedOut(const Error &error);
    void openTunnel();
    void attach(redisAsyncContext *context);
    void handshake();
    enum class IfRefused { Fail, GoOn };
    void handshakeStep(QByteArrayList argv, IfRefused ifRefused);
    void ask(QByteArrayList argv, std::function<void(const Result<Reply> &)> done);
    void askHello();
    void askInfo();
    void askRole();
    void askCommands();
    void setHello(const ServerHello &hello);
    void noteRole(const Request &request, const Reply &reply);
    Error withoutPassword(Error error) const;
    void finishHandshake();
    void sendNow(Request request);

    void onConnected(int status);
    void onReadable();
    void onWritable();
    void onReply(const Pending &pending, const redisReply *reply);
    void noteEnd(const Pending &pending, const std::optional<Error> &error);
    void checkCommandTimeout();

    void lose(const Error &error);
    void dropContext(const Error &reason);
    void dropTunnel();
    void setStatus(Status status);
    Error contextError() const;

    Endpoint m_endpoint;
    SshSession *const m_ssh;
    const QPointer<CommandLog> m_log; // may be gone while the router is taken down
    const QByteArray m_name; // in the log
    OwnTraffic m_ownTraffic;
    CommandGate m_gate;
    Status m_status;
    ServerHello m_hello;
    bool m_isHelloRefused = false;
    redisAsyncContext *m_context = nullptr;
    Tunnel *m_tunnel = nullptr; // our child, where hiredis does not go by itself
    QList<QHostAddress> m_addresses; // still to try
    int m_lookupId = -1; // QHostInfo's, while resolving
    QTimer m_connectTimer; // until Ready
    QTimer m_commandTimer; // ticks while commands are in flight
    QTimer m_retryTimer;
    QTimer m_roleTimer; // of a replica: it may be promoted
    bool m_isRoleFresh = false; // INFO told it since the last tick
    QElapsedTimer m_lastProgress; // since bytes moved, or the first command after idleness
    qint64 m_inFlight = 0;
    // Bytes of commands that may wait to be written together. None after a read: a loop may wait
    // for the answer, and the server works on it while we look at what came before.
    qsizetype m_mayGather = 0;
    QByteArray m_formatted; // a command, while it is handed to hiredis
    std::chrono::nanoseconds m_roundTrip = std::chrono::nanoseconds::max();
    std::optional<Error> m_handshakeError; // the first step that was refused
    std::optional<Error> m_dropReason; // what callbacks hear while we drop the context
};

} // namespace hitlens
