// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/undorun.h"

#include "app/invalidation/bulkjson.h"
#include "app/redis/aclcommands.h"

namespace hitlens {

namespace {

Error undoError(const QByteArray &code, const QString &text)
{
    return {Error::Kind::Local, code, text};
}

// The same saved server, or the same address where it is not saved.
bool isSameServer(const SnapshotHeader &header, const Profile &profile)
{
    if (!header.serverId.isEmpty() && header.serverId == profile.id)
        return true;
    return header.address == profile.endpoint.displayName();
}

} // namespace

UndoRun::UndoRun(Client &client, const Profile &profile, const QString &snapshotId,
    const UndoOptions &options, const BulkTraces &traces, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_profile(profile)
    , m_snapshotId(snapshotId)
    , m_options(options)
    , m_traces(traces)
    , m_id(AuditLog::newId())
{ }

UndoRun::~UndoRun()
{
    m_job = {};
    if (m_isBegun && !m_isOver)
        m_traces.audit.complete(
            m_id, {QDateTime::currentDateTimeUtc(), BulkReport::End::Cancelled, m_counts, {}});
}

void UndoRun::start()
{
    if (const auto error = obstacle())
        return endWith(BulkReport::End::SnapshotFailed, error);
    if (const auto refusal = m_client.writeRefusal())
        return endWith(BulkReport::End::Refused, refusal);
    // A user without the permission, and a server before 6.0, say no: then it is who logged in.
    m_aclUser = m_client.endpoint().username;
    m_client.send(aclWhoAmI(), this, [this](const Result<QByteArray> &user) {
        if (user)
            m_aclUser = QString::fromUtf8(*user);
        else if (!isRefusal(user.error()))
            return endWith(BulkReport::End::Lost, user.error());
        open();
    });
}

std::optional<Error> UndoRun::obstacle() const
{
    const auto info = m_traces.snapshots.snapshot(m_snapshotId);
    if (!info)
        return undoError("NOSNAPSHOT",
            tr("There is no snapshot %1 on this computer: it was removed, or never made.")
                .arg(m_snapshotId));
    if (!isSameServer(info->header, m_profile))
        return undoError("OTHERSERVER",
            tr("The snapshot belongs to another server, %1 (%2).")
                .arg(info->header.server, info->header.address));
    if (info->header.db != m_client.endpoint().db)
        return undoError("OTHERDATABASE",
            tr("The snapshot belongs to database %1. Choose that one first.").arg(info->header.db));
    return std::nullopt;
}

void UndoRun::open()
{
    m_traces.snapshots.open(m_snapshotId, this, [this](const Result<SnapshotReaderPtr> &snapshot) {
        if (m_isCancelled)
            endWith(BulkReport::End::Cancelled, {});
        else if (snapshot)
            begin(*snapshot);
        else
            endWith(BulkReport::End::SnapshotFailed, snapshot.error());
    });
}

void UndoRun::begin(const SnapshotReaderPtr &snapshot)
{
    const auto begun = m_traces.audit.begin(record(snapshot->header()));
    if (!begun)
        return endWith(BulkReport::End::Refused, begun.error());
    m_isBegun = true;
    m_job = JobHandle(std::make_unique<UndoJob>(snapshot, m_options));
    m_job.on(&UndoJob::progressed, [this](const BulkProgress &progress) {
        m_counts = progress.counts;
        emit progressed(progress);
    });
    m_job.on(&UndoJob::ended, [this](const BulkReport &report) { onEnded(report); });
    if (m_isPaused)
        m_job->pause();
    m_client.start(m_job);
}

AuditRecord UndoRun::record(const SnapshotHeader &header) const
{
    BulkScope scope;
    scope.pattern = header.pattern;
    AuditRecord record;
    record.id = m_id;
    record.begun = QDateTime::currentDateTimeUtc();
    record.osUser = AuditLog::thisUser();
    record.aclUser = m_aclUser;
    record.serverId = m_profile.id;
    record.server = m_profile.name;
    record.address = m_client.endpoint().displayName();
    record.db = header.db;
    record.scope = toJson(scope);
    record.undoes = m_snapshotId;
    record.pace = m_options.pace;
    return record;
}

void UndoRun::pause()
{
    m_isPaused = true;
    if (m_job)
        m_job->pause();
}

void UndoRun::resume()
{
    m_isPaused = false;
    if (m_job)
        m_job->resume();
}

void UndoRun::cancel()
{
    m_isCancelled = true;
    if (m_job)
        m_job->cancel();
}

void UndoRun::onEnded(BulkReport report)
{
    m_isOver = true;
    const auto completed = m_traces.audit.complete(m_id,
        {QDateTime::currentDateTimeUtc(), report.end, report.counts,
            report.error ? report.error->text : QString()});
    if (!completed && !report.error)
        report.error = completed.error();
    emit ended(report);
}

// Nothing was begun. Later, so that start() has returned.
void UndoRun::endWith(BulkReport::End end, const std::optional<Error> &error)
{
    m_isOver = true;
    BulkReport report;
    report.end = end;
    report.error = error;
    QMetaObject::invokeMethod(
        this, [this, report] { emit ended(report); }, Qt::QueuedConnection);
}

} // namespace hitlens
