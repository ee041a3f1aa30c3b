// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/guardededit.h"

#include <QTimer>

namespace hitlens {

namespace {

// How often we look again when the key was touched without its value changing.
constexpr int maxTries = 5;
constexpr auto betweenTries = std::chrono::milliseconds(300); // for the cluster to tell who has it

} // namespace

GuardedEdit::GuardedEdit(QByteArray key)
    : m_key(std::move(key))
{ }

void GuardedEdit::run()
{
    m_turn.take([this] { rehearse(); });
}

// Where MULTI is refused, the writes after it would be done at once and unguarded.
void GuardedEdit::rehearse()
{
    sendPinned(multi(), [this](const Result<Done> &begun) { noteQueued(begun); });
    sendPinned(exec(), [this](const Result<bool> &done) {
        if (!done)
            return fail(m_refused ? *m_refused : done.error());
        lookAgain();
    });
}

void GuardedEdit::cancelled()
{
    fail({Error::Kind::Cancelled, {}, tr("Saving was cancelled.")});
}

void GuardedEdit::lookAgain()
{
    m_node = servingNode();
    m_pending = 1; // until all is sent: an answer may come at once
    look(watch(m_key), [](const Done &) {});
    read();
    onLooked();
}

QByteArray GuardedEdit::servingNode() const
{
    const Node *node = router().topology().nodeOfKey(m_key);
    return node ? node->name : QByteArray();
}

void GuardedEdit::onLooked()
{
    if (--m_pending > 0)
        return;
    if (m_refused)
        return fail(Error(*m_refused));
    proceed([this] { decide(); });
}

void GuardedEdit::decide()
{
    const std::optional<Report> objection = this->objection();
    if (!objection)
        return write();
    sendPinned(unwatch(), [](const Result<Done> &) {});
    end(*objection);
}

// From here to EXEC without a return to the event loop: nothing else of this connection may get in.
void GuardedEdit::write()
{
    if (servingNode() != m_node)
        return lookAgain(); // what was watched is watched elsewhere
    const auto note = [this](const Result<Done> &queued) { noteQueued(queued); };
    sendPinned(multi(), note);
    for (const QByteArrayList &argv : writes())
        sendPinned(queued(argv), note);
    m_isWriting = false;
    sendPinned(
        execReplies(), [this](const Result<std::optional<QByteArrayList>> &done) { onExec(done); });
    m_isWriting = true;
}

void GuardedEdit::noteQueued(const Result<Done> &queued)
{
    if (!queued)
        noteRefusal(queued.error());
}

void GuardedEdit::noteRefusal(const Error &error)
{
    if (!m_refused)
        m_refused = error;
}

void GuardedEdit::onExec(const Result<std::optional<QByteArrayList>> &done)
{
    // What was refused on this computer never reached the transaction, which then did nothing.
    if (done && m_refused)
        return fail(Error(*m_refused));
    if (done && *done)
        return end({Outcome::Saved, {}, {}}, **done);
    if (!done && !m_refused && retriesAfter(done.error()))
        return proceed([this] { lookAgain(); });
    if (!done)
        return failToWrite(done.error());
    // Somebody touched the key after we looked. Looking again tells whether its value changed, too.
    if (++m_tries < maxTries)
        return proceed([this] { lookAgain(); });
    fail({Error::Kind::Server, {}, tr("The key keeps changing while it is being saved.")});
}

void GuardedEdit::failToWrite(const Error &error)
{
    const auto isAnswer = [](const Error &e) {
        return e.kind == Error::Kind::Server || e.kind == Error::Kind::Permission;
    };
    if (m_isWriting && !isAnswer(m_refused.value_or(error)))
        return fail(error, Outcome::Unknown);
    fail(m_refused.value_or(error));
}

void GuardedEdit::fail(const Error &error, Outcome outcome)
{
    // The slot has moved meanwhile, and nothing was done: once more, where it is now.
    if (error.code == "MOVED" && outcome == Outcome::Failed && ++m_tries < maxTries) {
        m_refused.reset();
        QTimer::singleShot(betweenTries, this, [this] { proceed([this] { lookAgain(); }); });
        return;
    }
    end({outcome, {}, error});
}

void GuardedEdit::end(const Report &report, const QByteArrayList &replies)
{
    m_turn.release();
    ended(report, replies);
}

} // namespace hitlens
