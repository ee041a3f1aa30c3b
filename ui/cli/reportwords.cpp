// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/reportwords.h"

#include "app/keyspace/transfer/transfertext.h"
#include "ui/cli/clioutput.h"
#include "ui/invalidation/bulkwords.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <array>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shownLines = 10;

QString say(const char *text)
{
    return QCoreApplication::translate("ReportWords", text);
}

struct BucketWords
{
    const char *text;
    QLatin1StringView json;
};

// As TtlBucket.
const std::array<BucketWords, ttlBuckets> buckets{{
    {QT_TRANSLATE_NOOP("ReportWords", "no expiry"), "none"_L1},
    {QT_TRANSLATE_NOOP("ReportWords", "below 1 s"), "belowSecond"_L1},
    {QT_TRANSLATE_NOOP("ReportWords", "below 10 s"), "belowTenSeconds"_L1},
    {QT_TRANSLATE_NOOP("ReportWords", "below 1 min"), "belowMinute"_L1},
    {QT_TRANSLATE_NOOP("ReportWords", "below 10 min"), "belowTenMinutes"_L1},
    {QT_TRANSLATE_NOOP("ReportWords", "below 1 h"), "belowHour"_L1},
    {QT_TRANSLATE_NOOP("ReportWords", "below 1 d"), "belowDay"_L1},
    {QT_TRANSLATE_NOOP("ReportWords", "longer"), "longer"_L1},
}};

QString jsonName(const QByteArray &name)
{
    return QString::fromUtf8(toTransferText(name));
}

QString row(const QString &heading, const QString &text)
{
    return heading.leftJustified(reportHeading) + text;
}

QString shares(const QList<std::pair<QString, qint64>> &parts)
{
    QStringList texts;
    for (const auto &[name, count] : parts)
        texts << name + u' ' + formatCount(count);
    return texts.join(u", "_s);
}

QString memoryText(const DryRunResult &result)
{
    const SampleSummary &sample = result.sample;
    if (result.exactBytes)
        return formatBytes(*result.exactBytes);
    if (!sample.memory)
        return u"–"_s;
    const QString bytes = formatBytes(sample.memory->bytes);
    return sample.memory->error == 0
        ? bytes
        : say("about %1 (± %2, from %3)")
              .arg(bytes, formatBytes(sample.memory->error), formatKeys(sample.sampled));
}

QString ofSample(const SampleSummary &sample)
{
    return sample.isComplete() ? QString()
                               : say(" (of %1 sampled)").arg(formatCount(sample.sampled));
}

QList<std::pair<QString, qint64>> named(const QList<std::pair<QByteArray, qint64>> &counts)
{
    QList<std::pair<QString, qint64>> texts;
    for (const auto &[name, count] : counts)
        texts.emplaceBack(terminalText(name), count);
    return texts.first(std::min(texts.size(), shownLines));
}

// The rest, which has no prefix of its own, is left out.
QList<std::pair<QByteArray, qint64>> countsOf(const QList<PrefixTally::Prefix> &prefixes)
{
    QList<std::pair<QByteArray, qint64>> counts;
    for (const PrefixTally::Prefix &prefix : prefixes) {
        if (!prefix.bytes.isEmpty())
            counts.emplaceBack(prefix.bytes, prefix.keys);
    }
    return counts;
}

QString ttlText(const std::array<qint64, ttlBuckets> &ttls)
{
    QList<std::pair<QString, qint64>> parts;
    for (size_t i = 0; i < ttlBuckets; ++i) {
        if (ttls[i] > 0)
            parts.emplaceBack(say(buckets[i].text), ttls[i]);
    }
    return shares(parts);
}

QJsonObject toJson(const QList<std::pair<QByteArray, qint64>> &counts)
{
    QJsonObject json;
    for (const auto &[name, count] : counts)
        json[jsonName(name)] = count;
    return json;
}

} // namespace

QStringList dryRunLines(const DryRunResult &result, const QByteArrayList &names)
{
    QStringList lines;
    const QString about = result.isExact ? QString() : say(" (SCAN may have counted some twice)");
    lines << row(say("Keys"), formatCount(result.found) + about);
    if (result.keyspace)
        lines.last() += say(" of %1").arg(formatCount(*result.keyspace));
    if (result.outOfReach > 0)
        lines << row({},
            say("%1 more may not be looked at by this user and are left out.")
                .arg(formatKeys(result.outOfReach)));
    if (result.found == 0)
        return lines;
    const SampleSummary &sample = result.sample;
    lines << row(say("Memory"), memoryText(result));
    if (!sample.types.isEmpty())
        lines << row(say("Types"), shares(named(sample.types)) + ofSample(sample));
    if (sample.ttls)
        lines << row(say("Time to live"), ttlText(*sample.ttls) + ofSample(sample));
    if (!countsOf(result.prefixes).isEmpty())
        lines << row(say("Prefixes"), shares(named(countsOf(result.prefixes))));
    for (qsizetype i = 0; i < std::min(names.size(), shownLines); ++i)
        lines << row(i == 0 ? say("Names") : QString(), terminalText(names[i]));
    if (result.found > shownLines)
        lines << row({}, u"…"_s);
    return lines;
}

QJsonObject toJson(const DryRunResult &result, const QByteArrayList &names)
{
    QJsonObject json;
    json[u"keys"_s] = result.found;
    json[u"isExact"_s] = result.isExact;
    json[u"keyspace"_s] = result.keyspace ? QJsonValue(*result.keyspace) : QJsonValue();
    json[u"outOfReach"_s] = result.outOfReach;
    json[u"sampled"_s] = result.sample.sampled;
    auto memory = result.sample.memory;
    if (result.exactBytes)
        memory = SampleSummary::Memory{*result.exactBytes, 0};
    json[u"bytes"_s] = memory ? QJsonValue(memory->bytes) : QJsonValue();
    json[u"bytesError"_s] = memory ? QJsonValue(memory->error) : QJsonValue();
    json[u"types"_s] = toJson(result.sample.types);
    json[u"prefixes"_s] = toJson(countsOf(result.prefixes));
    QJsonObject ttls;
    for (size_t i = 0; result.sample.ttls && i < ttlBuckets; ++i)
        ttls[buckets[i].json] = (*result.sample.ttls)[i];
    json[u"ttls"_s] = ttls;
    QJsonArray first;
    for (const QByteArray &name : names)
        first << jsonName(name);
    json[u"names"_s] = first;
    return json;
}

QStringList reportLines(const BulkReport &report)
{
    QStringList lines{row(say("Result"), countsText(report.counts))};
    for (const KeyFailure &failure : report.failures)
        lines << row({}, terminalText(failure.key) + u": "_s + failure.text);
    return lines;
}

QJsonObject toJson(const BulkReport &report)
{
    static const std::array words{"complete"_L1, "cancelled"_L1, "moreThanAllowed"_L1,
        "snapshotFull"_L1, "snapshotFailed"_L1, "refused"_L1, "lost"_L1};
    QJsonObject json;
    json[u"end"_s] = words[static_cast<size_t>(report.end)];
    json[u"done"_s] = report.counts.done;
    json[u"skipped"_s] = report.counts.skipped;
    json[u"gone"_s] = report.counts.gone;
    json[u"failed"_s] = report.counts.failed;
    json[u"unknown"_s] = report.counts.unknown;
    QJsonArray failures;
    for (const KeyFailure &failure : report.failures)
        failures << QJsonObject{{u"key"_s, jsonName(failure.key)}, {u"text"_s, failure.text}};
    json[u"failures"_s] = failures;
    json[u"snapshotKeys"_s] = report.snapshotKeys;
    json[u"snapshotBytes"_s] = report.snapshotBytes;
    return json;
}

CliExit exitOf(const BulkReport &report)
{
    switch (report.end) {
    case BulkReport::End::Complete:
        break;
    case BulkReport::End::Cancelled:
        return CliExit::Interrupted;
    case BulkReport::End::MoreThanAllowed:
        return CliExit::TooMany;
    case BulkReport::End::SnapshotFull:
    case BulkReport::End::SnapshotFailed:
        return CliExit::NoSnapshot;
    case BulkReport::End::Refused:
        return CliExit::Refused;
    case BulkReport::End::Lost:
        return CliExit::NotConnected;
    }
    return report.counts.failed + report.counts.unknown > 0 ? CliExit::SomeFailed : CliExit::Done;
}

} // namespace hitlens
