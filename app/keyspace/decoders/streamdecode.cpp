// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/streamdecode.h"

#include <algorithm>

namespace hitlens {

namespace {

constexpr qsizetype firstRoom = 16 * 1024;

// Grows by doubling up to one byte more than the limit, by which a cut is told from a fit.
class BoundedOutput
{
public:
    explicit BoundedOutput(qsizetype limit)
        : m_limit(limit)
    { }

    std::span<char> room()
    {
        if (m_size == m_bytes.size())
            m_bytes.resize(std::min(std::max(firstRoom, m_size * 2), m_limit + 1));
        return {m_bytes.data() + m_size, static_cast<size_t>(m_bytes.size() - m_size)};
    }
    void wrote(qsizetype bytes) { m_size += bytes; }
    bool isOver() const { return m_size > m_limit; }
    QByteArray taken()
    {
        m_bytes.truncate(std::min(m_size, m_limit));
        return m_bytes;
    }

private:
    qsizetype m_limit;
    qsizetype m_size = 0;
    QByteArray m_bytes;
};

Decoded broken(qsizetype at, const QString &why, const QByteArray &before)
{
    Decoded decoded;
    decoded.content = before;
    decoded.errorAt = at;
    decoded.error = why;
    return decoded;
}

} // namespace

Decoded decodeStream(QByteArrayView bytes, const DecodeLimits &limits,
    const std::function<StreamStep(QByteArrayView, std::span<char>)> &step)
{
    BoundedOutput out(limits.output);
    qsizetype at = 0;
    while (!out.isOver()) {
        const StreamStep done = step(bytes.sliced(at), out.room());
        at += done.read;
        out.wrote(done.written);
        if (done.state == StreamStep::State::Error)
            return broken(at, done.error, out.taken());
        if (done.state == StreamStep::State::End && !out.isOver()) {
            if (at < bytes.size())
                return broken(at, Decoder::tr("Other bytes follow its end."), out.taken());
            Decoded decoded;
            decoded.content = out.taken();
            return decoded;
        }
        if (done.read == 0 && done.written == 0)
            return broken(bytes.size(), Decoder::tr("It ends too early."), out.taken());
    }
    return cutAt(limits.output, out.taken(), Decoded::Kind::Bytes);
}

} // namespace hitlens
