// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/bytereader.h"

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

quint64 ByteReader::bigEndian(int bytes)
{
    quint64 value = 0;
    for (const char c : take(static_cast<quint64>(bytes)))
        value = value << 8 | static_cast<uchar>(c);
    return value;
}

quint64 ByteReader::littleEndian(int bytes)
{
    quint64 value = 0;
    int shift = 0;
    for (const char c : take(static_cast<quint64>(bytes))) {
        value |= quint64(static_cast<uchar>(c)) << shift;
        shift += 8;
    }
    return value;
}

QByteArrayView ByteReader::take(quint64 size)
{
    if (!isOk())
        return {};
    if (size > static_cast<quint64>(left())) {
        failAtEnd();
        return {};
    }
    const QByteArrayView taken = m_bytes.sliced(m_at, static_cast<qsizetype>(size));
    m_at += taken.size();
    return taken;
}

QByteArrayView ByteReader::until(char end)
{
    if (!isOk())
        return {};
    const qsizetype endAt = m_bytes.indexOf(end, m_at);
    if (endAt < 0) {
        failAtEnd();
        return {};
    }
    const QByteArrayView taken = m_bytes.sliced(m_at, endAt - m_at);
    m_at = endAt + 1;
    return taken;
}

bool ByteReader::takes(QByteArrayView expected)
{
    if (!isOk() || !m_bytes.sliced(m_at).startsWith(expected))
        return false;
    m_at += expected.size();
    return true;
}

void ByteReader::fail(const QString &why, qsizetype at)
{
    if (!isOk())
        return;
    m_errorAt = at;
    m_error = why;
}

void ByteReader::failAtEnd()
{
    fail(Decoder::tr("It ends too early."), m_bytes.size());
}

} // namespace hitlens
