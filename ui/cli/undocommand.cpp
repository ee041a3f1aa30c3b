// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/undocommand.h"

#include "app/keyspace/transfer/transfertext.h"
#include "ui/cli/bulkoptions.h"
#include "ui/cli/reportwords.h"
#include "ui/invalidation/bulkwords.h"
#include "ui/widgets/format.h"

#include <QJsonArray>
#include <QSet>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString localTime(const QDateTime &utc)
{
    return utc.toLocalTime().toString(u"yyyy-MM-dd hh:mm:ss"_s);
}

QJsonObject toJson(const SnapshotInfo &snapshot)
{
    QJsonObject json;
    json[u"id"_s] = snapshot.header.id;
    json[u"made"_s] = snapshot.header.made.toUTC().toString(Qt::ISODateWithMs);
    json[u"removedAt"_s] = snapshot.removedAt.toUTC().toString(Qt::ISODateWithMs);
    json[u"pattern"_s] = QString::fromUtf8(toTransferText(snapshot.header.pattern));
    json[u"db"_s] = snapshot.header.db;
    json[u"hasValues"_s] = snapshot.header.hasValues;
    json[u"bytes"_s] = snapshot.bytes;
    json[u"isEncrypted"_s] = snapshot.isEncrypted;
    return json;
}

QString lineOf(const SnapshotInfo &snapshot)
{
    return snapshot.header.id + u"  "_s + localTime(snapshot.header.made) + u"  "_s
        + formatBytes(snapshot.bytes).rightJustified(9) + u"  "_s
        + terminalText(snapshot.header.pattern);
}

} // namespace

UndoCommand::UndoCommand(const Context &context, QObject *parent)
    : CliTask(context, parent)
{ }

void UndoCommand::start()
{
    const Result<Pace> pace = paceOf(arguments());
    if (!pace)
        return fail(CliExit::Usage, pace.error());
    m_options.pace = *pace;
    m_options.overwrites = isSet(u"replace"_s);
    result() = {{u"server"_s, toJson(session().server(), client())}};
    if (isSet(u"list"_s))
        list();
    else if (!endedForReadOnly())
        choose();
}

void UndoCommand::interrupt()
{
    if (m_isRunning)
        m_run->cancel();
    else
        finish(CliExit::Interrupted);
}

// The same server may be saved, and be opened by its URL.
bool UndoCommand::isHere(const SnapshotHeader &header) const
{
    const QString &id = session().profile().id;
    const bool isSameServer = (!id.isEmpty() && header.serverId == id)
        || header.address == client().endpoint().displayName();
    return isSameServer && header.db == client().endpoint().db;
}

QList<SnapshotInfo> UndoCommand::snapshotsHere() const
{
    QList<SnapshotInfo> here;
    for (const SnapshotInfo &snapshot : stores().snapshots.snapshots()) {
        if (isHere(snapshot.header))
            here << snapshot;
    }
    return here;
}

std::optional<SnapshotInfo> UndoCommand::lastNotUndone() const
{
    QSet<QString> undone;
    const Result<AuditLog::Records> log = stores().audit.read();
    for (const AuditRecord &record : log ? log->records : QList<AuditRecord>()) {
        if (record.outcome && record.outcome->end == BulkReport::End::Complete)
            undone << record.undoes;
    }
    for (const SnapshotInfo &snapshot : snapshotsHere()) {
        if (!undone.contains(snapshot.header.id))
            return snapshot;
    }
    return std::nullopt;
}

void UndoCommand::list()
{
    QJsonArray array;
    for (const SnapshotInfo &snapshot : snapshotsHere()) {
        array << toJson(snapshot);
        if (!output().isJson())
            output().line(lineOf(snapshot));
    }
    result()[u"snapshots"_s] = array;
    if (array.isEmpty() && !output().isJson())
        output().note(tr("There is nothing to undo on this server."));
    finish(CliExit::Done);
}

void UndoCommand::choose()
{
    const QString id = arguments().word(0);
    if (id.isEmpty()) {
        const std::optional<SnapshotInfo> last = lastNotUndone();
        if (!last)
            return refuse(CliExit::SomeFailed, tr("There is nothing to undo on this server."));
        return undo(*last);
    }
    const std::optional<SnapshotInfo> snapshot = stores().snapshots.snapshot(id);
    if (!snapshot)
        return refuse(CliExit::Usage,
            tr("Nothing is kept to undo that act with. See hitlens-cli undo --list."));
    if (!isHere(snapshot->header))
        return refuse(CliExit::Usage,
            tr("That act was on %1, database %2, and not here.")
                .arg(snapshot->header.server)
                .arg(snapshot->header.db));
    undo(*snapshot);
}

void UndoCommand::undo(const SnapshotInfo &snapshot)
{
    result()[u"snapshot"_s] = toJson(snapshot);
    const QString what
        = tr("Undo of %1: %2.")
              .arg(localTime(snapshot.header.made), terminalText(snapshot.header.pattern));
    if (!output().isJson())
        output().line(what);
    confirm(
        m_options.overwrites ? what + u' ' + tr("Keys that exist again are overwritten.") : what,
        [this, id = snapshot.header.id] { act(id); });
}

void UndoCommand::act(const QString &id)
{
    m_isRunning = true;
    m_run = std::make_unique<UndoRun>(client(), session().profile(), id, m_options,
        BulkTraces{stores().audit, stores().snapshots});
    connect(m_run.get(), &UndoRun::progressed, this, [this](const BulkProgress &progress) {
        output().progress(tr("%1, %2 of what is kept")
                              .arg(countsText(progress.counts), formatPercent(progress.walked)));
    });
    connect(m_run.get(), &UndoRun::ended, this, &UndoCommand::onEnded);
    m_run->start();
}

void UndoCommand::onEnded(const BulkReport &report)
{
    m_isRunning = false;
    QJsonObject act = toJson(report);
    if (report.error) {
        act[u"error"_s] = toJson(*report.error);
        output().error(*report.error);
    }
    result()[u"act"_s] = act;
    if (report.end != BulkReport::End::Complete)
        output().note(endWord(report.end) + u'.');
    for (const QString &line : reportLines(report)) {
        if (!output().isJson())
            output().line(line);
    }
    finish(exitOf(report));
}

} // namespace hitlens
