// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkrun.h"

#include "app/invalidation/actrecord.h"
#include "app/invalidation/bulkjson.h"
#include "app/redis/aclcommands.h"

namespace hitlens {

using namespace std::chrono_literals;

qint64 agreedKeys(qint64 shown)
{
    return shown + std::max(shown / 50, std::min<qint64>(shown, 10));
}

BulkRun::BulkRun(Client &client, const Profile &profile, BulkPlan plan, const BulkTraces &traces,
    QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_profile(profile)
    , m_plan(std::move(plan))
    , m_traces(traces)
    , m_record(newActRecord(client, profile))
{ }

BulkRun::~BulkRun()
{
    if (!m_isRecorded || m_isOver)
        return;
    // Nobody is left to be told when this fails: the record stays begun, which says as much.
    BulkReport report{BulkReport::End::Cancelled, m_progress.counts};
    report.counts.unknown += m_progress.onTheWay;
    static_cast<void>(m_traces.audit.complete(m_record.id, outcomeOf(report)));
}

// ---- beginning

void BulkRun::start()
{
    startProbe();
    m_client.send(aclWhoAmI(), this, [this](const Result<QByteArray> &name) {
        if (name)
            m_record.aclUser = QString::fromUtf8(*name);
        begin();
    });
}

void BulkRun::begin()
{
    const QString problem = m_plan.action.problem(QDateTime::currentMSecsSinceEpoch());
    if (m_isCancelled)
        return end({BulkReport::End::Cancelled});
    if (!problem.isEmpty())
        return fail(BulkReport::End::Refused, {Error::Kind::Local, {}, problem});
    if (const auto refusal = m_client.writeRefusal())
        return fail(BulkReport::End::Refused, *refusal);
    m_record.scope = toJson(m_plan.scope);
    m_record.action = toJson(m_plan.action);
    m_record.pace = m_plan.pace;
    m_record.shownKeys = m_plan.shownKeys;
    m_record.hasSnapshot = m_plan.keepsSnapshot;
    m_record.recipe = m_plan.recipe;
    m_record.reason = m_plan.reason;
    if (const auto begun = m_traces.audit.begin(m_record); !begun)
        return fail(BulkReport::End::Refused, begun.error());
    m_isRecorded = true;
    if (m_plan.keepsSnapshot)
        openSnapshot();
    else
        startJob({});
}

void BulkRun::openSnapshot()
{
    const SnapshotHeader header{m_record.id, m_record.begun, m_record.serverId, m_record.server,
        m_record.address, m_record.db, m_plan.scope.pattern, m_plan.action.deletes()};
    m_traces.snapshots.create(
        header, m_plan.snapshotMostBytes, this, [this](const Result<SnapshotWriterPtr> &writer) {
            if (writer)
                startJob(*writer);
            else if (!m_isOver)
                fail(BulkReport::End::SnapshotFailed, writer.error());
        });
}

void BulkRun::startJob(const SnapshotWriterPtr &snapshot)
{
    if (m_isOver)
        return;
    m_job = JobHandle(
        std::make_unique<BulkJob>(m_plan, snapshot, m_client.commands().contains("pexpiretime")));
    m_job.on(&BulkJob::progressed, [this](const BulkProgress &progress) {
        m_progress = progress;
        emit progressed(progress);
    });
    m_job.on(&BulkJob::snapshotFull, [this](qint64 bytes) { emit snapshotFull(bytes); });
    m_job.on(&BulkJob::ended, [this](const BulkReport &report) { end(report); });
    watchClient();
    m_client.start(m_job);
    if (m_isPaused)
        m_job->pause();
}

// A connection that the person has closed, or that the server will not have again, does not come
// back by itself.
void BulkRun::watchClient()
{
    connect(&m_client, &Client::statusChanged, this, [this](const Status &status) {
        const bool isOver
            = status.state == Status::State::Closed || status.state == Status::State::Failed;
        if (m_job && isOver)
            m_job->setPatience(0ms);
    });
}

void BulkRun::startProbe()
{
    if (m_plan.pace != Pace::Adaptive)
        return;
    PaceLimits limits;
    if (m_plan.action.deletes())
        limits.memory = std::numeric_limits<double>::infinity();
    m_probe = new PaceProbe(m_client, limits, this);
    connect(m_probe, &PaceProbe::changed, this, [this](const PaceState &state) {
        if (m_job)
            m_job->setShare(state.share);
        emit paceChanged(state);
    });
    m_probe->start();
}

// ---- running

void BulkRun::pause()
{
    m_isPaused = true;
    if (m_job)
        m_job->pause();
}

void BulkRun::resume()
{
    m_isPaused = false;
    if (m_job)
        m_job->resume();
}

void BulkRun::cancel()
{
    m_isCancelled = true;
    if (m_job)
        m_job->cancel();
    else if (m_isRecorded && !m_isOver)
        end({BulkReport::End::Cancelled}); // whatever the keychain says, if it ever does
}

void BulkRun::goOnWithoutSnapshot()
{
    if (m_job)
        m_job->goOnWithoutSnapshot();
}

void BulkRun::goOnWithSnapshotOf(qint64 mostBytes)
{
    if (m_job)
        m_job->goOnWithSnapshotOf(mostBytes);
}

// ---- the end

void BulkRun::fail(BulkReport::End end, const Error &error)
{
    BulkReport report;
    report.end = end;
    report.error = error;
    this->end(report);
}

void BulkRun::end(const BulkReport &report)
{
    m_isOver = true;
    delete std::exchange(m_probe, nullptr);
    BulkReport ended = report;
    if (m_isRecorded) {
        const auto completed = m_traces.audit.complete(m_record.id, outcomeOf(report));
        if (!completed && !ended.error)
            ended.error = completed.error();
    }
    emit this->ended(ended);
}

} // namespace hitlens
