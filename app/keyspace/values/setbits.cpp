// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/setbits.h"

#include <bit>

namespace hitlens {

SetBits setBitsOf(QByteArrayView bytes)
{
    SetBits bits;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        bits.count += std::popcount(byte);
        if (byte != 0 && !bits.first)
            bits.first = i * 8 + std::countl_zero(byte);
    }
    bits.last = lastSetBit(bytes, 0);
    return bits;
}

std::optional<qint64> lastSetBit(QByteArrayView end, qint64 firstBit)
{
    for (qsizetype i = end.size() - 1; i >= 0; --i) {
        const auto byte = static_cast<unsigned char>(end[i]);
        if (byte != 0)
            return firstBit + i * 8 + 7 - std::countr_zero(byte);
    }
    return std::nullopt;
}

} // namespace hitlens
