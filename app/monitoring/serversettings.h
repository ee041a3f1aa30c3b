// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/error.h"

#include <QByteArrayList>
#include <QList>
#include <QMap>

#include <optional>

// Settings of a server that a person changes with Hitlens, and what is sent for that. Pure.
namespace hitlens {

// As CONFIG SET takes it.
struct SettingValue
{
    QByteArray option;
    QByteArray value;

    bool operator==(const SettingValue &) const = default;
};

// What one primary says of itself. Unknown is nullopt.
struct NodeSettings
{
    QByteArray node; // as Node::name
    QMap<QByteArray, QByteArray> values; // in force; what it did not say is not in it
    std::optional<Error> refusal = {}; // why CONFIG GET said nothing
    std::optional<qint64> used = {}; // bytes that count against maxmemory
    std::optional<qint64> machine = {}; // bytes of memory that the machine has
    std::optional<bool> hasFile = {}; // that CONFIG REWRITE could write to

    bool operator==(const NodeSettings &) const = default;
};

// One command to one node.
struct SettingStep
{
    QByteArray node;
    SettingValue set; // without an option: CONFIG REWRITE

    bool operator==(const SettingStep &) const = default;
    bool isRewrite() const { return set.option.isEmpty(); }
};
QByteArrayList argvOf(const SettingStep &step);
// For redis-cli: "CONFIG SET maxmemory 512mb".
QString textOf(const SettingStep &step);

// What of it is not so yet on these nodes, or not known to be, in the order in which it is sent: a
// policy comes before the limit that it is for. Not what a node does not know.
// rewrites: and where something is changed, into its file.
QList<SettingStep> stepsTo(
    const QList<SettingValue> &wanted, const QList<NodeSettings> &nodes, bool rewrites);
// From how it is now to how it was, of the options in question.
QList<SettingStep> stepsBack(const QList<NodeSettings> &before, const QList<NodeSettings> &now,
    const QByteArrayList &options, bool rewrites);

// Those of the steps that are in force now, whatever was answered to them.
QList<SettingStep> stepsInForce(const QList<SettingStep> &steps, const QList<NodeSettings> &now);
// Keeps how the options of these steps were, to be put back. What is kept already stays.
void keepFormer(
    QList<NodeSettings> &former, const QList<SettingStep> &done, const QList<NodeSettings> &before);
void forgetFormer(QList<NodeSettings> &former, const QList<SettingStep> &done);

// Whether the server takes them for the same: 512mb is 536870912.
bool isSameSetting(const QByteArray &option, const QByteArray &one, const QByteArray &other);

// A size as a person types it or Redis takes it: "512mb", "1.5 GiB", "1000000", "0"; bytes. nullopt
// for what is none. Units as in redis.conf: k is 1000, kb and KiB are 1024.
std::optional<qint64> memorySize(const QString &text);
// The shortest that Redis takes for so many bytes: "1536mb".
QByteArray memoryText(qint64 bytes);

} // namespace hitlens
