// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

// What PHP's serialize() makes, as the text of notation.h: an array whose keys count from 0 is
// [...], any other {...}; strings that are no UTF-8 are h'00ff'; object("Class", {...}),
// enum("Enum:Case"), custom("Class", "..."). Where parts are shared, as reference(2) or same(2), it
// is shown only: these numbers count values, and an edit would make them mean others.
class PhpDecoder final : public Decoder
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
