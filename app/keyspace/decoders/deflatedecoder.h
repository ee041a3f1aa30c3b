// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

// gzip (RFC 1952, several members too), zlib (RFC 1950) and bare deflate (RFC 1951). Written back
// with the header, window and level of the original; the level is found by trial where the value is
// small, and guessed from the header otherwise.
class DeflateDecoder final : public Decoder
{
public:
    enum class Wrapping { Gzip, Zlib, None };

    explicit DeflateDecoder(Wrapping wrapping)
        : m_wrapping(wrapping)
    { }

    QByteArray id() const override;
    QString name() const override;
    Confidence detect(QByteArrayView bytes) const override;
    Decoded decode(QByteArrayView bytes, const DecodeLimits &limits) const override;
    bool hasInverse() const override { return true; }
    Encoded encode(QByteArrayView edited, QByteArrayView original) const override;

private:
    Wrapping m_wrapping;
};

} // namespace hitlens
