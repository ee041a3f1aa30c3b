// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDeadlineTimer>
#include <QElapsedTimer>

#include <chrono>

namespace hitlens {

// How much of an undo may be on the way to one primary. At full speed as much as it takes; at a
// share of it a small batch at a time, and then a rest. One thread.
class UndoPace final
{
public:
    static constexpr qsizetype mostKeys = 64;
    static constexpr qint64 mostBytes = 8 * 1024 * 1024; // or one larger value
    static constexpr qsizetype batchKeys = 16; // at less than full speed
    static constexpr qint64 batchBytes = 1024 * 1024; // or one larger value

    explicit UndoPace(double share = 1);

    // Of full speed, 0 to 1; 0: it waits. A rest that has begun is rested out.
    void setShare(double share);
    bool hasRoomFor(qint64 bytes) const;
    qsizetype keys() const { return m_keys; } // on the way
    void sent(qint64 bytes);
    void answered(qint64 bytes);
    // How long nothing may be sent, from now; 0: no rest.
    std::chrono::milliseconds rest() const;

private:
    double m_share;
    qsizetype m_keys = 0;
    qint64 m_bytes = 0;
    qsizetype m_batch = 0; // keys sent since there were none on the way
    QElapsedTimer m_batchClock; // since then
    QDeadlineTimer m_resting{0};
};

} // namespace hitlens
