// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

#include <initializer_list>
#include <optional>

// Most formats do not say at which level they were compressed. Making the original again tells.
namespace hitlens {

// What the original holds, where that is small enough to be compressed a dozen times.
std::optional<QByteArray> contentToTry(const Decoder &decoder, QByteArrayView original);

// The level by which compress(content, level) gives the original; the first when none does.
template <typename Compress>
int levelOf(const Decoder &decoder, QByteArrayView original, std::initializer_list<int> levels,
    const Compress &compress)
{
    const std::optional<QByteArray> content = contentToTry(decoder, original);
    if (!content)
        return *levels.begin();
    for (const int level : levels) {
        if (compress(*content, level) == original)
            return level;
    }
    return *levels.begin();
}

} // namespace hitlens
