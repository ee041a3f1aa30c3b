// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/pace.h"

#include <algorithm>

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

// Measured: at full pace the server always has something to do; an adaptive one leaves the PING of
// a neighbour below three times what it takes at rest.
Portions portionsOf(Pace pace)
{
    switch (pace) {
    case Pace::Gentle:
        return {20, 100, 1, 0.25};
    case Pace::Adaptive:
        return {30, 150, 1, 1};
    case Pace::Full:
        break;
    }
    return {100, 0, 8, 1};
}

nanoseconds restAfter(nanoseconds worked, double share)
{
    const auto rest = duration_cast<nanoseconds>(worked * (1 / share - 1));
    return std::min<nanoseconds>(rest, 2s);
}

} // namespace hitlens
