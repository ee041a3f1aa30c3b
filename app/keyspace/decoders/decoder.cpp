// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decoder.h"

#include <QLocale>

#include <algorithm>

namespace hitlens {

namespace {

// Length of the well-formed sequence at the start (Unicode 15, table 3-7), 0 when it is not one.
qsizetype sequenceLength(QByteArrayView bytes)
{
    const auto byteAt
        = [&](qsizetype i) { return i < bytes.size() ? static_cast<uchar>(bytes[i]) : uchar(0); };
    const auto continues = [&](qsizetype i) { return (byteAt(i) & 0xc0) == 0x80; };
    const uchar lead = byteAt(0);
    const uchar second = byteAt(1);
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4 || !continues(1))
        return 0;
    if (lead < 0xe0)
        return 2;
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || !continues(2))
        return 0;
    if (lead < 0xf0)
        return 3;
    if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f) || !continues(3))
        return 0;
    return 4;
}

bool isControl(char c)
{
    return (static_cast<uchar>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == '\x7f';
}

// The last place up to the limit between two characters.
qsizetype characterStart(QByteArrayView utf8, qsizetype limit)
{
    if (limit >= utf8.size())
        return utf8.size();
    while (limit > 0 && (static_cast<uchar>(utf8[limit]) & 0xc0) == 0x80)
        --limit;
    return limit;
}

} // namespace

Encoded Decoder::encode(QByteArrayView, QByteArrayView) const
{
    return notEncoded(0, tr("%1 is shown only and cannot be written back.").arg(name()));
}

Decoded Decoder::failed(qsizetype at, const QString &why, const QByteArray &before)
{
    Decoded decoded;
    decoded.content = before;
    decoded.errorAt = at;
    decoded.error = why;
    return decoded;
}

Decoded Decoder::shownOnly(Decoded decoded, const QString &why)
{
    decoded.isEditable = false;
    decoded.note = decoded.note.isEmpty() ? why : decoded.note + u' ' + why;
    return decoded;
}

Encoded Decoder::notEncoded(qsizetype at, const QString &why)
{
    return {{}, at, why};
}

Decoded cutAt(qsizetype limit, const QByteArray &content, Decoded::Kind kind)
{
    Decoded decoded;
    decoded.kind = kind;
    decoded.content = content.first(kind == Decoded::Kind::Bytes ? std::min(limit, content.size())
                                                                 : characterStart(content, limit));
    decoded.isEditable = false;
    decoded.isCut = true;
    decoded.note = Decoder::tr("Cut at %1: there is more.")
                       .arg(QLocale().formattedDataSize(limit, limit % (1024 * 1024) == 0 ? 0 : 1));
    return decoded;
}

bool isText(QByteArrayView bytes)
{
    return std::none_of(bytes.begin(), bytes.end(), isControl) && bytes.isValidUtf8();
}

qsizetype invalidUtf8At(QByteArrayView bytes)
{
    if (bytes.isValidUtf8()) // much faster, but does not say where
        return -1;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype length = sequenceLength(bytes.sliced(at));
        if (length == 0)
            return at;
        at += length;
    }
    return -1;
}

} // namespace hitlens
