// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/overviewwords.h"

#include "app/monitoring/findings.h"
#include "app/monitoring/findingwords.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostMarkLines = 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("Overview", text);
}

} // namespace

QString clockTime(const History &history, Instant at)
{
    const auto time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(history.toWall(at)));
    const bool isToday = time.date() == QDate::currentDate();
    return time.toString(isToday ? u"HH:mm:ss"_s : u"ddd d MMM HH:mm:ss"_s);
}

QString memoryNote(const ServerInfo &info, const FillTime &fillTime)
{
    if (!info.maxmemory || !info.usedMemory)
        return {};
    if (*info.maxmemory == 0)
        return tr("no limit set");
    const double part
        = static_cast<double>(*info.usedMemory) / static_cast<double>(*info.maxmemory);
    if (fillTime)
        return tr("%1 · %2").arg(formatPercent(part), fillNote(fillTime));
    return tr("%1 of %2").arg(formatPercent(part), formatBytes(info.maxmemory));
}

QString fillNote(const FillTime &fillTime)
{
    return fillTime ? tr("full %1").arg(words::fullIn(*fillTime)) : QString();
}

FillTime fillTime(const History &history, Instant now)
{
    const auto limit = history.current(Metric::MaxMemory, now);
    // The sum of several nodes is full long after the first of them.
    if (!limit || history.latest()->info.runId.contains('+'))
        return std::nullopt;
    const auto evicted = history.summary(Metric::Evicted, now, findingWindow);
    if (evicted && evicted->mean > 0)
        return std::nullopt; // it is full already
    return timeUntilFull(history.means(Metric::UsedMemory, now, 1h), *limit);
}

QString describe(const HistoryEvent &event)
{
    switch (event.kind) {
    case HistoryEvent::Kind::Restart:
        return tr("The server was restarted.");
    case HistoryEvent::Kind::Failover:
        return tr("Another server answers: a failover, or a node that came or went.");
    case HistoryEvent::Kind::StatisticsReset:
        return tr("The server's statistics were reset.");
    case HistoryEvent::Kind::Note:
    case HistoryEvent::Kind::Act:
        break;
    }
    return event.text;
}

QString rangeTitle(const QString &name, double from, double until)
{
    const auto told = [](double x) {
        const auto local = QDateTime::fromMSecsSinceEpoch(std::llround(x));
        return local.toOffsetFromUtc(local.offsetFromUtc())
            .toString(Qt::ISODate)
            .replace(u'T', u' ');
    };
    return tr("%1, %2 to %3").arg(name, told(from), told(until));
}

QStringList markLines(QList<ChartMark> marks, double from, double until)
{
    marks.removeIf([=](const ChartMark &mark) { return mark.until < from || mark.from > until; });
    std::ranges::stable_sort(marks, {}, &ChartMark::from);
    QStringList lines;
    for (const ChartMark &mark :
        std::as_const(marks).first(std::min(mostMarkLines, marks.size()))) {
        const auto time = QDateTime::fromMSecsSinceEpoch(std::llround(mark.from));
        lines << time.toString(u"ddd d MMM HH:mm:ss"_s) + u"  "_s + mark.text.simplified();
    }
    if (const qsizetype more = marks.size() - lines.size(); more > 0)
        lines << tr("More that happened: %1").arg(more);
    return lines;
}

QString fileNameOf(const QString &name, double until)
{
    QString file = name;
    for (QChar &letter : file) {
        if (letter < u' ' || u"/\\:*?\"<>|"_s.contains(letter))
            letter = u'-';
    }
    return file.left(60) + u' '
        + QDateTime::fromMSecsSinceEpoch(std::llround(until)).toString(u"yyyy-MM-dd HHmm"_s);
}

QString expiryNote(const ServerInfo &info)
{
    if (!info.databases)
        return {};
    qint64 keys = 0;
    qint64 expiring = 0;
    for (const DatabaseInfo &database : *info.databases) {
        keys += database.keys;
        expiring += database.expires;
    }
    if (keys == 0)
        return tr("no keys");
    const double part = static_cast<double>(expiring) / static_cast<double>(keys);
    return tr("%1 with a TTL").arg(formatPercent(part));
}

} // namespace hitlens
