// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/pace.h"

#include <algorithm>

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

nanoseconds restAfter(nanoseconds worked, double share)
{
    const auto rest = duration_cast<nanoseconds>(worked * (1 / share - 1));
    return std::min<nanoseconds>(rest, 2s);
}

} // namespace hitlens
