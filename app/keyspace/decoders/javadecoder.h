// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

// Java's object serialisation, as the text of notation.h: object("Class", {...}) with the fields of
// all its classes, what writeObject() added under "(written)", same("Class", n) for what stands
// before as the n-th handle. Reading it makes no objects. Shown only.
class JavaDecoder final : public Decoder
{
public:
    QByteArray id() const override;
    QString name() const override;
    Confidence detect(QByteArrayView bytes) const override;
    Decoded decode(QByteArrayView bytes, const DecodeLimits &limits) const override;
};

} // namespace hitlens
