// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/leveltrial.h"

namespace hitlens {

std::optional<QByteArray> contentToTry(const Decoder &decoder, QByteArrayView original)
{
    DecodeLimits limits;
    limits.output = 128 * 1024;
    const Decoded content = decoder.decode(original, limits);
    if (!content.isOk() || content.isCut)
        return std::nullopt;
    return content.content;
}

} // namespace hitlens
