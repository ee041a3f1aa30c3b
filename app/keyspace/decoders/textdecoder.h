// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

// Plain text. Shown as UTF-8, and written back as it was encoded.
class TextDecoder final : public Decoder
{
public:
    enum class Encoding { Utf8, Latin1 };

    explicit TextDecoder(Encoding encoding)
        : m_encoding(encoding)
    { }

    QByteArray id() const override;
    QString name() const override;
    Confidence detect(QByteArrayView bytes) const override;
    Decoded decode(QByteArrayView bytes, const DecodeLimits &limits) const override;
    bool hasInverse() const override { return true; }
    Encoded encode(QByteArrayView edited, QByteArrayView original) const override;

private:
    Encoding m_encoding;
};

} // namespace hitlens
