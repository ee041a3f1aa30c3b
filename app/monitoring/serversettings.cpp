// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/serversettings.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// Those in the middle have none of their own.
int sendingRank(const QByteArray &option)
{
    return option == "maxmemory-policy" ? 0 : 1;
}

void addRewrite(QList<SettingStep> &steps, const QByteArray &node, bool rewrites)
{
    if (rewrites && !steps.isEmpty() && steps.last().node == node)
        steps.append({node, {}});
}

} // namespace

QByteArrayList argvOf(const SettingStep &step)
{
    if (step.isRewrite())
        return {"CONFIG", "REWRITE"};
    return {"CONFIG", "SET", step.set.option, step.set.value};
}

QString textOf(const SettingStep &step)
{
    return QString::fromUtf8(argvOf(step).join(' '));
}

bool isSameSetting(const QByteArray &option, const QByteArray &one, const QByteArray &other)
{
    if (option != "maxmemory")
        return one.compare(other, Qt::CaseInsensitive) == 0;
    const auto bytes = memorySize(QString::fromUtf8(one));
    return bytes && bytes == memorySize(QString::fromUtf8(other));
}

QList<SettingStep> stepsTo(
    const QList<SettingValue> &wanted, const QList<NodeSettings> &nodes, bool rewrites)
{
    QList<SettingValue> ordered = wanted;
    std::ranges::stable_sort(
        ordered, {}, [](const SettingValue &set) { return sendingRank(set.option); });
    QList<SettingStep> steps;
    for (const NodeSettings &node : nodes) {
        for (const SettingValue &set : std::as_const(ordered)) {
            const auto now = node.values.constFind(set.option);
            const bool isOther = now == node.values.constEnd()
                ? node.refusal.has_value()
                : !isSameSetting(set.option, *now, set.value);
            if (isOther)
                steps.append({node.node, set});
        }
        addRewrite(steps, node.node, rewrites && node.hasFile.value_or(true));
    }
    return steps;
}

QList<SettingStep> stepsBack(const QList<NodeSettings> &before, const QList<NodeSettings> &now,
    const QByteArrayList &options, bool rewrites)
{
    QList<SettingStep> steps;
    for (const NodeSettings &node : now) {
        const auto was = std::ranges::find(before, node.node, &NodeSettings::node);
        QList<SettingValue> wanted;
        for (const QByteArray &option : options) {
            if (was != before.end() && was->values.contains(option))
                wanted.append({option, was->values[option]});
        }
        steps += stepsTo(wanted, {node}, rewrites);
    }
    return steps;
}

QList<SettingStep> stepsInForce(const QList<SettingStep> &steps, const QList<NodeSettings> &now)
{
    QList<SettingStep> found;
    for (const SettingStep &step : steps) {
        const auto node = std::ranges::find(now, step.node, &NodeSettings::node);
        if (node != now.end() && node->values.contains(step.set.option)
            && isSameSetting(step.set.option, node->values[step.set.option], step.set.value))
            found.append(step);
    }
    return found;
}

void keepFormer(
    QList<NodeSettings> &former, const QList<SettingStep> &done, const QList<NodeSettings> &before)
{
    for (const SettingStep &step : done) {
        const auto was = std::ranges::find(before, step.node, &NodeSettings::node);
        if (was == before.end() || !was->values.contains(step.set.option))
            continue;
        auto kept = std::ranges::find(former, step.node, &NodeSettings::node);
        if (kept == former.end())
            kept = former.insert(former.end(), NodeSettings{step.node, {}});
        if (!kept->values.contains(step.set.option))
            kept->values.insert(step.set.option, was->values[step.set.option]);
    }
}

void forgetFormer(QList<NodeSettings> &former, const QList<SettingStep> &done)
{
    for (const SettingStep &step : done) {
        const auto kept = std::ranges::find(former, step.node, &NodeSettings::node);
        if (kept != former.end())
            kept->values.remove(step.set.option);
    }
}

// Source: memtoull() in util.c of Redis.
std::optional<qint64> memorySize(const QString &text)
{
    static const QRegularExpression form(u"^\\s*(\\d+(?:\\.\\d+)?)\\s*(?:([kmgt]?)(i?b)?)\\s*$"_s,
        QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const qsizetype power = u"kmgt"_s.indexOf(match.captured(2).toLower()) + 1;
    const bool hasUnit = !match.captured(2).isEmpty();
    if (!hasUnit && match.captured(3).size() > 1)
        return std::nullopt; // "5 ib"
    const double base = match.captured(3).isEmpty() ? 1000 : 1024;
    const double bytes
        = match.captured(1).toDouble() * (hasUnit ? std::pow(base, double(power)) : 1);
    if (bytes > 9e18 || (!hasUnit && match.captured(1).contains(u'.')))
        return std::nullopt;
    return std::llround(bytes);
}

QByteArray memoryText(qint64 bytes)
{
    for (const auto &[power, unit] :
        {std::pair(30, "gb"), std::pair(20, "mb"), std::pair(10, "kb")}) {
        if (bytes > 0 && bytes % (1LL << power) == 0)
            return QByteArray::number(bytes >> power) + unit;
    }
    return QByteArray::number(bytes);
}

} // namespace hitlens
