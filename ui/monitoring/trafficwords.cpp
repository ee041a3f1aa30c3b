// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/trafficwords.h"

#include "app/redis/permission.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

struct TrafficWords
{
    Q_DECLARE_TR_FUNCTIONS(TrafficWords)
};

// The server alone needs no name.
QString toldOfNode(const QString &sentence, const TrafficNodeState &node, bool isAlone)
{
    return isAlone ? sentence : QString(QString::fromUtf8(node.name) + u": "_s + sentence);
}

QString settingProblem(const TrafficNodeState &node, bool isReadOnly)
{
    const EventSetting &setting = node.setting;
    if (setting.refusal)
        return TrafficWords::tr("The setting notify-keyspace-events could not be asked for or "
                                "changed: %1. Only events that are on already are counted.")
            .arg(withPermission(*setting.refusal));
    if (!setting.value)
        return {};
    const QString value = QString::fromLatin1(*setting.value);
    if (node.isOverridden)
        return TrafficWords::tr("Somebody has changed notify-keyspace-events to “%1” since the "
                                "watch began: counts are incomplete, and Hitlens leaves it so.")
            .arg(value);
    if (withNeededEvents(*setting.value) == *setting.value)
        return {};
    return isReadOnly
        ? TrafficWords::tr("The server tells not all events (notify-keyspace-events is “%1”), and "
                           "Hitlens changes nothing on it: it is read-only.")
              .arg(value)
        : TrafficWords::tr("The server tells not all events: notify-keyspace-events is “%1”, and "
                           "was not changed.")
              .arg(value);
}

QString connectionProblem(const TrafficNodeState &node)
{
    if (node.state == TrafficNodeState::State::Refused && node.error)
        return TrafficWords::tr("Its events cannot be listened to: %1.")
            .arg(withPermission(*node.error));
    if (node.losses == 0)
        return {};
    QString text = node.state == TrafficNodeState::State::Lost && node.error
        ? TrafficWords::tr("Listening was interrupted: %1 Hitlens tries again.")
              .arg(node.error->text)
        : TrafficWords::tr("Listening was interrupted; times so far: %1.").arg(node.losses);
    if (node.wasFlooded)
        text += u' '
            + TrafficWords::tr("Many events came just before: the server drops who does not read "
                               "them fast enough (client-output-buffer-limit pubsub).");
    return text;
}

QString sampleProblem(const TrafficNodeState &node)
{
    return node.sampleError
        ? TrafficWords::tr("Reads cannot be sampled: %1. There are counts, but no hit rates.")
              .arg(withPermission(*node.sampleError))
        : QString();
}

QString nameAndValue(const QString &option, std::optional<qint64> value)
{
    return value ? option + u' ' + QString::number(*value) : option;
}

} // namespace

QString withPermission(const Error &error)
{
    const QString missing = missingPermission(error);
    return missing.isEmpty()
        ? error.text
        : TrafficWords::tr("%1 (missing permission: %2)").arg(error.text, missing);
}

QString trafficStatus(const TrafficReport &report)
{
    const PrefixTraffic &traffic = report.traffic;
    if (traffic.watched.count() == 0)
        return TrafficWords::tr("Connecting…");
    const QString samples = traffic.samples == 0
        ? TrafficWords::tr("no reads sampled yet")
        : TrafficWords::tr("samples of reads: %1, %2 together")
              .arg(formatCount(traffic.samples), formatRoundTrip(traffic.sampled));
    return TrafficWords::tr("Watched for %1: %2 events, %3 now; %4.")
        .arg(formatDuration(traffic.watched), formatCount(traffic.events),
            formatRate(traffic.eventsPerSecond), samples);
}

QString trafficCost(const PrefixTraffic &traffic)
{
    if (!traffic.cost)
        return {};
    const SampleCost &cost = *traffic.cost;
    const auto time = [](std::optional<std::chrono::microseconds> span) {
        return span ? formatRoundTrip(*span) : u"–"_s;
    };
    return TrafficWords::tr("While the last sample ran the server did %1 commands and answered in "
                            "%2; just before it were %3 and %4.")
        .arg(formatRate(cost.opsWhile), time(cost.pingWhile), formatRate(cost.opsBefore),
            time(cost.pingBefore));
}

QStringList trafficProblems(const TrafficReport &report, bool isReadOnly)
{
    QStringList problems;
    const bool isAlone = report.nodes.size() == 1;
    for (const TrafficNodeState &node : report.nodes) {
        for (const QString &problem :
            {settingProblem(node, isReadOnly), connectionProblem(node), sampleProblem(node)}) {
            if (!problem.isEmpty())
                problems << toldOfNode(problem, node, isAlone);
        }
    }
    const auto blind = std::chrono::duration_cast<std::chrono::seconds>(report.traffic.blind);
    if (blind.count() > 0)
        problems << TrafficWords::tr("For %1 nothing was heard: events of that time are missing.")
                        .arg(formatDuration(blind));
    return problems + putBackProblems(report.putBacks);
}

QStringList putBackProblems(const QList<PutBack> &outcomes)
{
    QStringList problems;
    for (const PutBack &one : outcomes) {
        const QString node
            = one.node.isEmpty() ? TrafficWords::tr("the server") : QString::fromUtf8(one.node);
        if (one.outcome == PutBack::Outcome::Failed)
            problems << TrafficWords::tr(
                "notify-keyspace-events could not be put back to “%1” on %2: %3 Hitlens offers it "
                "again when this server is opened next.")
                            .arg(QString::fromLatin1(one.before), node,
                                one.error ? one.error->text : QString());
        else if (one.outcome == PutBack::Outcome::ChangedByOthers)
            problems << TrafficWords::tr(
                "notify-keyspace-events was left as it is on %1: somebody else has set it to “%2” "
                "meanwhile. Before the watch it was “%3”.")
                            .arg(node, QString::fromLatin1(one.found),
                                QString::fromLatin1(one.before));
    }
    return problems;
}

QString counterMeaning(const HotKeys &found)
{
    const QString decay = nameAndValue(u"lfu-decay-time"_s, found.decayMinutes);
    return TrafficWords::tr("The counter is the server's guess of how often a key is used lately: "
                            "it is logarithmic (%1), a new key begins with 5, and it decays while "
                            "nobody uses the key (%2).")
        .arg(nameAndValue(u"lfu-log-factor"_s, found.logFactor),
            found.decayMinutes ? TrafficWords::tr("%1, in minutes").arg(decay) : decay);
}

QString noCounterUnder(const QByteArray &policy)
{
    return TrafficWords::tr("Under the policy “%1” the server keeps no counter of how often a key "
                            "is used: only maxmemory-policy allkeys-lfu and volatile-lfu do.")
        .arg(QString::fromUtf8(policy));
}

QString lookedAt(const HotKeys &found)
{
    const QString keys = found.keys ? formatCount(*found.keys) : u"–"_s;
    QString text
        = TrafficWords::tr("Looked at %1 of %2 keys.").arg(formatCount(found.looked), keys);
    if (found.untold > 0 && found.refusal)
        text += u' '
            + TrafficWords::tr("Of %1 the counter was not told: %2")
                  .arg(formatKeys(found.untold), withPermission(*found.refusal));
    return text;
}

} // namespace hitlens
