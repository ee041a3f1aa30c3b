// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

namespace hitlens {

// What a key has to be like, beside its name. A value. Every part that is set costs one question
// a key, which all count as our own lookups where Redis counts them.
struct KeyCondition
{
    enum class Expiry { Any, Persistent, Expires };

    QByteArray type; // TYPE's word; empty: any
    Expiry expiry = Expiry::Any;
    std::optional<std::chrono::milliseconds> ttlBelow; // with Expiry::Expires
    std::optional<std::chrono::milliseconds> ttlAbove; // with Expiry::Expires
    std::optional<std::chrono::seconds> idleLonger;
    std::optional<qint64> largerThan; // bytes, as MEMORY USAGE counts them

    bool operator==(const KeyCondition &) const = default;
    // How many questions it takes to know of one key; 0: every key will do.
    int questions() const;

    bool fitsType(QByteArrayView word) const { return type.isEmpty() || word == type; }
    bool fitsTtl(const Ttl &ttl) const;
    // nullopt: the key is gone.
    bool fitsIdle(std::optional<std::chrono::seconds> idle) const;
    bool fitsSize(std::optional<qint64> bytes) const;
};

// A size as a person types it: "4096", "10 KiB", "1.5 MB", where KB and KiB are both 1024 bytes, as
// in Redis' configuration file. nullopt: it is none. Pure; any thread.
std::optional<qint64> parseSize(const QString &text);

} // namespace hitlens
