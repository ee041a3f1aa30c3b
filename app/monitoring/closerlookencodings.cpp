// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/closerlookencodings.h"

#include "app/monitoring/findingminimums.h"
#include "app/monitoring/findingwords.h"

#include <QSet>

#include <algorithm>
#include <bit>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using words::tr;

struct CompactFamily
{
    KeyType type;
    const char *encoding;
    const char *setting; // what its two settings begin with
    const char *name;
};
constexpr CompactFamily compactFamilies[]{
    {KeyType::Hash, "hashtable", "hash-max-", QT_TRANSLATE_NOOP("Finding", "hashes")},
    {KeyType::Set, "hashtable", "set-max-", QT_TRANSLATE_NOOP("Finding", "sets")},
    {KeyType::SortedSet, "skiplist", "zset-max-", QT_TRANSLATE_NOOP("Finding", "sorted sets")}};

// The two settings as this server calls them.
struct CompactLimits
{
    QByteArray entriesName;
    QByteArray valueName;
    qint64 entries = 0;
    qint64 value = 0; // bytes
};

std::optional<CompactLimits> limitsInForce(const CloserLook &look, const CompactFamily &family)
{
    for (const QByteArray &encoding : {QByteArray("listpack-"), QByteArray("ziplist-")}) {
        CompactLimits limits{
            family.setting + encoding + "entries", family.setting + encoding + "value"};
        limits.entries = look.settings.value(limits.entriesName, -1);
        limits.value = look.settings.value(limits.valueName, -1);
        if (limits.entries >= 0 && limits.value >= 0)
            return limits;
    }
    return std::nullopt;
}

// What of the sample misses the compact encoding by little.
struct CostlyPart
{
    QList<qint64> lengths; // sorted
    double bytes = 0;
    double allBytes = 0; // of the sample
    qsizetype allKeys = 0;

    double share() const { return allBytes > 0 ? bytes / allBytes : 0; }
    double meanOf(double sum) const { return sum / static_cast<double>(lengths.size()); }
};

CostlyPart costlyPart(const CloserLook &look, const CompactFamily &family, qint64 mostLength)
{
    CostlyPart part;
    QSet<QByteArray> names; // a key may have been drawn more than once
    for (const SampledKey &key : look.sample) {
        if (names.contains(key.name) || !key.bytes)
            continue;
        names.insert(key.name);
        part.allBytes += static_cast<double>(*key.bytes);
        if (key.type != family.type || key.encoding != family.encoding || !key.length
            || *key.length > mostLength)
            continue;
        part.lengths.append(*key.length);
        part.bytes += static_cast<double>(*key.bytes);
    }
    part.allKeys = names.size();
    std::ranges::sort(part.lengths);
    return part;
}

Finding costlyFinding(
    const CompactFamily &family, const CompactLimits &limits, const CostlyPart &part)
{
    const QString name = tr(family.name);
    // Of most of them: it may be both.
    const bool isByNumber = part.lengths[part.lengths.size() / 2] > limits.entries;
    double elements = 0;
    for (const qint64 length : part.lengths)
        elements += static_cast<double>(length);
    const auto most = static_cast<quint64>(part.lengths[part.lengths.size() * 19 / 20]);
    const SettingValue proposed = isByNumber
        ? SettingValue{limits.entriesName, QByteArray::number(std::bit_ceil(most))}
        : SettingValue{limits.valueName, QByteArray::number(limits.value * 2)};
    return {FindingKind::CostlyEncodings, Finding::Severity::Hint,
        tr("%1 of the sampled memory is in %2 that just miss their compact encoding")
            .arg(words::percent(part.share()), name),
        tr("%1 of %2 sampled keys are such %3, with %4 elements and %5 in the mean.")
                .arg(words::count(qint64(part.lengths.size())), words::count(qint64(part.allKeys)),
                    name, words::count(part.meanOf(elements)),
                    words::bytes(part.meanOf(part.bytes)))
            + u' '
            + tr("In force: %1 is %2 and %3 is %4.")
                  .arg(QString::fromLatin1(limits.entriesName), words::count(limits.entries),
                      QString::fromLatin1(limits.valueName), words::count(limits.value)),
        (isByNumber ? tr("Most have more elements than the limit allows.")
                    : tr("Most have few enough elements, but one that is longer than the limit "
                         "allows."))
            + u' '
            + tr("Stored compactly they would take much less memory, and each access walks over "
                 "all elements: keep them short. Keys that are there change when they are written "
                 "anew, not at once."),
        tr("Change settings…"), Finding::Place::Settings, {proposed}};
}

} // namespace

bool isCostlyEncoding(QByteArrayView encoding)
{
    return std::ranges::any_of(compactFamilies,
        [encoding](const CompactFamily &family) { return encoding == family.encoding; });
}

std::optional<Finding> costlyEncodings(const CloserLook &look, const FindingLimits &limits)
{
    std::optional<Finding> worst;
    double most = limits[FindingKind::CostlyEncodings];
    for (const CompactFamily &family : compactFamilies) {
        const auto inForce = limitsInForce(look, family);
        if (!inForce)
            continue;
        const CostlyPart part = costlyPart(look, family, inForce->entries * minimums::costlyLength);
        if (part.lengths.size() < minimums::costlyKeys || part.share() < most)
            continue;
        most = part.share();
        worst = costlyFinding(family, *inForce, part);
    }
    return worst;
}

} // namespace hitlens
