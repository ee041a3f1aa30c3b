// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/serversettingsjob.h"

#include "app/monitoring/settingcommands.h"
#include "app/redis/infotext.h"

#include <QSet>

#include <algorithm>

namespace hitlens {

namespace {

std::optional<qint64> sizeIn(const QByteArray &info, const QByteArray &name)
{
    bool isNumber = false;
    const qint64 size = infoField(info, name).toLongLong(&isNumber);
    return isNumber ? std::optional(size) : std::nullopt;
}

Command<Done> stepCommand(const SettingStep &step)
{
    return step.isRewrite() ? configRewrite() : configSet(step.set.option, step.set.value);
}

} // namespace

ServerSettingsJob::ServerSettingsJob(QByteArrayList options, const QList<SettingStep> &steps)
    : m_options(std::move(options))
{
    for (const SettingStep &step : steps)
        m_report.outcomes.append({step});
}

bool SettingsReport::Outcome::isUnanswered() const
{
    return isSent && error
        && (error->kind == Error::Kind::Connection || error->kind == Error::Kind::Timeout);
}

void ServerSettingsJob::run()
{
    if (m_report.outcomes.isEmpty())
        read();
    else
        apply();
}

void ServerSettingsJob::cancelled()
{ }

void ServerSettingsJob::apply()
{
    QSet<QByteArray> serving;
    for (const Node &node : router().topology().servingNodes())
        serving.insert(node.name);
    QSet<QByteArray> nodes;
    for (SettingsReport::Outcome &outcome : m_report.outcomes) {
        if (serving.contains(outcome.step.node))
            nodes.insert(outcome.step.node);
        else
            outcome.error = Error{Error::Kind::Local, "GONE",
                tr("Another node has taken its place: what was shown was not sent to that one.")};
    }
    m_owed = nodes.size();
    for (const QByteArray &node : std::as_const(nodes))
        sendNext(node);
    if (nodes.isEmpty())
        read();
}

void ServerSettingsJob::sendNext(const QByteArray &node)
{
    const auto next = std::ranges::find_if(m_report.outcomes,
        [&node](const auto &outcome) { return outcome.step.node == node && !outcome.isSent; });
    if (next == m_report.outcomes.end() || isCancelled())
        return answered();
    next->isSent = true;
    auto &outcome = *next;
    sendTo(node, stepCommand(outcome.step), [this, &outcome](const Result<Done> &done) {
        if (done)
            return sendNext(outcome.step.node);
        outcome.error = done.error();
        answered();
    });
}

void ServerSettingsJob::read()
{
    m_isReading = true;
    for (const Node &node : router().topology().servingNodes())
        m_report.nodes.append(NodeSettings{node.name, {}});
    if (m_report.nodes.isEmpty()) {
        emit finished(m_report);
        return;
    }
    m_owed = m_report.nodes.size() * (m_options.size() + 2);
    for (NodeSettings &node : m_report.nodes)
        readNode(node);
}

// A server that knows no such option says nothing, which is no refusal.
void ServerSettingsJob::readNode(NodeSettings &node)
{
    sendTo(node.node, infoSection("memory"), [this, &node](const Result<QByteArray> &info) {
        if (info)
            takeMemory(node, *info);
        answered();
    });
    sendTo(node.node, infoSection("server"), [this, &node](const Result<QByteArray> &info) {
        if (info && info->contains("\nconfig_file:"))
            node.hasFile = !infoField(*info, "config_file").isEmpty();
        answered();
    });
    for (const QByteArray &option : m_options) {
        sendTo(
            node.node, configGet(option), [this, &node, option](const Result<QByteArray> &value) {
                if (value)
                    node.values[option] = *value;
                else if (value.error().kind != Error::Kind::Protocol)
                    node.refusal = value.error();
                answered();
            });
    }
}

// INFO comes first: where CONFIG GET is refused, what it says of these settings stays.
void ServerSettingsJob::takeMemory(NodeSettings &node, const QByteArray &info)
{
    node.machine = sizeIn(info, "total_system_memory");
    node.used = sizeIn(info, "used_memory");
    if (node.used)
        *node.used -= sizeIn(info, "mem_not_counted_for_evict").value_or(0);
    for (const auto &[option, field] :
        {std::pair("maxmemory", "maxmemory"), std::pair("maxmemory-policy", "maxmemory_policy")}) {
        const QByteArray value = infoField(info, field);
        if (m_options.contains(option) && !value.isEmpty())
            node.values[option] = value;
    }
}

void ServerSettingsJob::answered()
{
    if (--m_owed > 0)
        return;
    if (m_isReading)
        emit finished(m_report);
    else
        proceed([this] { read(); });
}

} // namespace hitlens
