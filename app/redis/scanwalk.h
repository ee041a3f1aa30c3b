// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

namespace hitlens {

// How much of the keyspace a SCAN walk has behind it, told from its cursor: 0 to 1. With MATCH the
// number of names says nothing about it. The server counts its cursor up from the highest bit down
// (so that the walk survives a table that grows), and mirrored it is a plain fraction.
inline double walkedFraction(quint64 cursor)
{
    double fraction = 0;
    double weight = 0.5;
    for (; cursor != 0; cursor >>= 1) {
        if (cursor & 1)
            fraction += weight;
        weight /= 2;
    }
    return fraction;
}

} // namespace hitlens
