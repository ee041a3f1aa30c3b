// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

#include <QMetaType>

namespace hitlens {

// The counter by which a server with an LFU policy evicts, of the keys that were looked at. Source:
// https://redis.io/docs/latest/develop/reference/eviction/ and evict.c of Redis. A value.
struct HotKeys
{
    struct Hot
    {
        QByteArray key;
        qint64 counter = 0; // 0 to 255, logarithmic

        bool operator==(const Hot &) const = default;
    };
    static constexpr qsizetype kept = 100;

    QList<Hot> hottest; // the first first, kept of them at most
    qint64 looked = 0; // keys that told their counter
    qint64 untold = 0; // that did not, see refusal
    std::optional<qint64> keys; // there are in the database; nullopt: the server does not say
    QByteArray policy; // maxmemory-policy: one that keeps a counter, if a node has one; empty: –
    std::optional<qint64> logFactor; // lfu-log-factor
    std::optional<qint64> decayMinutes; // lfu-decay-time; 0: never
    std::optional<Error> refusal; // the last

    bool operator==(const HotKeys &) const = default;
};

// Whether a counter is kept under that maxmemory-policy.
bool keepsCounter(const QByteArray &policy);
// The same, and where the policy is empty: not known.
bool mayKeepCounter(const QByteArray &policy);

// The counter of a key, which the question does not change; nullopt: no such key. Refused where
// none is kept.
Command<std::optional<qint64>> objectFreq(const QByteArray &key);
// maxmemory-policy as INFO tells it, which more users may ask than CONFIG.
Command<QByteArray> evictionPolicy();

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::HotKeys)
