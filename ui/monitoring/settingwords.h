// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/serversettingsjob.h"
#include "app/redis/topology.h"

#include <QStringList>

namespace hitlens {

// What a setting is for, in a sentence or two.
QString settingMeaning(const QByteArray &option);
// Its values and what each does, where there are few; empty: any number.
struct SettingChoice
{
    QByteArray value;
    QString meaning; // empty: it speaks for itself
};
QList<SettingChoice> settingChoices(const QByteArray &option);
// As it is shown: "0 (no limit)", "512mb".
QString shownSetting(const QByteArray &option, const QByteArray &value);
// What it is on all of these nodes, or that they differ.
QString presentSetting(const QByteArray &option, const QList<NodeSettings> &nodes);
// What that does at once to servers that use as much as they do now, in sentences.
QStringList settingConsequences(
    const QList<SettingValue> &wanted, const QList<NodeSettings> &nodes, bool areNamed);
// What of the steps failed, and of what else it is the reason.
QString settingFailures(const SettingsReport &report, bool areNamed);
// What was done, for a chart: "maxmemory: 0 → 512mb, on 2 of 3 nodes".
QString settingAct(const QList<SettingStep> &done, const QList<NodeSettings> &before);

// "maxmemory is 64mb, …": of the options of these steps, as they are on these nodes now.
QString settingsNow(const QList<SettingStep> &steps, const QByteArrayList &options,
    const QList<NodeSettings> &nodes);
// To be copied, one a line; where they are named each says to which node.
QString settingLines(const QList<SettingStep> &steps, bool areNamed, const Topology &topology);
// Of a change on these nodes, that is written to their files or is not.
QString howLongItLasts(const QList<NodeSettings> &nodes, bool isWritten);

} // namespace hitlens
