// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

// Protocol Buffers without their .proto: {field: value} as the text of notation.h. Of a field only
// its wire type is known; what is text or a message inside is guessed. Almost any bytes could be
// one, so it is never more than Possible. Shown only.
class ProtoWireDecoder final : public Decoder
{
public:
    QByteArray id() const override;
    QString name() const override;
    Confidence detect(QByteArrayView bytes) const override;
    Decoded decode(QByteArrayView bytes, const DecodeLimits &limits) const override;
};

} // namespace hitlens
