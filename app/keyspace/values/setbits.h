// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

#include <optional>

namespace hitlens {

// The bits of a string that are set, counted as GETBIT does: 0 is the most significant of the first
// byte.
struct SetBits
{
    qint64 count = 0;
    std::optional<qint64> first; // nullopt: none is, or it is not known
    std::optional<qint64> last;

    bool operator==(const SetBits &) const = default;
};

// Of all of these bytes. Pure; a megabyte takes a millisecond or two.
SetBits setBitsOf(QByteArrayView bytes);
// The last one in the end of a string, whose first bit is that one of the string; nullopt: none.
std::optional<qint64> lastSetBit(QByteArrayView end, qint64 firstBit);

} // namespace hitlens
