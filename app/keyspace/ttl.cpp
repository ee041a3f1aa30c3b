// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/ttl.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <limits>
#include <optional>

namespace hitlens {

namespace {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

QString say(const char *text)
{
    return QCoreApplication::translate("Ttl", text);
}

std::optional<qint64> unitLength(const QString &word)
{
    struct Unit
    {
        QStringList words;
        qint64 length;
    };
    static const QList<Unit> units{
        {{u"ms"_s, u"msec"_s, u"millisecond"_s, u"milliseconds"_s}, 1},
        {{u"s"_s, u"sec"_s, u"secs"_s, u"second"_s, u"seconds"_s}, second},
        {{u"m"_s, u"min"_s, u"mins"_s, u"minute"_s, u"minutes"_s}, minute},
        {{u"h"_s, u"hr"_s, u"hrs"_s, u"hour"_s, u"hours"_s}, hour},
        {{u"d"_s, u"day"_s, u"days"_s}, day},
        {{u"w"_s, u"week"_s, u"weeks"_s}, 7 * day},
    };
    for (const Unit &unit : units) {
        if (unit.words.contains(word.toLower()))
            return unit.length;
    }
    return std::nullopt;
}

// "1" and "5" of "1.5" in milliseconds, without a double in between; nullopt when it overflows.
std::optional<qint64> scaled(const QString &whole, const QString &fraction, qint64 unit)
{
    bool ok = false;
    qint64 total = whole.toLongLong(&ok);
    if (!ok || qMulOverflow(total, unit, &total))
        return std::nullopt;
    qint64 rest = 0;
    qint64 part = unit;
    for (const QChar digit : fraction.first(std::min<qsizetype>(fraction.size(), 9))) {
        rest += part * digit.digitValue() / 10; // what is lost is below a millisecond
        part /= 10;
    }
    if (qAddOverflow(total, rest, &total))
        return std::nullopt;
    return total;
}

DurationInput refused(const QString &why)
{
    return {milliseconds(0), why};
}

QString tooFar()
{
    return say("Redis cannot keep an expiry that far away.");
}

// The part of a duration that match stands on, added to sum; or why not.
QString addPart(const QRegularExpressionMatch &match, bool alone, qint64 &sum)
{
    const QString word = match.captured(u"unit");
    if (word.isEmpty() && !alone)
        return say("%1 has no unit. Use s, min, h or d.").arg(match.captured());
    const auto unit = word.isEmpty() ? second : unitLength(word);
    if (!unit)
        return say("“%1” is not a unit of time. Use s, min, h or d.").arg(word);
    const auto part = scaled(match.captured(u"whole"), match.captured(u"fraction"), *unit);
    if (!part || qAddOverflow(sum, *part, &sum))
        return tooFar();
    return {};
}

} // namespace

DurationInput parseDuration(const QString &text)
{
    static const QRegularExpression part(
        u"\\G(?<whole>[0-9]+)(?:\\.(?<fraction>[0-9]+))?\\s*(?<unit>\\p{L}*)\\s*"_s);
    const QString trimmed = text.trimmed();
    const bool negative = trimmed.startsWith(u'-');
    const QString body = negative ? trimmed.sliced(1).trimmed() : trimmed;
    if (body.isEmpty())
        return refused(say("Enter a duration, such as 90 s, 5 min or 1 h 30 min."));
    qint64 sum = 0;
    qsizetype at = 0;
    while (at < body.size()) {
        const QRegularExpressionMatch match = part.match(body, at);
        if (!match.hasMatch())
            return refused(say("“%1” is not a duration. Write it like 90 s, 5 min or 1 h 30 min.")
                               .arg(body.sliced(at)));
        const bool alone = at == 0 && match.capturedEnd() == body.size();
        const QString why = addPart(match, alone, sum);
        if (!why.isEmpty())
            return refused(why);
        at = match.capturedEnd();
    }
    return {milliseconds(negative ? -sum : sum), {}};
}

QString refusalOfTtl(milliseconds ttl, const QDateTime &now)
{
    if (ttl <= milliseconds(0))
        return say("This deletes the key: use Delete.");
    if (ttl.count() > std::numeric_limits<qint64>::max() - now.toMSecsSinceEpoch())
        return tooFar();
    return {};
}

QString refusalOfExpiry(const QDateTime &when, const QDateTime &now)
{
    if (!when.isValid())
        return say("Enter a date and a time.");
    if (when <= now)
        return say("That time has passed. This deletes the key: use Delete.");
    return {};
}

Ttl Countdown::at(Clock::time_point now) const
{
    if (m_measured.state != Ttl::State::Expires)
        return m_measured;
    const auto left = m_measured.left - std::chrono::duration_cast<milliseconds>(now - m_when);
    if (left <= milliseconds(0))
        return {Ttl::State::Gone, milliseconds(0)};
    return {Ttl::State::Expires, left};
}

} // namespace hitlens
