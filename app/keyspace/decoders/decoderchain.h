// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoderset.h"

#include <QList>

// Decoders one after the other: base64, then gzip, then JSON. Pure, any thread.
namespace hitlens {

using DecoderIds = QList<QByteArray>;

struct DecoderStep
{
    QByteArray id;
    QByteArray original; // what this step was given
    Decoded decoded;
};

struct DecodedChain
{
    QByteArray original;
    // Up to the one that failed or is no bytes any more. Of what was cut, one that can make nothing
    // of the part is left out.
    QList<DecoderStep> steps;

    // What is to be shown: the last step's, or the bytes as they are when there is none.
    Decoded result() const;
    bool isEditable(const DecoderSet &decoders) const;
};

// The ids of what fits, from Likely on; empty when nothing does. Ends with what can be shown where
// that is known. Looks at no more than limits.output of what each step gives, and four steps deep.
DecoderIds detectChain(
    const DecoderSet &decoders, QByteArrayView bytes, const DecodeLimits &limits = {});

// Those that may be meant, the surest first, for a person to choose from.
DecoderIds candidates(const DecoderSet &decoders, QByteArrayView bytes);

// A decoder that is not known fails at offset 0.
DecodedChain decodeChain(const DecoderSet &decoders, QByteArrayView bytes, const DecoderIds &ids,
    const DecodeLimits &limits = {});

// The bytes to save for what was edited. Nothing edited gives the original, byte for byte.
Encoded encodeChain(const DecoderSet &decoders, const DecodedChain &chain, QByteArrayView edited);

} // namespace hitlens
