// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/stringedit.h"

#include <QTimer>

namespace hitlens {

namespace {

// How often we look again when the key was touched without its value changing.
constexpr int maxTries = 5;
constexpr auto betweenTries = std::chrono::milliseconds(300); // for the cluster to tell who has it

} // namespace

StringEdit::StringEdit(QByteArray key, std::optional<QByteArray> expected, QByteArray value)
    : m_key(std::move(key))
    , m_expected(std::move(expected))
    , m_value(std::move(value))
{ }

// All of it goes to the node that serves the key, on the same connection.
template <typename T>
void StringEdit::sendPinned(Command<T> command, std::invocable<Result<T> &&> auto handler)
{
    send(pinnedTo(m_key, std::move(command)), std::move(handler));
}

void StringEdit::run()
{
    // A rehearsal. Where MULTI is refused, the SET after it would be done at once and unguarded.
    sendPinned(multi(), [this](const Result<Done> &begun) { noteQueued(begun); });
    sendPinned(exec(), [this](const Result<bool> &done) {
        if (!done)
            return fail(m_refused ? *m_refused : done.error());
        look();
    });
}

void StringEdit::cancelled()
{
    fail({Error::Kind::Cancelled, {}, tr("Saving was cancelled.")});
}

void StringEdit::look()
{
    m_node = servingNode();
    sendPinned(watch(m_key), [this](const Result<Done> &watched) { noteQueued(watched); });
    if (!m_keepTtlWorks) {
        // Answered within microseconds of each other, so that their sum is the instant of expiry.
        sendPinned(pttl(m_key), [this](const Result<Ttl> &ttl) {
            if (ttl)
                m_ttl = *ttl;
            else
                m_refused = m_refused.value_or(ttl.error());
        });
        sendPinned(time(), [this](const Result<QDateTime> &now) {
            if (now)
                m_serverTime = *now;
            else
                m_refused = m_refused.value_or(now.error());
        });
    }
    sendPinned(get(m_key), [this](const Result<std::optional<QByteArray>> &current) {
        if (m_refused || !current)
            return fail(m_refused ? *m_refused : current.error());
        proceed([this, value = *current] { compare(value); });
    });
}

QByteArray StringEdit::servingNode() const
{
    const Node *node = router().topology().nodeOfKey(m_key);
    return node ? node->name : QByteArray();
}

void StringEdit::compare(const std::optional<QByteArray> &current)
{
    if (current == m_expected)
        return write();
    sendPinned(unwatch(), [](const Result<Done> &) {});
    if (current)
        finish(Outcome::Changed, *current);
    else
        finish(Outcome::Gone);
}

// From here to EXEC without a return to the event loop: nothing else of this connection may get in.
void StringEdit::write()
{
    if (servingNode() != m_node)
        return look(); // what was watched is watched elsewhere
    const auto note = [this](const Result<Done> &queued) { noteQueued(queued); };
    sendPinned(multi(), note);
    const bool keepTtl = m_expected && m_keepTtlWorks;
    sendPinned(keepTtl ? setKeepTtl(m_key, m_value) : set(m_key, m_value), note);
    if (!m_keepTtlWorks && m_ttl.state == Ttl::State::Expires) {
        const QDateTime when = m_serverTime.addMSecs(m_ttl.left.count());
        sendPinned(queued(pexpireAt(m_key, when).argv), note);
    }
    m_isWriting = false;
    sendPinned(exec(), [this](const Result<bool> &done) { onExec(done); });
    m_isWriting = true;
}

void StringEdit::noteQueued(const Result<Done> &queued)
{
    if (!queued && !m_refused)
        m_refused = queued.error();
}

void StringEdit::onExec(const Result<bool> &done)
{
    // What was refused on this computer never reached the transaction, which then did nothing.
    if (done && m_refused)
        return fail(*m_refused);
    if (done && *done)
        return finish(Outcome::Saved);
    if (!done && !m_refused && m_keepTtlWorks
        && done.error().text.startsWith(u"ERR syntax error")) {
        m_keepTtlWorks = false; // before Redis 6.0: the SET did nothing
        return proceed([this] { look(); });
    }
    if (!done)
        return failToWrite(done.error());
    // Somebody touched the key after GET. Looking again tells whether its value changed, too.
    if (++m_tries < maxTries)
        return proceed([this] { look(); });
    fail({Error::Kind::Server, {}, tr("The key keeps changing while it is being saved.")});
}

void StringEdit::failToWrite(const Error &error)
{
    const auto isAnswer = [](const Error &e) {
        return e.kind == Error::Kind::Server || e.kind == Error::Kind::Permission;
    };
    if (m_isWriting && !isAnswer(m_refused.value_or(error)))
        return fail(error, Outcome::Unknown);
    fail(m_refused.value_or(error));
}

void StringEdit::finish(Outcome outcome, const QByteArray &current)
{
    emit finished({outcome, current, {}});
}

void StringEdit::fail(const Error &error, Outcome outcome)
{
    // The slot has moved meanwhile, and nothing was done: once more, where it is now.
    if (error.code == "MOVED" && outcome == Outcome::Failed && ++m_tries < maxTries) {
        m_refused.reset();
        QTimer::singleShot(betweenTries, this, [this] { proceed([this] { look(); }); });
        return;
    }
    emit finished({outcome, {}, error});
}

} // namespace hitlens
