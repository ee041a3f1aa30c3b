// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commandlog.h"

#include <QDateTime>

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;
using Outcome = CommandEnd::Outcome;

namespace {

constexpr qsizetype shownOfError = 300; // characters

Outcome outcomeOf(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Timeout:
        return Outcome::TimedOut;
    case Error::Kind::Connection:
    case Error::Kind::Cancelled:
    case Error::Kind::Protocol:
        return Outcome::Lost;
    default:
        return Outcome::Refused;
    }
}

QString shownError(const Error &error, const QByteArrayList &argv)
{
    const bool isHidden = firstSecret(argv) < argv.size();
    return isHidden ? QString::fromUtf8(error.code) : error.text.left(shownOfError);
}

} // namespace

CommandLog::CommandLog(QObject *parent)
    : QObject(parent)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(50ms);
    connect(&m_timer, &QTimer::timeout, this, &CommandLog::deliver);
}

qint64 CommandLog::sent(const QByteArray &node, const QByteArrayList &argv, bool isBackground)
{
    append({0, QDateTime::currentMSecsSinceEpoch(), node, commandText(argv), isBackground, {}});
    return m_lastId;
}

void CommandLog::notSent(
    const QByteArray &node, const QByteArrayList &argv, bool isBackground, const Error &reason)
{
    const qint64 id = sent(node, argv, isBackground);
    settle({id, Outcome::NotSent, {}, shownError(reason, argv)});
}

void CommandLog::ended(
    qint64 id, const QByteArrayList &argv, Clock::duration took, const std::optional<Error> &error)
{
    settle({id, error ? outcomeOf(*error) : Outcome::Ok, duration_cast<microseconds>(took),
        error ? shownError(*error, argv) : QString()});
}

void CommandLog::append(CommandRecord record)
{
    record.id = record.end.id = ++m_lastId;
    if (m_batch.sent.size() == capacity) {
        // With room to move up in, so that the list is not made anew again and again.
        if (m_batch.sent.capacity() < 2 * capacity)
            m_batch.sent.reserve(2 * capacity);
        m_batch.sent.removeFirst();
    }
    m_batch.sent.append(std::move(record));
    arrange();
}

void CommandLog::settle(CommandEnd end)
{
    const qint64 oldest = m_batch.sent.isEmpty() ? m_lastId + 1 : m_batch.sent.first().id;
    if (end.id >= oldest)
        m_batch.sent[end.id - oldest].end = std::move(end);
    else if (end.id > m_lastId - capacity) // older ones nobody keeps any more
        m_batch.ended.append(std::move(end));
    arrange();
}

void CommandLog::ask()
{
    m_isAsked = true;
    arrange();
}

void CommandLog::arrange()
{
    const bool isEmpty = m_batch.sent.isEmpty() && m_batch.ended.isEmpty();
    if (m_isAsked && !isEmpty && !m_timer.isActive())
        m_timer.start();
}

void CommandLog::deliver()
{
    m_isAsked = false;
    emit batchReady(std::exchange(m_batch, {}));
}

} // namespace hitlens
