// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/snappyblock.h"

#include <snappy-c.h>

#include <algorithm>

namespace hitlens {

namespace {

// After format_description.txt of Snappy.
class Unsnapper
{
public:
    Unsnapper(QByteArrayView block, qsizetype limit)
        : m_block(block)
        , m_limit(limit)
    { }

    Decoded run();

private:
    void element();
    void literal(int tag);
    void copy(qsizetype offset, qsizetype length);
    quint32 littleEndian(int bytes);
    qsizetype varint();
    void fail(const QString &why);
    bool isGoing() const { return m_error.isEmpty() && m_out.size() <= m_limit; }

    QByteArrayView m_block;
    qsizetype m_limit;
    qsizetype m_at = 0;
    qsizetype m_size = 0; // of all output, as the block says
    QByteArray m_out;
    qsizetype m_errorAt = -1;
    QString m_error;
};

Decoded Unsnapper::run()
{
    m_size = varint();
    while (isGoing() && m_at < m_block.size())
        element();
    if (m_error.isEmpty() && m_out.size() > m_limit)
        return cutAt(m_limit, m_out, Decoded::Kind::Bytes);
    if (m_error.isEmpty() && m_out.size() != m_size)
        fail(Decoder::tr("It ends too early."));
    Decoded decoded;
    decoded.content = m_out;
    decoded.errorAt = m_errorAt;
    decoded.error = m_error;
    return decoded;
}

void Unsnapper::element()
{
    const int tag = static_cast<uchar>(m_block[m_at++]);
    switch (tag & 3) {
    case 0:
        return literal(tag);
    case 1: {
        const auto low = static_cast<qsizetype>(littleEndian(1));
        return copy((tag >> 5) * 256 + low, ((tag >> 2) & 7) + 4);
    }
    case 2:
        return copy(static_cast<qsizetype>(littleEndian(2)), (tag >> 2) + 1);
    default:
        return copy(static_cast<qsizetype>(littleEndian(4)), (tag >> 2) + 1);
    }
}

void Unsnapper::literal(int tag)
{
    const int small = tag >> 2;
    const qsizetype length
        = (small < 60 ? qsizetype(small) : qsizetype(littleEndian(small - 59))) + 1;
    if (!isGoing())
        return;
    if (length > m_block.size() - m_at)
        return fail(Decoder::tr("It ends too early."));
    if (length > m_size - m_out.size())
        return fail(Decoder::tr("It holds more than it says."));
    m_out += m_block.sliced(m_at, length);
    m_at += length;
}

// A copy may reach into what it writes itself, by which it repeats.
void Unsnapper::copy(qsizetype offset, qsizetype length)
{
    if (!isGoing())
        return;
    if (offset == 0 || offset > m_out.size())
        return fail(Decoder::tr("It refers to bytes that are not there."));
    if (length > m_size - m_out.size())
        return fail(Decoder::tr("It holds more than it says."));
    for (qsizetype i = 0; i < length; ++i)
        m_out += m_out[m_out.size() - offset];
}

quint32 Unsnapper::littleEndian(int bytes)
{
    if (bytes > m_block.size() - m_at) {
        fail(Decoder::tr("It ends too early."));
        return 0;
    }
    quint32 value = 0;
    for (int i = 0; i < bytes; ++i)
        value |= quint32(static_cast<uchar>(m_block[m_at++])) << (8 * i);
    return value;
}

qsizetype Unsnapper::varint()
{
    quint64 value = 0;
    for (int shift = 0; shift < 35 && m_at < m_block.size(); shift += 7) {
        const uchar byte = static_cast<uchar>(m_block[m_at++]);
        value |= quint64(byte & 0x7f) << shift;
        if (byte < 0x80 && value <= 0xffffffff)
            return static_cast<qsizetype>(value);
    }
    fail(Decoder::tr("It does not begin with a size."));
    return 0;
}

void Unsnapper::fail(const QString &why)
{
    if (!m_error.isEmpty())
        return;
    m_errorAt = m_at;
    m_error = why;
}

} // namespace

Decoded unsnapped(QByteArrayView block, const DecodeLimits &limits)
{
    return Unsnapper(block, limits.output).run();
}

QByteArray snapped(QByteArrayView content)
{
    const auto size = static_cast<size_t>(content.size());
    size_t written = snappy_max_compressed_length(size);
    QByteArray out(static_cast<qsizetype>(written), Qt::Uninitialized);
    snappy_compress(content.data(), size, out.data(), &written);
    out.truncate(static_cast<qsizetype>(written));
    return out;
}

} // namespace hitlens
