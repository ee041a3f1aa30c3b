// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <optional>

namespace hitlens {

// The windows into which a sample is cut at the same places of two streams: the events of keys, and
// the lines of MONITOR. The server is asked by PING to say words of ours; it says them among the
// events, and MONITOR tells that it was asked. What lies between two such marks in one stream is of
// the same time as what lies between them in the other, however late each is read. Any one thread.
class SampleWindows final
{
public:
    struct Settled
    {
        qint64 window = 0;
        bool isWhole = false; // both streams told all of it
    };

    SampleWindows();

    // A sample, whose windows have the numbers from that one on.
    void begin(qint64 firstWindow);
    // No lines come any more: what was not read to its end is lost.
    void end();
    // No events come any more.
    void lose();

    // What the server is to say where the next window begins.
    QByteArray nextMark();
    // Whether these words, among the events, or that line of MONITOR are a mark of ours.
    bool heard(QByteArrayView words);
    bool read(QByteArrayView line);

    // The window that is read just now; 0: none.
    qint64 ofEvents() const { return m_heard > m_last ? 0 : m_heard; }
    qint64 ofLines() const { return m_read; }
    qint64 lastSent() const { return m_isRunning ? m_sent : 0; } // the last that has begun
    // In order; nullopt: no more are settled.
    std::optional<Settled> takeSettled();

private:
    std::optional<qint64> numberIn(QByteArrayView text) const;

    const QByteArray m_token; // nobody else's marks have it
    bool m_isRunning = false;
    qint64 m_settled = 0; // all up to that one
    qint64 m_sent = 0;
    qint64 m_heard = 0;
    qint64 m_read = 0;
    qint64 m_last = 0; // the last that may become whole
};

} // namespace hitlens
