// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/settingwords.h"

#include "app/redis/permission.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QMap>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostSentences = 4;

struct SettingWords
{
    Q_DECLARE_TR_FUNCTIONS(SettingWords)
};

QByteArray valueThen(
    const QByteArray &option, const QList<SettingValue> &wanted, const NodeSettings &node)
{
    const auto set = std::ranges::find(wanted, option, &SettingValue::option);
    return set == wanted.end() ? node.values.value(option) : set->value;
}

bool isWanted(const QByteArray &option, const QList<SettingValue> &wanted, const NodeSettings &node)
{
    const auto set = std::ranges::find(wanted, option, &SettingValue::option);
    return set != wanted.end() && !isSameSetting(option, node.values.value(option), set->value);
}

QString tooSmall(qint64 used, qint64 limit, const QByteArray &policy)
{
    const QString figures = SettingWords::tr("%1 are used now, %2 more than the limit.")
                                .arg(formatBytes(used), formatBytes(used - limit));
    QString then = SettingWords::tr("Keys are evicted at once until it fits.");
    if (policy == "noeviction")
        then = SettingWords::tr("Writes that need memory are refused from then on (noeviction).");
    else if (policy.startsWith("volatile-"))
        then = SettingWords::tr("Keys with a TTL are evicted at once; where they do not suffice, "
                                "writes are refused.");
    return figures + u' ' + then;
}

QString ofTheLimit(
    qint64 limit, const QByteArray &policy, bool isLimitNew, const NodeSettings &node)
{
    if (limit == 0)
        return isLimitNew
            ? SettingWords::tr("Without a limit it grows until the system ends it.")
            : SettingWords::tr("The policy takes effect only once maxmemory sets a limit.");
    if (node.used && *node.used > limit)
        return tooSmall(*node.used, limit, policy);
    if (node.machine && limit > *node.machine)
        return SettingWords::tr("The limit is more than the machine has: %1.")
            .arg(formatBytes(node.machine));
    return policy == "noeviction"
        ? SettingWords::tr("Writes are refused as soon as the limit is reached: the policy is "
                           "noeviction.")
        : QString();
}

QString consequence(const QList<SettingValue> &wanted, const NodeSettings &node)
{
    const bool isLimitNew = isWanted("maxmemory", wanted, node);
    const bool isPolicyNew = isWanted("maxmemory-policy", wanted, node);
    const auto limit = memorySize(QString::fromUtf8(valueThen("maxmemory", wanted, node)));
    if ((!isLimitNew && !isPolicyNew) || !limit)
        return {};
    const QByteArray policy = valueThen("maxmemory-policy", wanted, node);
    QStringList sentences{ofTheLimit(*limit, policy, isLimitNew, node)};
    if (isPolicyNew && policy.startsWith("allkeys-")
        && !node.values.value("maxmemory-policy").startsWith("allkeys-"))
        sentences << SettingWords::tr("Keys without a TTL may be evicted from then on, too: queues "
                                      "and sessions, if there are any.");
    sentences.removeAll(QString());
    return sentences.join(u' ');
}

} // namespace

QString settingMeaning(const QByteArray &option)
{
    if (option == "maxmemory")
        return SettingWords::tr("How much memory the keys may take. 0 is no limit.");
    if (option == "maxmemory-policy")
        return SettingWords::tr("What happens when maxmemory is reached.");
    if (option == "activedefrag")
        return SettingWords::tr("Whether the server closes the holes in its memory while it runs, "
                                "which takes some of its processor.");
    if (option == "slowlog-log-slower-than")
        return SettingWords::tr("Commands that keep the server busy for more than so many "
                                "microseconds are noted. 0 notes all, -1 none.");
    if (option == "slowlog-max-len")
        return SettingWords::tr("How many commands the log of slow commands keeps.");
    return SettingWords::tr("Keys up to this limit are stored compactly, which takes less memory "
                            "and more time for each access. Those that are there change when they "
                            "are written anew.");
}

QList<SettingChoice> settingChoices(const QByteArray &option)
{
    if (option == "activedefrag")
        return {{"yes", {}}, {"no", {}}};
    if (option != "maxmemory-policy")
        return {};
    return {{"noeviction", SettingWords::tr("nothing is evicted, writes are refused")},
        {"allkeys-lru", SettingWords::tr("evicts what was not used for the longest time")},
        {"allkeys-lfu", SettingWords::tr("evicts what is used least often")},
        {"allkeys-random", SettingWords::tr("evicts any key")},
        {"volatile-lru", SettingWords::tr("as allkeys-lru, but only keys with a TTL")},
        {"volatile-lfu", SettingWords::tr("as allkeys-lfu, but only keys with a TTL")},
        {"volatile-random", SettingWords::tr("evicts any key with a TTL")},
        {"volatile-ttl", SettingWords::tr("evicts what expires first")}};
}

QString shownSetting(const QByteArray &option, const QByteArray &value)
{
    if (option != "maxmemory")
        return displayBytes(value);
    const auto bytes = memorySize(QString::fromUtf8(value));
    if (!bytes)
        return displayBytes(value);
    return *bytes == 0 ? SettingWords::tr("0 (no limit)") : QString::fromLatin1(memoryText(*bytes));
}

QString presentSetting(const QByteArray &option, const QList<NodeSettings> &nodes)
{
    QStringList values;
    for (const NodeSettings &node : nodes) {
        const auto value = node.values.constFind(option);
        values << (value == node.values.constEnd() ? u"–"_s : shownSetting(option, *value));
    }
    values.removeDuplicates();
    if (values.size() > 1)
        return SettingWords::tr("%1 (the nodes differ)").arg(values.join(u", "_s));
    return values.value(0, u"–"_s);
}

QString settingFailures(const SettingsReport &report, bool areNamed)
{
    QStringList sentences;
    qsizetype done = 0;
    QString permission;
    bool isDefrag = false;
    for (const SettingsReport::Outcome &outcome : report.outcomes) {
        if (outcome.isDone()) {
            ++done;
            continue;
        }
        const QString command = textOf(outcome.step);
        const QString what = !outcome.isSent ? SettingWords::tr("%1 was not sent.")
            : outcome.isUnanswered()         ? SettingWords::tr("No answer came to %1.")
                                             : SettingWords::tr("%1 failed.");
        sentences << (areNamed ? displayBytes(outcome.step.node) + u": "_s : QString())
                + what.arg(command);
        if (outcome.error && permission.isEmpty())
            permission = missingPermission(*outcome.error);
        isDefrag |= outcome.error && outcome.error->kind == Error::Kind::Server
            && outcome.step.set.option == "activedefrag";
    }
    if (!permission.isEmpty())
        sentences << SettingWords::tr("The user lacks %1.").arg(permission);
    if (isDefrag)
        sentences << SettingWords::tr(
            "This server was not built to close holes in its memory while it runs.");
    if (done > 0)
        sentences << SettingWords::tr("The rest was done: what is in force now stands below.");
    return sentences.join(u' ');
}

QStringList settingConsequences(
    const QList<SettingValue> &wanted, const QList<NodeSettings> &nodes, bool areNamed)
{
    QStringList sentences;
    for (const NodeSettings &node : nodes) {
        const QString sentence = consequence(wanted, node);
        if (sentence.isEmpty())
            continue;
        sentences << (areNamed ? QString::fromUtf8(node.node) + u": "_s + sentence : sentence);
    }
    if (const qsizetype more = sentences.size() - mostSentences; more > 1) {
        sentences = sentences.first(mostSentences);
        sentences << SettingWords::tr("So it is on %1 more nodes.").arg(formatCount(more));
    }
    return sentences;
}

QString settingsNow(const QList<SettingStep> &steps, const QByteArrayList &options,
    const QList<NodeSettings> &nodes)
{
    QStringList parts;
    for (const QByteArray &option : options) {
        const auto isOf = [&option](const SettingStep &step) { return step.set.option == option; };
        if (std::ranges::any_of(steps, isOf))
            parts << SettingWords::tr("%1 is %2")
                         .arg(QString::fromUtf8(option), presentSetting(option, nodes));
    }
    return parts.join(u", "_s);
}

QString settingLines(const QList<SettingStep> &steps, bool areNamed, const Topology &topology)
{
    QStringList lines;
    for (const SettingStep &step : steps) {
        const Node *node = areNamed ? topology.node(step.node) : nullptr;
        lines << (node ? u"redis-cli -h %1 -p %2 "_s.arg(node->address.host).arg(node->address.port)
                       : QString())
                + textOf(step);
    }
    return lines.join(u'\n');
}

QString howLongItLasts(const QList<NodeSettings> &nodes, bool isWritten)
{
    const auto hasFile = [](const NodeSettings &node) { return node.hasFile.value_or(true); };
    if (nodes.isEmpty())
        return {};
    if (std::ranges::none_of(nodes, hasFile))
        return SettingWords::tr("The server was started without a configuration file: a change "
                                "lasts until it is restarted.");
    if (!isWritten)
        return SettingWords::tr("It lasts until the server is restarted.");
    return std::ranges::all_of(nodes, hasFile)
        ? SettingWords::tr("It is kept when the server is restarted.")
        : SettingWords::tr("Nodes that were started without a configuration file lose it when "
                           "they are restarted.");
}

QString settingAct(const QList<SettingStep> &done, const QList<NodeSettings> &before)
{
    QMap<QByteArray, QString> changes; // of each option, by the first node
    QMap<QByteArray, qsizetype> nodes;
    for (const SettingStep &step : done) {
        if (step.isRewrite())
            continue;
        const QByteArray &option = step.set.option;
        const auto was = std::ranges::find(before, step.node, &NodeSettings::node);
        if (nodes[option]++ == 0)
            changes[option]
                = SettingWords::tr("%1: %2 → %3")
                      .arg(QString::fromUtf8(option),
                          was == before.end() ? u"–"_s
                                              : shownSetting(option, was->values.value(option)),
                          shownSetting(option, step.set.value));
    }
    QStringList parts;
    for (auto change = changes.cbegin(); change != changes.cend(); ++change) {
        const qsizetype count = nodes[change.key()];
        parts << (count == before.size()
                ? *change
                : SettingWords::tr("%1 on %2 of %3 nodes")
                      .arg(*change, formatCount(count), formatCount(before.size())));
    }
    return parts.join(u", "_s);
}

} // namespace hitlens
