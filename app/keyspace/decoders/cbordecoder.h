// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

// CBOR (RFC 8949) in its diagnostic notation, see notation.h: 1.5_1 and 1.5_2 are floats of 16 and
// 32 bits, [_ and {_ have no length, 1(1700000000) is tagged, str(h'ff') is text that is no UTF-8.
// Written back with the shortest lengths, and with strings in one piece.
class CborDecoder final : public Decoder
{
public:
    QByteArray id() const override;
    QString name() const override;
    Confidence detect(QByteArrayView bytes) const override;
    Decoded decode(QByteArrayView bytes, const DecodeLimits &limits) const override;
    bool hasInverse() const override { return true; }
    Encoded encode(QByteArrayView edited, QByteArrayView original) const override;
};

} // namespace hitlens
