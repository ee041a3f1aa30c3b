// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keytransaction.h"

#include <QTimer>

namespace hitlens {

namespace {

constexpr int maxTries = 5;
constexpr auto betweenTries = std::chrono::milliseconds(300); // for the cluster to tell who has it

bool isAnswer(const Error &error)
{
    return error.kind == Error::Kind::Server || error.kind == Error::Kind::Permission;
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
    : m_act(std::move(act))
{ }

// All of it goes to the node that serves the keys, on the same connection.
template <typename T>
void KeyTransaction::sendPinned(Command<T> command, std::invocable<Result<T> &&> auto handler)
{
    send(pinnedTo(m_act.looks.first().key, std::move(command)), std::move(handler));
}

// A question that has to be answered.
template <typename T, typename Take>
void KeyTransaction::ask(Command<T> command, Take take)
{
    sendPinned(std::move(command), [this, take](const Result<T> &answer) {
        if (answer)
            take(*answer);
        else if (!m_refused)
            m_refused = answer.error();
    });
}

void KeyTransaction::run()
{
    m_turn.take([this] { rehearse(); });
}

// Where MULTI is refused, the writes after it would be done at once and unguarded.
void KeyTransaction::rehearse()
{
    sendPinned(multi(), [this](const Result<Done> &begun) { note(begun); });
    sendPinned(exec(), [this](const Result<bool> &done) {
        if (!done)
            return fail(m_refused ? *m_refused : done.error());
        look();
    });
}

void KeyTransaction::cancelled()
{
    if (m_hasWatch && !m_isWriting)
        sendPinned(unwatch(), [](const Result<Done> &) {});
    finish(Outcome::Failed, Error{Error::Kind::Cancelled, {}, tr("It was cancelled.")});
}

QByteArray KeyTransaction::servingNode() const
{
    const Node *node = router().topology().nodeOfKey(m_act.looks.first().key);
    return node ? node->name : QByteArray();
}

void KeyTransaction::look()
{
    m_node = servingNode();
    m_report.seen.keys = QList<SeenKey>(m_act.looks.size());
    for (const KeyLook &look : m_act.looks)
        sendPinned(watch(look.key), [this](const Result<Done> &watched) { note(watched); });
    m_hasWatch = true;
    for (qsizetype i = 0; i < m_act.looks.size(); ++i)
        lookAt(i);
    // Answered within microseconds of PTTL, so that their sum is the instant of expiry.
    sendPinned(time(), [this](const Result<QDateTime> &now) {
        if (!now)
            return fail(m_refused ? *m_refused : now.error());
        m_report.seen.now = now->toMSecsSinceEpoch();
        for (SeenKey &key : m_report.seen.keys) {
            if (key.expiry.state == Ttl::State::Expires && !key.isExact)
                key.expiry.at += m_report.seen.now;
        }
        proceed([this] { dumpKeys(); });
    });
}

void KeyTransaction::lookAt(qsizetype index)
{
    const KeyLook &look = m_act.looks[index];
    ask(pttl(look.key), [this, index](const Ttl &ttl) {
        SeenKey &key = m_report.seen.keys[index];
        key.exists = ttl.state != Ttl::State::Gone;
        key.expiry = {ttl.state, ttl.left.count()};
    });
    sendPinned(pexpireTime(look.key), [this, index](const Result<Expiry> &expiry) {
        SeenKey &key = m_report.seen.keys[index];
        if (!expiry || !key.exists)
            return; // before Redis 7.0, or expired between the two
        key.isExact = true;
        key.expiry = *expiry;
        key.exists = expiry->state != Ttl::State::Gone;
    });
    if (look.wantsDump)
        sendPinned(memoryUsage(look.key), [this, index](const Result<std::optional<qint64>> &size) {
            if (size)
                m_report.seen.keys[index].memory = *size;
        });
}

void KeyTransaction::dumpKeys()
{
    if (m_refused)
        return fail(*m_refused);
    for (qsizetype i = 0; i < m_act.looks.size(); ++i) {
        const SeenKey &seen = m_report.seen.keys[i];
        const bool isSmall = seen.memory && *seen.memory <= m_act.looks[i].mostBytes;
        if (m_act.looks[i].wantsDump && seen.exists && isSmall)
            ask(dump(m_act.looks[i].key), [this, i](const std::optional<QByteArray> &bytes) {
                m_report.seen.keys[i].dump = bytes.value_or(QByteArray());
            });
    }
    // Whatever was asked is answered when this is.
    sendPinned(ping(), [this](const Result<Done> &answer) {
        note(answer);
        proceed([this] { decide(); });
    });
}

void KeyTransaction::decide()
{
    if (m_refused)
        return fail(*m_refused);
    const KeyAct::Decision decision = m_act.decide(m_report.seen);
    m_report.expiry = decision.expiry;
    if (decision.obstacle == Obstacle::None && !decision.writes.isEmpty())
        return write(decision.writes);
    sendPinned(unwatch(), [](const Result<Done> &) {});
    m_hasWatch = false;
    m_report.obstacle = decision.obstacle;
    finish(decision.obstacle == Obstacle::None ? Outcome::Done : Outcome::Declined);
}

// From here to EXEC without a return to the event loop: nothing else of this connection may get in.
void KeyTransaction::write(const QList<QByteArrayList> &writes)
{
    if (servingNode() != m_node)
        return look(); // what was watched is watched elsewhere
    const auto noteAnswer = [this](const Result<Done> &answer) { note(answer); };
    sendPinned(multi(), noteAnswer);
    for (const QByteArrayList &argv : writes)
        sendPinned(queued(argv), noteAnswer);
    sendPinned(exec(), [this](const Result<bool> &done) { onExec(done); });
    m_isWriting = true;
}

void KeyTransaction::note(const Result<Done> &answer)
{
    if (!answer && !m_refused)
        m_refused = answer.error();
}

void KeyTransaction::onExec(const Result<bool> &done)
{
    m_hasWatch = false;
    // What was refused on this computer never reached the transaction, which then did nothing.
    if (done && m_refused)
        return fail(*m_refused);
    if (done && *done)
        return finish(Outcome::Done);
    if (!done) {
        const bool isSyntax = done.error().text.startsWith(u"ERR syntax error");
        if (m_refused || !isSyntax || !std::exchange(m_report.seen.hasAbsTtl, false))
            return fail(m_refused ? *m_refused : done.error());
        // Before Redis 5.0: nothing was done.
    }
    m_isWriting = false;
    // Somebody touched a key after we saw it.
    if (++m_tries < maxTries)
        return proceed([this] { look(); });
    fail({Error::Kind::Server, {}, tr("The key keeps changing meanwhile.")});
}

void KeyTransaction::fail(const Error &error)
{
    const bool isLost = m_isWriting && !isAnswer(error);
    // The slot has moved meanwhile, and nothing was done: once more, where it is now.
    if (error.code == "MOVED" && ++m_tries < maxTries) {
        m_refused.reset();
        m_isWriting = false;
        QTimer::singleShot(betweenTries, this, [this] { proceed([this] { look(); }); });
        return;
    }
    if (std::exchange(m_hasWatch, false))
        sendPinned(unwatch(), [](const Result<Done> &) {});
    finish(isLost ? Outcome::Unknown : Outcome::Failed, error);
}

void KeyTransaction::finish(Outcome outcome, const std::optional<Error> &error)
{
    m_turn.release();
    m_report.outcome = outcome;
    m_report.error = error;
    emit finished(m_report);
}

void run(Client &client, KeyAct act, QObject *context,
    std::function<void(const KeyTransaction::Report &)> handler)
{
    (new Keeper(std::move(act), context))->start(client, std::move(handler));
}

} // namespace hitlens
