// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/closerlook.h"

#include "app/monitoring/closerlookencodings.h"
#include "app/monitoring/findingminimums.h"
#include "app/monitoring/findingwords.h"

#include <QDateTime>
#include <QLocale>
#include <QMap>

#include <algorithm>
#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 cliffWidth = std::chrono::milliseconds(minimums::cliffWidth).count();
constexpr qsizetype mostNamed = 3;

using words::tr;

// The minute in which the most keys of a prefix expire.
struct Cliff
{
    QByteArray prefix;
    qsizetype keys = 0; // sampled
    qsizetype ofPrefix = 0; // sampled, with a TTL
    qint64 from = 0; // milliseconds from when it was asked

    double share() const { return static_cast<double>(keys) / static_cast<double>(ofPrefix); }
};

QByteArray prefixOf(const QByteArray &key, const QByteArray &separator)
{
    const qsizetype end = separator.isEmpty() ? -1 : key.indexOf(separator);
    return end < 0 ? QByteArray() : key.first(end + separator.size());
}

Cliff steepest(const QByteArray &prefix, QList<qint64> instants)
{
    std::ranges::sort(instants);
    Cliff cliff{prefix, 0, instants.size(), 0};
    for (qsizetype first = 0, end = 0; first < instants.size(); ++first) {
        while (end < instants.size() && instants[end] < instants[first] + cliffWidth)
            ++end;
        if (end - first > cliff.keys) {
            cliff.keys = end - first;
            cliff.from = instants[first];
        }
    }
    return cliff;
}

// Evenly they would expire over the time until the last one does.
bool isCliff(const Cliff &cliff, const QList<qint64> &instants, double limit)
{
    const auto last = static_cast<double>(*std::ranges::max_element(instants));
    const double even = std::min(1.0, cliffWidth / std::max(last, 1.0));
    return cliff.keys >= minimums::keysInCliff && cliff.share() >= limit
        && cliff.share() >= even * minimums::cliffSteepness;
}

std::optional<Cliff> steepestOf(
    const QList<SampledKey> &sample, const QByteArray &separator, double limit)
{
    QMap<QByteArray, QList<qint64>> byPrefix;
    for (const SampledKey &key : sample) {
        if (key.expiresIn)
            byPrefix[prefixOf(key.name, separator)].append(*key.expiresIn);
    }
    std::optional<Cliff> worst;
    for (auto prefix = byPrefix.cbegin(); prefix != byPrefix.cend(); ++prefix) {
        const Cliff cliff = steepest(prefix.key(), prefix.value());
        if (isCliff(cliff, prefix.value(), limit) && (!worst || cliff.keys > worst->keys))
            worst = cliff;
    }
    return worst;
}

QString shown(const QByteArray &name)
{
    return QString::fromUtf8(name.first(std::min<qsizetype>(name.size(), 60)));
}

std::optional<Finding> expiryCliff(
    const CloserLook &look, const QByteArray &separator, const FindingLimits &limits)
{
    const auto cliff = steepestOf(look.sample, separator, limits[FindingKind::ExpiryCliff]);
    if (!cliff)
        return std::nullopt;
    // Of that many sampled ones, as of a Poisson process; twice that holds in 19 of 20 samples.
    const double part = static_cast<double>(cliff->keys) / static_cast<double>(look.sample.size());
    const double error = 2 / std::sqrt(static_cast<double>(cliff->keys));
    const QString time = QLocale().toString(
        QDateTime::fromMSecsSinceEpoch(look.at + cliff->from).time(), u"HH:mm"_s);
    const QString where = cliff->prefix.isEmpty() ? tr("keys") : shown(cliff->prefix) + u'*';
    const bool hasPrefix = !cliff->prefix.isEmpty();
    return Finding{FindingKind::ExpiryCliff, Finding::Severity::Warning,
        tr("About %1 of %2 expire within the same minute")
            .arg(words::count(part * static_cast<double>(look.keys)), where),
        tr("At about %1: %2 of the keys with a TTL there. From a sample of %3 keys, within %4.")
            .arg(time, words::percent(cliff->share()), words::count(qint64(look.sample.size())),
                u"± "_s + words::percent(error)),
        tr("They were written together with one TTL. When they go, everybody misses at once. Add "
           "a random part to the TTL where they are written; those that are there can be spread "
           "now, by expiring them with jitter."),
        hasPrefix ? tr("Spread them…") : tr("Look at the keys"),
        hasPrefix ? Finding::Place::Spread : Finding::Place::Keys, {}, {}, {}, cliff->prefix,
        look.at + cliff->from};
}

std::optional<Finding> bigKeys(const CloserLook &look, const FindingLimits &limits)
{
    QList<SampledKey> big;
    double all = 0;
    double inBig = 0;
    QSet<QByteArray> names; // a key may have been drawn more than once
    for (const SampledKey &key : look.sample) {
        if (names.contains(key.name))
            continue;
        names.insert(key.name);
        const auto bytes = static_cast<double>(key.bytes.value_or(0));
        all += bytes;
        if (bytes < limits[FindingKind::BigKeys] || !key.bytes)
            continue;
        big.append(key);
        inBig += bytes;
    }
    if (big.isEmpty())
        return std::nullopt;
    std::ranges::sort(
        big, [](const SampledKey &a, const SampledKey &b) { return a.bytes > b.bytes; });
    QStringList named;
    for (const SampledKey &key : big.first(std::min(big.size(), mostNamed)))
        named << tr("%1 (%2)").arg(shown(key.name), words::bytes(static_cast<double>(*key.bytes)));
    return Finding{FindingKind::BigKeys, Finding::Severity::Warning,
        tr("Some keys are larger than %1").arg(words::bytes(limits[FindingKind::BigKeys])),
        tr("%1 of %2 sampled keys, with %3 of the memory of all that were sampled: %4.")
            .arg(words::count(qint64(big.size())), words::count(qint64(names.size())),
                words::percent(inBig / all), named.join(u", "_s)),
        tr("While such a key is read as a whole, deleted or moved, nobody else is served. Split "
           "it, or read and remove it in parts (UNLINK, HSCAN, GETRANGE)."),
        tr("Look for large keys"), Finding::Place::Keys};
}

QString whoIs(const NewConnections &client)
{
    const QString address = client.address.isEmpty() ? tr("a local socket") : shown(client.address);
    return client.name.isEmpty() ? tr("%1 (no name)").arg(address)
                                 : tr("%1 (“%2”)").arg(address, shown(client.name));
}

std::optional<Finding> reconnecting(const CloserLook &look, const FindingLimits &limits)
{
    const double seconds = std::chrono::duration<double>(look.watched).count();
    if (look.seen.isEmpty() || seconds <= 0
        || static_cast<double>(look.opened) / seconds < limits[FindingKind::Reconnecting])
        return std::nullopt;
    qint64 seen = 0;
    for (const NewConnections &client : look.seen)
        seen += client.count;
    QStringList named;
    for (const NewConnections &client : look.seen.first(std::min(look.seen.size(), mostNamed)))
        named << tr("%1: %2").arg(whoIs(client), words::count(client.count));
    return Finding{FindingKind::Reconnecting, Finding::Severity::Warning,
        tr("%1 connects again and again").arg(whoIs(look.seen.first())),
        tr("%1 connections were opened in %2; of %3 that were still there: %4.")
            .arg(words::count(look.opened), words::time(seconds), words::count(seen),
                named.join(u", "_s)),
        tr("A new connection costs more than most commands. That client lacks a pool, or its pool "
           "is too small. Clients that set a name (CLIENT SETNAME) are easier to find. Once it is "
           "mended, look again."),
        tr("Look again"), Finding::Place::Look};
}

QByteArray fieldOf(const QList<QByteArray> &fields, const QByteArray &name)
{
    for (const QByteArray &field : fields) {
        if (field.startsWith(name))
            return field.sliced(name.size());
    }
    return {};
}

} // namespace

QList<ListedClient> parseClientList(QByteArrayView text)
{
    QList<ListedClient> clients;
    for (const QByteArray &line : text.toByteArray().split('\n')) {
        const QList<QByteArray> fields = line.trimmed().split(' ');
        const qint64 id = fieldOf(fields, "id=").toLongLong();
        const QByteArray address = fieldOf(fields, "addr=");
        if (id <= 0)
            continue;
        // Of a unix socket it is the path, and the port is 0.
        const bool isLocal = address.startsWith('/') || address.isEmpty();
        clients.append({id, fieldOf(fields, "name="),
            isLocal ? QByteArray()
                    : address.first(std::max<qsizetype>(address.lastIndexOf(':'), 0)),
            fieldOf(fields, "cmd=")});
    }
    return clients;
}

QList<Finding> findingsOfLook(
    const CloserLook &look, const QByteArray &separator, const FindingLimits &limits)
{
    QList<Finding> findings;
    for (const auto &finding : {expiryCliff(look, separator, limits), bigKeys(look, limits),
             costlyEncodings(look, limits), reconnecting(look, limits)}) {
        if (finding)
            findings.append(*finding);
    }
    return findings;
}

} // namespace hitlens
