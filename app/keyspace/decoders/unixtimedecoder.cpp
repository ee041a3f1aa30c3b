// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/unixtimedecoder.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <optional>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

enum class Unit { Seconds, Milliseconds, Microseconds };

struct UnixTime
{
    qint64 seconds = 0;
    QByteArray fraction; // digits
    Unit unit = Unit::Seconds;
};

bool isDigits(QByteArrayView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// 1000000000 is in 2001; 4102444800 is 2100.
std::optional<UnixTime> parse(QByteArrayView bytes)
{
    constexpr qsizetype secondDigits = 10;
    constexpr qint64 end = 4102444800;
    const qsizetype point = bytes.indexOf('.');
    const QByteArrayView whole = point < 0 ? bytes : bytes.first(point);
    const QByteArrayView after = point < 0 ? QByteArrayView() : bytes.sliced(point + 1);
    if (!isDigits(whole) || !isDigits(after) || after.size() > 9 || whole.startsWith('0'))
        return std::nullopt;
    UnixTime time;
    if (whole.size() == secondDigits && (point < 0 || !after.isEmpty()))
        time = {0, after.toByteArray(), Unit::Seconds};
    else if (whole.size() == secondDigits + 3 && point < 0)
        time = {0, whole.last(3).toByteArray(), Unit::Milliseconds};
    else if (whole.size() == secondDigits + 6 && point < 0)
        time = {0, whole.last(6).toByteArray(), Unit::Microseconds};
    else
        return std::nullopt;
    time.seconds = whole.first(secondDigits).toByteArray().toLongLong();
    if (time.seconds >= end)
        return std::nullopt;
    return time;
}

// After the point.
qsizetype digitsOf(Unit unit)
{
    return unit == Unit::Milliseconds ? 3 : unit == Unit::Microseconds ? 6 : 9;
}

QString noteOf(Unit unit)
{
    return unit == Unit::Milliseconds ? Decoder::tr("Milliseconds since 1970.")
        : unit == Unit::Microseconds  ? Decoder::tr("Microseconds since 1970.")
                                      : Decoder::tr("Seconds since 1970.");
}

} // namespace

QByteArray UnixTimeDecoder::id() const
{
    return "unixtime"_ba;
}

QString UnixTimeDecoder::name() const
{
    return tr("Unix time");
}

Confidence UnixTimeDecoder::detect(QByteArrayView bytes) const
{
    return parse(bytes) ? Confidence::Possible : Confidence::No;
}

Decoded UnixTimeDecoder::decode(QByteArrayView bytes, const DecodeLimits &) const
{
    const std::optional<UnixTime> time = parse(bytes);
    if (!time)
        return failed(0, tr("This is no time between 2001 and 2100."));
    Decoded decoded;
    decoded.kind = Decoded::Kind::Text;
    const QDateTime instant = QDateTime::fromSecsSinceEpoch(time->seconds, QTimeZone::utc());
    decoded.content = instant.toString(u"yyyy-MM-ddTHH:mm:ss"_s).toLatin1();
    if (!time->fraction.isEmpty())
        decoded.content += '.' + time->fraction;
    decoded.content += 'Z';
    decoded.note = noteOf(time->unit);
    return decoded;
}

// In the unit of the original, and with as many digits as that needs.
Encoded UnixTimeDecoder::encode(QByteArrayView edited, QByteArrayView original) const
{
    static const QRegularExpression form(
        u"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\\.([0-9]+))?Z$"_s);
    const QRegularExpressionMatch typed = form.match(QString::fromUtf8(edited).trimmed());
    const QDateTime instant = QDateTime::fromString(typed.captured(1), Qt::ISODate);
    if (!typed.hasMatch() || !instant.isValid())
        return notEncoded(0, tr("Write the time as 2026-01-31T23:59:59Z, in UTC."));
    const std::optional<UnixTime> before = parse(original);
    const Unit unit = before ? before->unit : Unit::Seconds;
    QByteArray fraction = typed.captured(2).toLatin1();
    const qsizetype digits = digitsOf(unit);
    if (fraction.size() > digits)
        return notEncoded(
            20 + digits, tr("There are at most %1 digits after the point.").arg(digits));
    const QDateTime utc(instant.date(), instant.time(), QTimeZone::utc());
    QByteArray bytes = QByteArray::number(utc.toSecsSinceEpoch());
    if (unit == Unit::Seconds)
        bytes += fraction.isEmpty() ? fraction : '.' + fraction;
    else
        bytes += fraction.leftJustified(digits, '0');
    if (!parse(bytes))
        return notEncoded(0, tr("This is no time between 2001 and 2100."));
    return {bytes, -1, {}};
}

} // namespace hitlens
