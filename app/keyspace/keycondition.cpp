// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keycondition.h"

namespace hitlens {

int KeyCondition::questions() const
{
    return int(!type.isEmpty()) + int(expiry != Expiry::Any) + int(idleLonger.has_value())
        + int(largerThan.has_value());
}

bool KeyCondition::fitsTtl(const Ttl &ttl) const
{
    switch (expiry) {
    case Expiry::Any:
        return true;
    case Expiry::Persistent:
        return ttl.state == Ttl::State::Persistent;
    case Expiry::Expires:
        return ttl.state == Ttl::State::Expires && (!ttlBelow || ttl.left < *ttlBelow);
    }
    return true;
}

bool KeyCondition::fitsIdle(std::optional<std::chrono::seconds> idle) const
{
    return !idleLonger || (idle && *idle > *idleLonger);
}

bool KeyCondition::fitsSize(std::optional<qint64> bytes) const
{
    return !largerThan || (bytes && *bytes > *largerThan);
}

} // namespace hitlens
