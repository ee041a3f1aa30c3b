// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/bulkoptions.h"

#include "app/invalidation/bulkjson.h"
#include "app/keyspace/ttl.h"

#include <QCoreApplication>
#include <QTimeZone>

namespace hitlens {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("BulkOptions", text);
}

Error wrong(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

// Reads the option into a part of a value, when it is given. The error of the first that is wrong
// stays.
template <typename T, typename Parse>
void take(const CliArguments &arguments, const QString &option, Parse parse, T &part,
    std::optional<Error> &error)
{
    if (error || !arguments.isSet(option))
        return;
    const auto parsed = parse(option, arguments.value(option));
    if (parsed)
        part = *parsed;
    else
        error = parsed.error();
}

std::optional<Error> takeTtlFilter(const QString &which, KeyCondition &condition)
{
    if (which == u"none") {
        condition.expiry = KeyCondition::Expiry::Persistent;
        return std::nullopt;
    }
    condition.expiry = KeyCondition::Expiry::Expires;
    if (which == u"any")
        return std::nullopt;
    const bool isBelow = which.startsWith(u"below:"_s);
    if (!isBelow && !which.startsWith(u"above:"_s))
        return wrong(say("--ttl needs none, any, below: or above: and a duration."));
    const auto limit = parseTime(u"ttl"_s, which.sliced(6));
    if (!limit)
        return limit.error();
    (isBelow ? condition.ttlBelow : condition.ttlAbove) = *limit;
    return std::nullopt;
}

Result<int> parsePercent(const QString &option, const QString &text)
{
    QString number = text;
    if (number.endsWith(u'%'))
        number.chop(1);
    bool isNumber = false;
    const int percent = number.toInt(&isNumber);
    if (!isNumber || percent < 1 || percent > 100)
        return wrong(say("--%1 needs a percentage from 1 to 100.").arg(option));
    return percent;
}

// Those of which one says what is done.
QStringList actionsIn(const CliArguments &arguments)
{
    QStringList given;
    for (const QString &option : {u"expire"_s, u"expire-at"_s, u"soften"_s, u"persist"_s}) {
        if (arguments.isSet(option))
            given << option;
    }
    return given;
}

QStringList detailsIn(const CliArguments &arguments)
{
    QStringList given;
    for (const QString &option :
        {u"jitter"_s, u"spread"_s, u"only-shorten"_s, u"only-lengthen"_s}) {
        if (arguments.isSet(option))
            given << option;
    }
    return given;
}

std::optional<Error> contradiction(const CliArguments &arguments)
{
    const QStringList actions = actionsIn(arguments);
    const QStringList details = detailsIn(arguments);
    if (actions.size() > 1)
        return wrong(say("Either --%1 or --%2, not both.").arg(actions[0], actions[1]));
    const bool isExpire = actions.contains(u"expire"_s) || actions.contains(u"expire-at"_s);
    if (!details.isEmpty() && !isExpire)
        return wrong(say("--%1 goes with --expire and --expire-at.").arg(details.first()));
    if (arguments.isSet(u"jitter"_s) && actions.contains(u"expire-at"_s))
        return wrong(say("--jitter goes with --expire. With --expire-at use --spread."));
    if (arguments.isSet(u"jitter"_s) && arguments.isSet(u"spread"_s))
        return wrong(say("Either --jitter or --spread, not both."));
    if (arguments.isSet(u"only-shorten"_s) && arguments.isSet(u"only-lengthen"_s))
        return wrong(say("Either --only-shorten or --only-lengthen, not both."));
    return std::nullopt;
}

} // namespace

Result<milliseconds> parseTime(const QString &option, const QString &text)
{
    const DurationInput input = parseDuration(text);
    if (!input.isOk())
        return wrong(u"--"_s + option + u": "_s + input.refusal);
    if (input.duration <= milliseconds(0))
        return wrong(say("--%1 needs a duration of more than 0.").arg(option));
    return input.duration;
}

Result<QDateTime> parseInstant(const QString &option, const QString &text)
{
    bool isUnix = false;
    const qint64 seconds = text.mid(1).toLongLong(&isUnix);
    const QDateTime instant = text.startsWith(u'@') && isUnix
        ? QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::utc())
        : QDateTime::fromString(text, Qt::ISODate);
    if (!instant.isValid())
        return wrong(
            say("--%1 needs a time, such as 2026-12-24T18:00 or @1782324000.").arg(option));
    const QString refusal = refusalOfExpiry(instant, QDateTime::currentDateTimeUtc());
    if (!refusal.isEmpty())
        return wrong(u"--"_s + option + u": "_s + refusal);
    return instant;
}

Result<BulkScope> scopeOf(const CliArguments &arguments)
{
    BulkScope scope;
    scope.pattern = arguments.word(0).toUtf8();
    if (scope.pattern.isEmpty())
        return wrong(say("An empty pattern matches no key but the one without a name. Say * for "
                         "all keys."));
    scope.except = arguments.value(u"except"_s).toUtf8();
    scope.condition.type = arguments.value(u"type"_s).toUtf8().toLower();
    std::optional<Error> error;
    if (arguments.isSet(u"ttl"_s))
        error = takeTtlFilter(arguments.value(u"ttl"_s), scope.condition);
    milliseconds idle{0};
    take(arguments, u"idle"_s, &parseTime, idle, error);
    take(arguments, u"larger"_s, &parseBytes, scope.condition.largerThan, error);
    if (error)
        return *error;
    if (idle > milliseconds(0))
        scope.condition.idleLonger = std::chrono::ceil<std::chrono::seconds>(idle);
    return scope;
}

bool saysAction(const CliArguments &arguments)
{
    return !actionsIn(arguments).isEmpty() || !detailsIn(arguments).isEmpty();
}

Result<BulkAction> actionOf(const CliArguments &arguments)
{
    if (const auto error = contradiction(arguments))
        return *error;
    using Kind = BulkAction::Kind;
    BulkAction action;
    std::optional<Error> error;
    QDateTime at;
    const QString kind = actionsIn(arguments).value(0);
    if (kind == u"expire")
        action.kind = Kind::Expire;
    else if (kind == u"expire-at")
        action.kind = Kind::ExpireAt;
    else if (kind == u"soften")
        action.kind = Kind::Soften;
    else if (kind == u"persist")
        action.kind = Kind::Persist;
    take(arguments, u"expire"_s, &parseTime, action.ttl, error);
    take(arguments, u"soften"_s, &parseTime, action.ttl, error);
    take(arguments, u"expire-at"_s, &parseInstant, at, error);
    take(arguments, u"jitter"_s, &parsePercent, action.jitter, error);
    take(arguments, u"spread"_s, &parseTime, action.span, error);
    if (error)
        return *error;
    if (at.isValid())
        action.at = at.toMSecsSinceEpoch();
    if (action.jitter > 0)
        action.spread = BulkAction::Spread::Jitter;
    else if (action.span > milliseconds(0))
        action.spread = BulkAction::Spread::Even;
    if (arguments.isSet(u"only-shorten"_s))
        action.only = BulkAction::Only::Shorten;
    else if (arguments.isSet(u"only-lengthen"_s))
        action.only = BulkAction::Only::Lengthen;
    return action;
}

Result<Pace> paceOf(const CliArguments &arguments)
{
    if (!arguments.isSet(u"pace"_s))
        return Pace::Adaptive;
    const std::optional<Pace> pace = paceFromWord(arguments.value(u"pace"_s));
    if (!pace)
        return wrong(say("--pace needs gentle, adaptive or full."));
    return *pace;
}

Result<BulkPlan> limitsOf(const CliArguments &arguments)
{
    BulkPlan plan;
    std::optional<Error> error;
    take(arguments, u"max-keys"_s, &parseCount, plan.mostKeys, error);
    take(arguments, u"snapshot-max"_s, &parseBytes, plan.snapshotMostBytes, error);
    const Result<Pace> pace = paceOf(arguments);
    if (!error && !pace)
        error = pace.error();
    if (!error && arguments.isSet(u"no-snapshot"_s) && arguments.isSet(u"snapshot-max"_s))
        error = wrong(say("Either --no-snapshot or --snapshot-max, not both."));
    if (error)
        return *error;
    plan.pace = *pace;
    plan.keepsSnapshot = !arguments.isSet(u"no-snapshot"_s);
    plan.reason = arguments.value(u"reason"_s);
    return plan;
}

Result<QMap<QString, QString>> parametersOf(const CliArguments &arguments)
{
    QMap<QString, QString> parameters;
    for (const QString &given : arguments.options.value(u"param"_s)) {
        const qsizetype sign = given.indexOf(u'=');
        if (sign < 1)
            return wrong(say("--param needs NAME=VALUE."));
        parameters[given.first(sign)] = given.sliced(sign + 1);
    }
    return parameters;
}

} // namespace hitlens
