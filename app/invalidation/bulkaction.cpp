// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkaction.h"

#include <QCoreApplication>

namespace hitlens {

using namespace std::chrono_literals;

namespace {

QString words(const char *sentence)
{
    return QCoreApplication::translate("BulkAction", sentence);
}

} // namespace

QString BulkAction::problem(qint64 now) const
{
    const bool setsTtl = kind == Kind::Expire || kind == Kind::Soften;
    if (setsTtl && ttl <= 0ms)
        return words("Keys have to live for some time still: to delete them at once, choose that.");
    if (kind == Kind::ExpireAt && at <= now)
        return words("The time at which keys are to expire is over already.");
    if (kind == Kind::ExpireAt && spread == Spread::Jitter)
        return words(
            "An instant cannot vary by a share of itself: spread the keys evenly instead.");
    if (spread == Spread::Jitter && (jitter < 1 || jitter > 100))
        return words("Expiries can vary by 1 to 100 per cent.");
    if (spread == Spread::Even && span <= 0ms)
        return words("To spread the keys evenly takes a span of time.");
    return {};
}

} // namespace hitlens
