// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keytransaction.h"

namespace hitlens {

namespace {

QByteArrayList keysOf(const KeyAct &act)
{
    QByteArrayList keys;
    for (const KeyLook &look : act.looks)
        keys << look.key;
    return keys;
}

// Where the server does not tell its version, RESTORE does.
bool isBeforeAbsTtl(const QByteArray &version)
{
    const int major = version.left(version.indexOf('.')).toInt();
    return major > 0 && major < 5;
}

// Keeps the job for as long as context lives.
class Keeper final : public QObject
{
public:
    Keeper(KeyAct act, QObject *context)
        : QObject(context)
        , m_job(std::make_unique<KeyTransaction>(std::move(act)))
    { }

    void start(Client &client, std::function<void(const KeyTransaction::Report &)> handler)
    {
        m_job.on(&KeyTransaction::finished,
            [this, handler = std::move(handler)](const KeyTransaction::Report &report) {
                deleteLater(); // first: the handler may delete context, and us with it
                handler(report);
            });
        client.start(m_job);
    }

private:
    JobHandle<KeyTransaction> m_job;
};

} // namespace

KeyTransaction::KeyTransaction(KeyAct act)
    : WatchedJob(keysOf(act))
    , m_act(std::move(act))
{ }

void KeyTransaction::read()
{
    m_report.seen.keys = QList<SeenKey>(m_act.looks.size());
    if (isBeforeAbsTtl(router().topology().version))
        m_report.seen.hasAbsTtl = false;
    for (qsizetype i = 0; i < m_act.looks.size(); ++i)
        lookAt(i);
    // Answered within microseconds of PTTL, so that their sum is the instant of expiry.
    look(time(), [this](const QDateTime &now) { onTime(now.toMSecsSinceEpoch()); });
}

void KeyTransaction::lookAt(qsizetype index)
{
    const KeyLook &wanted = m_act.looks[index];
    look(pttl(wanted.key), [this, index](const Ttl &ttl) {
        SeenKey &key = m_report.seen.keys[index];
        key.exists = ttl.state != Ttl::State::Gone;
        key.expiry = {ttl.state, ttl.left.count()};
    });
    lookIfAllowed(pexpireTime(wanted.key), [this, index](const Result<Expiry> &expiry) {
        SeenKey &key = m_report.seen.keys[index];
        if (!expiry || !key.exists)
            return; // before Redis 7.0, or expired between the two
        key.isExact = true;
        key.expiry = *expiry;
        key.exists = expiry->state != Ttl::State::Gone;
    });
    if (!wanted.wantsDump)
        return;
    lookIfAllowed(
        memoryUsage(wanted.key), [this, index](const Result<std::optional<qint64>> &size) {
            if (size)
                m_report.seen.keys[index].memory = *size;
        });
}

void KeyTransaction::onTime(qint64 now)
{
    m_report.seen.now = now;
    for (qsizetype i = 0; i < m_act.looks.size(); ++i) {
        SeenKey &key = m_report.seen.keys[i];
        if (key.expiry.state == Ttl::State::Expires && !key.isExact)
            key.expiry.at += now;
        if (m_act.looks[i].wantsDump)
            dumpSmall(i);
    }
}

void KeyTransaction::dumpSmall(qsizetype index)
{
    const KeyLook &wanted = m_act.looks[index];
    const SeenKey &seen = m_report.seen.keys[index];
    if (!seen.exists || !seen.memory || *seen.memory > wanted.mostBytes)
        return;
    look(dump(wanted.key), [this, index](const std::optional<QByteArray> &bytes) {
        m_report.seen.keys[index].dump = bytes.value_or(QByteArray());
    });
}

void KeyTransaction::decide()
{
    const KeyAct::Decision decision = m_act.decide(m_report.seen);
    m_report.expiry = decision.expiry;
    m_report.obstacle = decision.obstacle;
    if (decision.obstacle == Obstacle::None && !decision.writes.isEmpty())
        return write(decision.writes);
    leave();
    finish(decision.obstacle == Obstacle::None ? Outcome::Done : Outcome::Declined);
}

// Before Redis 5.0: nothing was done.
bool KeyTransaction::retriesAfter(const Error &error)
{
    return error.text.startsWith(u"ERR syntax error")
        && std::exchange(m_report.seen.hasAbsTtl, false);
}

void KeyTransaction::written(const QByteArrayList &)
{
    finish(Outcome::Done);
}

void KeyTransaction::failed(const Error &error, bool mayBeWritten)
{
    m_report.error = error;
    finish(mayBeWritten ? Outcome::Unknown : Outcome::Failed);
}

void KeyTransaction::finish(Outcome outcome)
{
    m_report.outcome = outcome;
    emit finished(m_report);
}

void run(Client &client, KeyAct act, QObject *context,
    std::function<void(const KeyTransaction::Report &)> handler)
{
    (new Keeper(std::move(act), context))->start(client, std::move(handler));
}

} // namespace hitlens
