// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/crashnotice.h"

#include "ui/invalidation/bulkwords.h"

#include <QCoreApplication>
#include <QLocale>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("CrashNotice", text);
}

QString sentence(const AuditRecord &act)
{
    return tr("On %1 this was under way, begun at %2: %3 – %4.")
        .arg(act.server.isEmpty() ? act.address : act.server,
            QLocale().toString(act.begun.toLocalTime(), QLocale::ShortFormat),
            actionText(act.action), scopeText(act.scope));
}

} // namespace

QList<AuditRecord> unfinishedActs(const QList<AuditRecord> &records, const QDateTime &since)
{
    QList<AuditRecord> unfinished;
    for (const AuditRecord &act : records) {
        if (!act.outcome && !act.isRunning && act.begun >= since
            && act.host == QSysInfo::machineHostName())
            unfinished << act;
    }
    return unfinished;
}

QString crashNotice(const QList<AuditRecord> &unfinished, const QList<ChangedSetting> &settings)
{
    QStringList sentences{tr("Hitlens did not end properly last time.")};
    for (const AuditRecord &act : unfinished)
        sentences << sentence(act);
    if (!unfinished.isEmpty())
        sentences << tr("How many of those keys it reached is not known.");
    for (const ChangedSetting &setting : settings)
        sentences << tr("The setting %1 of %2 is still as Hitlens changed it for a while: open "
                        "that server to put it back.")
                         .arg(QString::fromLatin1(setting.option), setting.serverName);
    return sentences.join(u' ');
}

} // namespace hitlens
