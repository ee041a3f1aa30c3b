// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/actwords.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace hitlens {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

using Kind = BulkAction::Kind;

QString say(const char *text)
{
    return QCoreApplication::translate("ActWords", text);
}

QString describeWhen(const BulkAction &action)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const bool isAt = action.kind == Kind::ExpireAt;
    const qint64 at = isAt ? action.at : now + action.ttl.count();
    const QString in = formatDuration(milliseconds(std::max<qint64>(at - now, 0)));
    switch (action.spread) {
    case BulkAction::Spread::None:
        break;
    case BulkAction::Spread::Jitter: {
        const milliseconds part = action.ttl / 100 * action.jitter; // cannot overflow
        return say("Each key expires between %1 and %2 from now, at random.")
            .arg(formatDuration(action.ttl - part), formatDuration(action.ttl + part));
    }
    case BulkAction::Spread::Even:
        return say("The keys expire one after another, evenly from %1 to %2.")
            .arg(instantText(at), instantText(at + action.span.count()));
    }
    return say("Each key expires in %1, at %2.").arg(in, instantText(at));
}

QString describeOnly(BulkAction::Only only)
{
    switch (only) {
    case BulkAction::Only::Always:
        break;
    case BulkAction::Only::Shorten:
        return u' ' + say("Those that expire sooner anyway are left as they are.");
    case BulkAction::Only::Lengthen:
        return u' ' + say("Those that live longer anyway, or for good, are left as they are.");
    }
    return {};
}

} // namespace

QString actText(Kind kind, std::optional<qint64> keys)
{
    const QString what = !keys ? say("keys") : formatKeys(*keys);
    switch (kind) {
    case Kind::Unlink:
        return say("Delete %1").arg(what);
    case Kind::Expire:
    case Kind::ExpireAt:
        return say("Expire %1").arg(what);
    case Kind::Soften:
        return say("Soft invalidate %1").arg(what);
    case Kind::Persist:
        break;
    }
    return say("Remove expiry of %1").arg(what);
}

QString actRunningText(Kind kind)
{
    switch (kind) {
    case Kind::Unlink:
        return say("Deleting keys");
    case Kind::Expire:
    case Kind::ExpireAt:
        return say("Setting the expiry of keys");
    case Kind::Soften:
        return say("Soft invalidating keys");
    case Kind::Persist:
        break;
    }
    return say("Removing the expiry of keys");
}

QString actDoneText(Kind kind, qint64 keys)
{
    const QString count = formatCount(keys);
    switch (kind) {
    case Kind::Unlink:
        return say("Keys deleted: %1.").arg(count);
    case Kind::Expire:
    case Kind::ExpireAt:
    case Kind::Soften:
        return say("Keys given another expiry: %1.").arg(count);
    case Kind::Persist:
        break;
    }
    return say("Keys that expire no more: %1.").arg(count);
}

QString actFigureName(Kind kind)
{
    switch (kind) {
    case Kind::Unlink:
        return say("Deleted");
    case Kind::Expire:
    case Kind::ExpireAt:
    case Kind::Soften:
        return say("Expiry set");
    case Kind::Persist:
        break;
    }
    return say("Expiry removed");
}

QString describeAct(const BulkAction &action)
{
    switch (action.kind) {
    case Kind::Unlink:
        return say("Gone for readers at once; the server frees the memory in the background.");
    case Kind::Expire:
    case Kind::ExpireAt:
        return describeWhen(action) + describeOnly(action.only);
    case Kind::Soften:
        return say("Each key expires at its own moment within the next %1, none later than it "
                   "would have: they are not missed all at once.")
            .arg(formatDuration(action.ttl));
    case Kind::Persist:
        break;
    }
    return say("Keys that have an expiry lose it, and stay until they are deleted or evicted.");
}

QString instantText(qint64 unixMilliseconds)
{
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(unixMilliseconds);
    return QLocale().toString(when.date(), u"ddd d MMM yyyy"_s) + when.toString(u", HH:mm:ss "_s)
        + when.timeZoneAbbreviation();
}

} // namespace hitlens
