// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/problems/stateplaces.h"

#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// QStandardPaths knows it from Qt 6.7 on.
QString statePath()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (QDir::isRelativePath(state))
        state = QDir::homePath() + u"/.local/state"_s;
    return state + u'/' + QCoreApplication::applicationName();
#else
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
#endif
}

} // namespace

QString logPath()
{
    return statePath() + u"/hitlens.log"_s;
}

QString runsPath()
{
    return statePath() + u"/running"_s;
}

QString changedSettingsPath()
{
    return statePath() + u"/changed-settings"_s;
}

} // namespace hitlens
