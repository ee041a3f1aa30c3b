// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/undorun.h"

#include "app/invalidation/actrecord.h"
#include "app/invalidation/bulkjson.h"
#include "app/redis/aclcommands.h"

namespace hitlens {

namespace {

Error undoError(const QByteArray &code, const QString &text)
{
    return {Error::Kind::Local, code, text};
}

// The same saved server, or the same address where it is not saved.
bool isSameServer(const SnapshotHeader &header, const Profile &profile, const Client &client)
{
    const bool isOther = !header.serverId.isEmpty() && header.serverId != profile.id;
    return !isOther && header.address == client.endpoint().displayName();
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
    , m_record(newActRecord(client, profile))
{ }

UndoRun::~UndoRun()
{
    m_job = {};
    if (!m_isBegun || m_isOver)
        return;
    // Nobody is left to be told when this fails: the record stays begun, which says as much.
    const BulkReport report{BulkReport::End::Cancelled, m_counts};
    static_cast<void>(m_traces.audit.complete(m_record.id, outcomeOf(report)));
}

void UndoRun::start()
{
    if (const auto error = obstacle())
        return endWith(BulkReport::End::SnapshotFailed, error);
    if (const auto refusal = m_client.writeRefusal())
        return endWith(BulkReport::End::Refused, refusal);
    // A user without the permission, and a server before 6.0, say no: then it is who has logged in.
    m_client.send(aclWhoAmI(), this, [this](const Result<QByteArray> &user) {
        if (user)
            m_record.aclUser = QString::fromUtf8(*user);
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
    if (!isSameServer(info->header, m_profile, m_client))
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
        if (m_isOver)
            return;
        if (snapshot)
            begin(*snapshot);
        else
            endWith(BulkReport::End::SnapshotFailed, snapshot.error());
    });
}

void UndoRun::begin(const SnapshotReaderPtr &snapshot)
{
    BulkScope scope;
    scope.pattern = snapshot->header().pattern;
    m_record.scope = toJson(scope);
    m_record.undoes = m_snapshotId;
    m_record.pace = m_options.pace;
    const auto begun = m_traces.audit.begin(m_record);
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
    startProbe();
    m_client.start(m_job);
}

void UndoRun::startProbe()
{
    if (m_options.pace != Pace::Adaptive)
        return;
    m_probe = new PaceProbe(m_client, {}, this);
    connect(m_probe, &PaceProbe::changed, this, [this](const PaceState &state) {
        m_job->setShare(state.share);
        emit paceChanged(state);
    });
    m_probe->start();
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
    if (m_job)
        m_job->cancel();
    else if (!m_isOver)
        endWith(BulkReport::End::Cancelled, {}); // whatever the keychain says, if it ever does
}

void UndoRun::onEnded(BulkReport report)
{
    m_isOver = true;
    delete std::exchange(m_probe, nullptr);
    const auto completed = m_traces.audit.complete(m_record.id, outcomeOf(report));
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
