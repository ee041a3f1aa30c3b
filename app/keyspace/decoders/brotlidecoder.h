// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

// Brotli (RFC 7932). It has nothing to be told by, so whatever decompresses whole is only Possible.
class BrotliDecoder final : public Decoder
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
