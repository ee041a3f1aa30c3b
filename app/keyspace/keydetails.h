// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/ttl.h"
#include "app/redis/client.h"

#include <functional>
#include <optional>

namespace hitlens {

// What is known about one key besides its value. Each part may be an Error of its own, because an
// ACL user may be allowed one question and refused the next.
struct KeyDetails
{
    QByteArray key;
    Result<QByteArray> typeName = QByteArray(); // "none" when there is no such key
    Result<Ttl> ttl = Ttl{};
    Countdown::Clock::time_point measured; // when the answer to ttl came
    Result<std::optional<qint64>> memory = std::optional<qint64>(); // bytes
    Result<QByteArray> encoding = QByteArray();

    // None when there is no such key, and when the server would not say.
    KeyType type() const;
    bool isGone() const { return typeName.isOk() && *typeName == "none"; }
    // The first error that says more than "you may not ask this": the connection is lost.
    std::optional<Error> failure() const;
};

// Asks all of it in one round trip. The handler is called once on this thread, unless context is
// gone by then.
void loadKeyDetails(Client &client, const QByteArray &key, QObject *context,
    std::function<void(const KeyDetails &)> handler);

// In milliseconds by PTTL, or in whole seconds by TTL for a user who may run that one alone. As
// above.
void askTtl(Client &client, const QByteArray &key, QObject *context,
    std::function<void(const Result<Ttl> &)> handler);

// The type that the server's word stands for.
KeyType keyTypeOf(QByteArrayView typeName);

} // namespace hitlens
