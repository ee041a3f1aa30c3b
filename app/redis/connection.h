// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/command.h"
#include "app/redis/endpoint.h"
#include "app/redis/status.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>

struct redisAsyncContext;
class QHostAddress;

namespace hitlens {

class EventLink;

// A command on its way: argv, where to, how to count it, and who wants the reply. done is called
// exactly once, on the worker.
struct Request
{
    QByteArrayList argv;
    Route route;
    LookupRule lookups = nullptr;
    std::function<void(const Result<Reply> &)> done;
};

// One socket to one server: connects, authenticates, sends, times out, reconnects. Lives on the
// worker thread of its Client; only statusChanged leaves that thread.
class Connection final : public QObject
{
    Q_OBJECT

public:
    explicit Connection(Endpoint endpoint, QObject *parent = nullptr);
    ~Connection() override;

    void open();
    void close();
    void retryNow();
    void send(Request request);

    const Endpoint &endpoint() const { return m_endpoint; }
    const OwnTraffic &ownTraffic() const { return m_ownTraffic; }

signals:
    void statusChanged(const hitlens::Status &status);

private:
    struct Pending;

    void connectNow();
    void resolve();
    void connectToNextAddress();
    void attach(redisAsyncContext *context);
    void handshake();
    void handshakeStep(const QByteArrayList &argv, bool required);
    void finishHandshake();
    void sendNow(Request request);

    void onConnected(int status);
    void onDisconnected(int status);
    void onReply(std::unique_ptr<Pending> pending, const redisReply *reply);
    void checkTimeout();

    void lose(const Error &error);
    void dropContext();
    void setStatus(Status status);
    Error contextError() const;

    const Endpoint m_endpoint;
    OwnTraffic m_ownTraffic;
    Status m_status;
    redisAsyncContext *m_context = nullptr;
    QList<QHostAddress> m_addresses; // still to try
    QTimer m_connectTimer;
    QTimer m_commandTimer;
    QTimer m_retryTimer;
    QElapsedTimer m_lastReply; // restarted by each reply, and by the first command after idleness
    qint64 m_inFlight = 0;
    int m_lookupId = -1; // QHostInfo's, while resolving
    std::optional<Error> m_dropReason; // what the callbacks hear while we drop the context
};

} // namespace hitlens
