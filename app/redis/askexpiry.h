// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/transfercommands.h"

#include <functional>
#include <memory>

namespace hitlens {

using ExpiryHandler = std::function<void(const Result<Expiry> &expiry)>;

// Asks the server's clock until the time that was left is known, too.
template <typename Send>
void askClock(Send send, const QByteArray &key,
    const std::shared_ptr<std::optional<Result<Ttl>>> &left, const ExpiryHandler &handler)
{
    auto clock = time();
    clock.route = routeToKey(key);
    send(std::move(clock), [=](const Result<QDateTime> &now) {
        if (!now)
            handler(now.error());
        else if (!*left)
            askClock(send, key, left, handler); // a cluster sent the key's question to another node
        else if (const Result<Ttl> &ttl = **left; !ttl)
            handler(ttl.error());
        else
            handler(Expiry{ttl->state, now->toMSecsSinceEpoch() + ttl->left.count()});
    });
}

// Asks when a key expires: by PEXPIRETIME, or where the server has none by PTTL and TIME, which are
// answered within microseconds of each other, so that their sum is the instant. send: sends a
// command and hands its Result to a handler, as Job and Client do. On the thread that sends.
template <typename Send>
void askExpiry(Send send, const QByteArray &key, bool hasPexpireTime, const ExpiryHandler &handler)
{
    if (hasPexpireTime) {
        send(pexpireTime(key), handler);
        return;
    }
    const auto left = std::make_shared<std::optional<Result<Ttl>>>();
    send(pttl(key), [left](const Result<Ttl> &ttl) { *left = ttl; });
    askClock(send, key, left, handler);
}

} // namespace hitlens
