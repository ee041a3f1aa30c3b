// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/savedplaces.h"

#include <QDir>
#include <QStandardPaths>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString in(QStandardPaths::StandardLocation place, const QString &name)
{
    return QDir(QStandardPaths::writableLocation(place)).filePath(name);
}

} // namespace

QString serversPath()
{
    return in(QStandardPaths::AppConfigLocation, u"servers.json"_s);
}

QString recipesPath()
{
    return in(QStandardPaths::AppConfigLocation, u"recipes.json"_s);
}

QString auditLogPath()
{
    return in(QStandardPaths::AppLocalDataLocation, u"audit.jsonl"_s);
}

QString historiesPath()
{
    return in(QStandardPaths::AppLocalDataLocation, u"histories"_s);
}

QString snapshotsPath()
{
    return in(QStandardPaths::AppLocalDataLocation, u"snapshots"_s);
}

} // namespace hitlens
