// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/snappydecoder.h"

#include "app/keyspace/decoders/snappyblock.h"

namespace hitlens {

using namespace Qt::StringLiterals;

QByteArray SnappyDecoder::id() const
{
    return "snappy"_ba;
}

QString SnappyDecoder::name() const
{
    return u"Snappy"_s;
}

Confidence SnappyDecoder::detect(QByteArrayView bytes) const
{
    if (bytes.size() < 8 || isText(bytes))
        return Confidence::No;
    DecodeLimits limits;
    limits.output = 64 * 1024;
    return decode(bytes, limits).isOk() ? Confidence::Possible : Confidence::No;
}

Decoded SnappyDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    return unsnapped(bytes, limits);
}

Encoded SnappyDecoder::encode(QByteArrayView edited, QByteArrayView) const
{
    if (edited.size() > 0xffffffff)
        return notEncoded(0, tr("It is too large to be compressed."));
    return {snapped(edited), -1, {}};
}

} // namespace hitlens
