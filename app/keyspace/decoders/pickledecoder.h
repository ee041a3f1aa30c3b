// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

// Python's pickle, all protocols, as Python would write the value down. What would make an object
// is written as the call that makes it, and never called: reading a pickle runs nothing. Shown
// only.
class PickleDecoder final : public Decoder
{
public:
    QByteArray id() const override;
    QString name() const override;
    Confidence detect(QByteArrayView bytes) const override;
    Decoded decode(QByteArrayView bytes, const DecodeLimits &limits) const override;
};

} // namespace hitlens
