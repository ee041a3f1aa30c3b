// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/connection.h"

namespace hitlens {

// Asks the sentinels of an endpoint who the primary is, one after the other until one knows, and
// goes on asking it, so that a failover is noticed. Lives on the worker thread, as a child of the
// Router. Source: https://redis.io/docs/latest/develop/reference/sentinel-clients/
class Sentinels final : public QObject
{
    Q_OBJECT

public:
    // Makes a connection by the same way in as the server's.
    using Connect = std::function<Connection *(const Endpoint &)>;

    Sentinels(const Endpoint &endpoint, Connect connectTo, QObject *parent);

    void open();
    void close();
    void retryNow();

signals:
    // At first, and whenever it is another one.
    void primaryFound(const hitlens::HostPort &primary);
    // None of them could be asked, or none knows: the next round begins at status.retryAt, or, when
    // Failed, with retryNow.
    void unknown(const hitlens::Status &status);

private:
    void askNext();
    void onStatus(const Status &status);
    void ask();
    void onAnswer(const Result<Reply> &reply);
    void learnOthers();
    void pass(const Error &error);
    void drop();

    const Endpoint m_endpoint;
    const Connect m_connect;
    QList<HostPort> m_addresses; // of sentinels; grows by those they tell of
    qsizetype m_next = 0;
    Connection *m_sentinel = nullptr; // our child; the one we ask
    std::optional<Error> m_error; // the first of this round
    std::optional<HostPort> m_primary;
    int m_rounds = 0; // in vain
    QTimer m_poll;
    QTimer m_retry;
};

} // namespace hitlens
