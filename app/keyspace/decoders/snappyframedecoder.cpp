// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/snappyframedecoder.h"

#include "app/keyspace/decoders/snappyblock.h"

#include <QtEndian>

#include <algorithm>
#include <array>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// After framing_format.txt of Snappy.
constexpr QByteArrayView identifier("\xff\x06\x00\x00sNaPpY", 10);
constexpr qsizetype chunkContent = 65536;
constexpr int compressedChunk = 0x00;
constexpr int plainChunk = 0x01;

constexpr std::array<quint32, 256> castagnoliTable()
{
    std::array<quint32, 256> table = {};
    for (quint32 i = 0; i < 256; ++i) {
        quint32 crc = i;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
        table[i] = crc;
    }
    return table;
}

quint32 maskedChecksum(QByteArrayView content)
{
    static constexpr std::array<quint32, 256> table = castagnoliTable();
    quint32 crc = 0xffffffff;
    for (const char c : content)
        crc = table[(crc ^ static_cast<uchar>(c)) & 0xff] ^ crc >> 8;
    crc = ~crc;
    return (crc >> 15 | crc << 17) + 0xa282ead8;
}

// What a chunk of data holds; chunk: its checksum and what follows.
Decoded contentOf(int type, QByteArrayView chunk)
{
    DecodeLimits limits;
    limits.output = chunkContent;
    Decoded decoded;
    if (type == compressedChunk)
        decoded = unsnapped(chunk.sliced(4), limits);
    else
        decoded.content = chunk.sliced(4).toByteArray();
    if (decoded.errorAt >= 0)
        decoded.errorAt += 4;
    else if (decoded.isCut || decoded.content.size() > chunkContent)
        decoded.error = Decoder::tr("This chunk is larger than the format allows.");
    else if (qFromLittleEndian<quint32>(chunk.data()) != maskedChecksum(decoded.content))
        decoded.error = Decoder::tr("The checksum of this chunk is wrong.");
    if (!decoded.error.isEmpty())
        decoded.errorAt = std::max<qsizetype>(decoded.errorAt, 0);
    return decoded;
}

QByteArray chunkOf(int type, QByteArrayView content)
{
    QByteArray chunk(4, Qt::Uninitialized);
    qToLittleEndian(quint32(type) | quint32(content.size() + 4) << 8, chunk.data());
    return chunk;
}

} // namespace

QByteArray SnappyFrameDecoder::id() const
{
    return "snappyframed"_ba;
}

QString SnappyFrameDecoder::name() const
{
    return tr("Snappy, framed");
}

Confidence SnappyFrameDecoder::detect(QByteArrayView bytes) const
{
    return bytes.startsWith(identifier) ? Confidence::Certain : Confidence::No;
}

Decoded SnappyFrameDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    if (!bytes.startsWith(identifier))
        return failed(0, tr("It does not begin as framed Snappy does."));
    QByteArray content;
    for (qsizetype at = identifier.size(); at < bytes.size();) {
        if (bytes.size() - at < 4)
            return failed(bytes.size(), tr("It ends too early."), content);
        const quint32 head = qFromLittleEndian<quint32>(bytes.data() + at);
        const int type = static_cast<int>(head & 0xff);
        const QByteArrayView left = bytes.sliced(at + 4);
        const qsizetype length = head >> 8;
        if (type > plainChunk && type < 0x80)
            return failed(at, tr("There is no such kind of chunk."), content);
        if (length > left.size())
            return failed(bytes.size(), tr("It ends too early."), content);
        if (type <= plainChunk) {
            if (length < 4)
                return failed(at, tr("This chunk has no checksum."), content);
            const Decoded chunk = contentOf(type, left.first(length));
            if (!chunk.isOk())
                return failed(at + 4 + chunk.errorAt, chunk.error, content);
            content += chunk.content;
            if (content.size() > limits.output)
                return cutAt(limits.output, content, Decoded::Kind::Bytes);
        }
        at += 4 + length;
    }
    Decoded decoded;
    decoded.content = content;
    return decoded;
}

Encoded SnappyFrameDecoder::encode(QByteArrayView edited, QByteArrayView) const
{
    QByteArray bytes = identifier.toByteArray();
    for (qsizetype at = 0; at < edited.size(); at += chunkContent) {
        const QByteArrayView content
            = edited.sliced(at, std::min(chunkContent, edited.size() - at));
        const QByteArray smaller = snapped(content);
        // The reference keeps a chunk plain when an eighth is not gained.
        const bool pays = smaller.size() < content.size() - content.size() / 8;
        const QByteArrayView kept = pays ? QByteArrayView(smaller) : content;
        QByteArray checksum(4, Qt::Uninitialized);
        qToLittleEndian(maskedChecksum(content), checksum.data());
        bytes += chunkOf(pays ? compressedChunk : plainChunk, kept) + checksum;
        bytes += kept;
    }
    return {bytes, -1, {}};
}

} // namespace hitlens
