// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"
#include "app/keyspace/decoders/protoschema.h"

namespace hitlens {

// A message of a given .proto, as its JSON (https://protobuf.dev/programming-guides/json), with the
// names of the .proto. Shown only where that JSON does not lead back to the message, because it has
// fields that the .proto does not know.
class ProtoDecoder final : public Decoder
{
public:
    // The schema must have the message.
    ProtoDecoder(std::shared_ptr<const ProtoSchema> schema, const QString &message);

    QByteArray id() const override; // "proto:shop.Order"
    QString name() const override;
    Confidence detect(QByteArrayView bytes) const override;
    Decoded decode(QByteArrayView bytes, const DecodeLimits &limits) const override;
    bool hasInverse() const override { return true; }
    Encoded encode(QByteArrayView edited, QByteArrayView original) const override;

private:
    std::shared_ptr<const ProtoSchema> m_schema;
    QString m_message;
};

} // namespace hitlens
