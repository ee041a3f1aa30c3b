// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

// Bytes as pairs of hexadecimal digits, with or without 0x in front. Written back with its case.
class HexDecoder final : public Decoder
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
