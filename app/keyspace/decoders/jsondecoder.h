// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

// JSON, laid out for reading and stored back in the layout it had: every digit, the order of keys
// and keys that stand twice are kept. What had a layout of its own is stored as it is typed.
class JsonDecoder final : public Decoder
{
public:
    QByteArray id() const override;
    QString name() const override;
    Confidence detect(QByteArrayView bytes) const override;
    Decoded decode(QByteArrayView bytes, const DecodeLimits &limits) const override;
    bool isLast() const override { return true; }
    bool hasInverse() const override { return true; }
    Encoded encode(QByteArrayView edited, QByteArrayView original) const override;
};

} // namespace hitlens
