// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/watchedjob.h"

#include <QTimer>

namespace hitlens {

namespace {

// How often we look again when a key was touched, or its slot moved, before we could write.
constexpr int maxTries = 5;
constexpr auto betweenTries = std::chrono::milliseconds(300); // for the cluster to tell who has it

bool isAnswer(const Error &error)
{
    return error.kind == Error::Kind::Server || error.kind == Error::Kind::Permission;
}

} // namespace

WatchedJob::WatchedJob(QByteArrayList keys)
    : m_keys(std::move(keys))
{ }

void WatchedJob::run()
{
    m_turn.take([this] { rehearse(); });
}

// Where MULTI is refused, the writes after it would be done at once and unguarded. Where EXEC is,
// and does not end the transaction itself, everything that is sent from then on would be queued.
void WatchedJob::rehearse()
{
    sendNoted(multi());
    sendPinned(exec(), [this](const Result<bool> &done) {
        if (done)
            return lookAgain();
        if (!m_refused && isAnswer(done.error()) && done.error().code != "EXECABORT")
            sendPinned(queued({"DISCARD"}), [](const Result<Done> &) {});
        fail(done.error());
    });
}

void WatchedJob::cancelled()
{
    fail({Error::Kind::Cancelled, {}, tr("It was cancelled.")});
}

QByteArray WatchedJob::servingNode() const
{
    const Node *node = router().topology().nodeOfKey(m_keys.first());
    return node ? node->name : QByteArray();
}

void WatchedJob::lookAgain()
{
    m_node = servingNode();
    m_pending = 1; // until all is sent: an answer may come at once
    for (const QByteArray &key : m_keys)
        look(watch(key), [](const Done &) {});
    m_hasWatch = true;
    read();
    onLooked();
}

void WatchedJob::onLooked()
{
    if (--m_pending > 0)
        return;
    if (m_refused)
        return fail(*m_refused);
    proceed([this] { decide(); });
}

void WatchedJob::leave()
{
    if (std::exchange(m_hasWatch, false))
        sendPinned(unwatch(), [](const Result<Done> &) {});
    m_turn.release();
}

// From here to EXEC without a return to the event loop: nothing else of this connection may get in.
void WatchedJob::write(const QList<QByteArrayList> &writes)
{
    if (servingNode() != m_node)
        return lookAgain(); // what was watched is watched elsewhere
    sendNoted(multi());
    for (const QByteArrayList &argv : writes)
        sendNoted(queued(argv));
    sendPinned(
        execReplies(), [this](const Result<std::optional<QByteArrayList>> &done) { onExec(done); });
    m_hasWatch = false;
    m_writing = writes.size();
}

void WatchedJob::noteRefusal(const Error &error)
{
    if (!m_refused)
        m_refused = error;
}

void WatchedJob::onExec(const Result<std::optional<QByteArrayList>> &done)
{
    // What was refused on this computer never reached the transaction, which then did nothing.
    if (done && m_refused)
        return fail(*m_refused);
    if (done && *done) {
        leave();
        return written(**done);
    }
    const bool isOtherWay = !done && !m_refused && m_writing == 1 && retriesAfter(done.error());
    if (!done && !isOtherWay)
        return fail(done.error());
    m_writing = 0;
    // Somebody touched a key after we looked. Looking again tells whether its value changed, too.
    if (isOtherWay || ++m_tries < maxTries)
        return proceed([this] { lookAgain(); });
    fail({Error::Kind::Server, {}, tr("The key keeps changing meanwhile.")});
}

// A cluster that moves a slot or elects a primary: nothing was done, and soon it can be.
bool WatchedJob::mayComeRight(const Error &error) const
{
    static const QByteArrayList passing{"MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "READONLY"};
    return router().topology().isCluster() && isAnswer(error) && passing.contains(error.code);
}

// Only EXEC itself answers that none of it was done. Any other answer is that of one command.
bool WatchedJob::mayBeWritten(const Error &error) const
{
    const bool isOneOfSeveral = m_writing > 1 && !m_refused && error.code != "EXECABORT";
    return m_writing > 0 && (isOneOfSeveral || !isAnswer(error));
}

// What was refused first is why.
void WatchedJob::fail(const Error &error)
{
    const Error why = m_refused.value_or(error);
    if (mayComeRight(why) && ++m_tries < maxTries) {
        m_refused.reset();
        m_writing = 0;
        QTimer::singleShot(betweenTries, this, [this] { proceed([this] { lookAgain(); }); });
        return;
    }
    leave();
    failed(why, mayBeWritten(why));
}

} // namespace hitlens
