// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringDecoder>

#include <array>
#include <cmath>

namespace hitlens {

namespace {

using namespace Qt::StringLiterals;

const QString unknown = u"–"_s;

QString oneDecimal(double value)
{
    return QLocale().toString(value, 'f', value < 100 ? 1 : 0);
}

QString escapedByte(uchar byte)
{
    switch (byte) {
    case '\n':
        return u"\\n"_s;
    case '\r':
        return u"\\r"_s;
    case '\t':
        return u"\\t"_s;
    default:
        return u"\\x%1"_s.arg(byte, 2, 16, QLatin1Char('0'));
    }
}

QString escapedText(const QString &text)
{
    QString shown;
    shown.reserve(text.size());
    for (const QChar character : text) {
        if (character == u'\\')
            shown += u"\\\\"_s;
        else if (character.unicode() < 0x20 || character.unicode() == 0x7f)
            shown += escapedByte(static_cast<uchar>(character.unicode()));
        else
            shown += character;
    }
    return shown;
}

} // namespace

QString formatCount(qint64 count)
{
    return QLocale().toString(count);
}

QString formatKeys(qint64 count)
{
    return count == 1 ? QCoreApplication::translate("Format", "1 key")
                      : QCoreApplication::translate("Format", "%1 keys").arg(formatCount(count));
}

QString formatShortCount(double count)
{
    constexpr std::array units{"", " k", " M", " G"};
    size_t unit = 0;
    while (std::abs(count) >= 999.5 && unit + 1 < units.size()) {
        count /= 1000;
        ++unit;
    }
    const bool whole = unit == 0 && (count >= 10 || count == std::floor(count));
    return (whole ? QLocale().toString(std::round(count), 'f', 0) : oneDecimal(count))
        + QLatin1StringView(units[unit]);
}

QString formatRate(std::optional<double> perSecond)
{
    return perSecond
        ? QCoreApplication::translate("Format", "%1/s").arg(formatShortCount(*perSecond))
        : unknown;
}

QString formatBytes(std::optional<qint64> bytes)
{
    if (!bytes)
        return unknown;
    constexpr std::array units{" B", " KiB", " MiB", " GiB", " TiB"};
    auto value = static_cast<double>(*bytes);
    size_t unit = 0;
    while (value >= 1023.95 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    return (unit == 0 ? QLocale().toString(*bytes) : oneDecimal(value))
        + QLatin1StringView(units[unit]);
}

QString formatPercent(std::optional<double> fraction)
{
    if (!fraction)
        return unknown;
    // 99.96 % must not read as 100 %: only a rate without a miss is 100.
    double percent = *fraction * 100;
    if (*fraction < 1)
        percent = std::min(percent, 99.9);
    return QCoreApplication::translate("Format", "%1 %").arg(QLocale().toString(percent, 'f', 1));
}

QString formatRoundTrip(std::chrono::microseconds span)
{
    const double ms = static_cast<double>(span.count()) / 1000;
    // Never 0.0: an answer takes its time.
    const QString figure = ms < 10 ? QLocale().toString(std::max(ms, 0.1), 'f', 1)
                                   : QLocale().toString(std::round(ms), 'f', 0);
    return QCoreApplication::translate("Format", "%1 ms").arg(figure);
}

QString formatDuration(std::chrono::milliseconds span)
{
    using namespace std::chrono;
    struct Unit
    {
        seconds length;
        const char *name;
    };
    static const std::array units{Unit{days(1), QT_TRANSLATE_NOOP("Format", "%1 d")},
        Unit{hours(1), QT_TRANSLATE_NOOP("Format", "%1 h")},
        Unit{minutes(1), QT_TRANSLATE_NOOP("Format", "%1 min")},
        Unit{seconds(1), QT_TRANSLATE_NOOP("Format", "%1 s")}};
    if (span < seconds(1))
        return QCoreApplication::translate("Format", "%1 ms").arg(span.count());
    auto rest = duration_cast<seconds>(span);
    QStringList parts;
    for (const Unit &unit : units) {
        const auto count = rest / unit.length;
        rest -= count * unit.length;
        if (count > 0)
            parts << QCoreApplication::translate("Format", unit.name).arg(count);
        else if (!parts.isEmpty())
            break;
        if (parts.size() == 2)
            break;
    }
    return parts.join(u' ');
}

QString displayBytes(QByteArrayView bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder.decode(bytes);
    if (!decoder.hasError())
        return escapedText(text);
    QString shown;
    for (const char character : bytes) {
        const auto byte = static_cast<uchar>(character);
        if (byte == '\\')
            shown += u"\\\\"_s;
        else if (byte < 0x20 || byte >= 0x7f)
            shown += escapedByte(byte);
        else
            shown += QLatin1Char(character);
    }
    return shown;
}

} // namespace hitlens
