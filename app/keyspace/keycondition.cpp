// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keycondition.h"

#include <QRegularExpression>

#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

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
        return ttl.state == Ttl::State::Expires && (!ttlBelow || ttl.left < *ttlBelow)
            && (!ttlAbove || ttl.left > *ttlAbove);
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

std::optional<qint64> parseSize(const QString &text)
{
    static const QRegularExpression form(
        u"\\A\\s*([0-9]{1,12}(?:\\.[0-9]{1,9})?)\\s*([kmgt]?)(?:i?b)?\\s*\\z"_s,
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(2).toLower();
    const auto power = unit.isEmpty() ? 0 : u"kmgt"_s.indexOf(unit) + 1;
    const double bytes = match.captured(1).toDouble() * std::pow(1024.0, power);
    // Beyond 2^53 a double is no whole number of bytes, and no key is that large.
    if (bytes > 9e15)
        return std::nullopt;
    return std::llround(bytes);
}

} // namespace hitlens
