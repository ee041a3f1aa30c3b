// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/chartticks.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>

namespace hitlens {

namespace {

constexpr int mostSteps = 5;

struct Prefix
{
    double factor;
    const char *text;
};

// The greatest prefix that the value reaches.
template <size_t count>
const Prefix &prefixFor(const std::array<Prefix, count> &prefixes, double value)
{
    size_t chosen = 0;
    while (chosen + 1 < count && value >= prefixes[chosen + 1].factor)
        ++chosen;
    return prefixes[chosen];
}

// As many decimals as the distance between two labels needs.
int decimalsFor(double step)
{
    const double places = -std::floor(std::log10(step) + 1e-9);
    const bool isOdd
        = std::abs(step * std::pow(10, places) - std::round(step * std::pow(10, places))) > 1e-6;
    return std::max(0, static_cast<int>(places) + (isOdd ? 1 : 0));
}

// 1, 2 or 5 times a power of ten.
double decimalStep(double range)
{
    const double rough = range / mostSteps;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (rough <= factor * power * (1 + 1e-9))
            return factor * power;
    }
    return 10 * power;
}

double binaryStep(double range)
{
    return std::exp2(std::ceil(std::log2(range / mostSteps)));
}

Ticks ticksFromZero(double greatest, double step, const Prefix &prefix)
{
    Ticks ticks;
    const auto steps = static_cast<int>(std::ceil(greatest / step - 1e-9));
    ticks.max = step * steps;
    for (int i = 0; i <= steps; ++i) {
        const QString number
            = QLocale().toString(step * i / prefix.factor, 'f', decimalsFor(step / prefix.factor));
        ticks.ticks.append(
            {step * i, i == 0 ? QLocale().toString(0) : number + QString::fromUtf8(prefix.text)});
    }
    return ticks;
}

Ticks byteTicks(double greatest)
{
    static constexpr std::array prefixes{Prefix{1, " B"}, Prefix{1024, " KiB"},
        Prefix{1048576, " MiB"}, Prefix{1073741824, " GiB"}, Prefix{1099511627776, " TiB"}};
    greatest = std::max(greatest, 1024.0);
    const double step = binaryStep(greatest);
    return ticksFromZero(greatest, step, prefixFor(prefixes, step));
}

Ticks countTicks(double greatest)
{
    static constexpr std::array prefixes{
        Prefix{1, ""}, Prefix{1e3, " k"}, Prefix{1e6, " M"}, Prefix{1e9, " G"}};
    greatest = std::max(greatest, 1.0);
    return ticksFromZero(greatest, decimalStep(greatest), prefixFor(prefixes, greatest));
}

Ticks secondsTicks(double greatest)
{
    static constexpr std::array prefixes{Prefix{1e-6, " µs"}, Prefix{1e-3, " ms"}, Prefix{1, " s"}};
    greatest = std::max(greatest, 1e-5);
    return ticksFromZero(greatest, decimalStep(greatest), prefixFor(prefixes, greatest));
}

Ticks coresTicks(double greatest)
{
    greatest = std::max(greatest, 0.01);
    return ticksFromZero(greatest, decimalStep(greatest), Prefix{0.01, " %"});
}

QString formatSeconds(const std::optional<double> &seconds)
{
    if (!seconds)
        return QStringLiteral("–");
    const auto show = [](double number, const char *unit) -> QString {
        const int decimals = number < 10 ? 2 : number < 100 ? 1 : 0;
        return QLocale().toString(number, 'f', decimals) + QString::fromUtf8(unit);
    };
    if (*seconds < 1e-3)
        return show(*seconds * 1e6, " µs");
    return *seconds < 1 ? show(*seconds * 1e3, " ms") : show(*seconds, " s");
}

Ticks percentTicks(double least)
{
    int step = 20; // percent
    for (const int finer : {10, 5, 2, 1}) {
        if (100 - mostSteps * finer <= least * 100)
            step = finer;
    }
    const int fitting = static_cast<int>(std::floor(least * 100 / step + 1e-9)) * step;
    const int first = std::min(fitting, 100 - 4 * step);
    Ticks ticks{first / 100.0, 1, {}};
    for (int percent = first; percent <= 100; percent += step) {
        ticks.ticks.append({percent / 100.0,
            QCoreApplication::translate("Chart", "%1 %").arg(QLocale().toString(percent))});
    }
    return ticks;
}

} // namespace

Ticks valueTicks(Unit unit, double least, double greatest)
{
    switch (unit) {
    case Unit::Percent:
        return percentTicks(least);
    case Unit::Bytes:
    case Unit::BytesPerSecond:
        return byteTicks(greatest);
    case Unit::Seconds:
        return secondsTicks(greatest);
    case Unit::Cores:
        return coresTicks(greatest);
    case Unit::PerSecond:
    case Unit::Count:
    case Unit::Ratio:
        break;
    }
    return countTicks(greatest);
}

Ticks timeTicks(double from, double until, int atMost)
{
    static constexpr std::array seconds{1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800,
        3600, 7200, 10800, 14400, 21600, 43200, 86400, 172800, 345600};
    const double span = until - from;
    double step = seconds.back() * 1000.0;
    for (auto it = seconds.rbegin(); it != seconds.rend(); ++it) {
        if (span / (*it * 1000.0) <= atMost)
            step = *it * 1000.0;
    }
    const auto shown = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(until));
    const double offset = shown.offsetFromUtc() * 1000.0;
    QString format = step < 60'000 ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm");
    if (span > 86'400'000.0 * 1.01)
        format = step < 86'400'000.0 ? QStringLiteral("ddd HH:mm") : QStringLiteral("ddd d");
    Ticks ticks{from, until, {}};
    // A label at the very edge would be cut.
    const double margin = span * 0.03;
    const double first = std::ceil((from + margin + offset) / step) * step - offset;
    const int count = static_cast<int>(std::floor((until - margin - first) / step)) + 1;
    for (int i = 0; i < count; ++i) {
        const double at = first + i * step;
        const auto time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(at));
        ticks.ticks.append({at, time.toString(format)});
    }
    return ticks;
}

QString formatValue(Unit unit, const std::optional<double> &value)
{
    switch (unit) {
    case Unit::Percent:
        return formatPercent(value);
    case Unit::Bytes:
        return formatBytes(value ? std::optional(std::llround(*value)) : std::nullopt);
    case Unit::BytesPerSecond:
        return value
            ? QCoreApplication::translate("Chart", "%1/s").arg(formatBytes(std::llround(*value)))
            : QStringLiteral("–");
    case Unit::Count:
        return value ? formatCount(std::llround(*value)) : QStringLiteral("–");
    case Unit::Seconds:
        return formatSeconds(value);
    case Unit::Cores:
        return value ? QCoreApplication::translate("Chart", "%1 %")
                           .arg(QLocale().toString(*value * 100, 'f', *value < 0.1 ? 1 : 0))
                     : QStringLiteral("–");
    case Unit::Ratio:
        return value ? QLocale().toString(*value, 'f', 2) : QStringLiteral("–");
    case Unit::PerSecond:
        break;
    }
    return formatRate(value);
}

} // namespace hitlens
