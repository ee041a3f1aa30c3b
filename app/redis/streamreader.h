// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <array>
#include <functional>

namespace hitlens {

// One thing that a server said by itself. A view: valid only during the call that hands it over.
struct StreamMessage
{
    enum class Kind { Line, Error, Array };

    Kind kind = Kind::Line;
    std::array<QByteArrayView, 4> parts; // of an Array; a Line and an Error have one
    int count = 0;
    qsizetype length = 0; // of a Line; more than its part where that was cut
};

// Cuts what comes after PSUBSCRIBE or MONITOR into messages: lines, errors, and arrays of strings.
// Keeps at most some 130 KB, whatever the server sends: of a long line the begin, and of an array
// with a longer string nothing. Source: RESP2 of
// https://redis.io/docs/latest/develop/reference/protocol-spec/. Any thread; never throws.
class StreamReader final
{
public:
    static constexpr qsizetype longest = 64 * 1024; // of a line or a string

    // False when that is not what a server says; nothing is to be fed any more then.
    bool feed(QByteArrayView chunk, const std::function<void(const StreamMessage &)> &take);
    qint64 dropped() const { return m_dropped; } // arrays that were too long

private:
    enum class Step { Done, NeedsMore, Skipped, Broken };

    Step readOne(const std::function<void(const StreamMessage &)> &take);
    Step readLine(const std::function<void(const StreamMessage &)> &take);
    Step readArray(const std::function<void(const StreamMessage &)> &take);
    Step readPart(qsizetype &at, QByteArrayView &part);

    QByteArray m_buffer;
    qsizetype m_from = 0; // where the next message begins
    qsizetype m_toSkip = 0; // bytes that are still to come of a string that is too long
    qsizetype m_cutOff = 0; // bytes of the present line that were not kept
    qint64 m_dropped = 0;
};

} // namespace hitlens
