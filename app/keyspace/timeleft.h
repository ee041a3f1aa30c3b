// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <optional>

namespace hitlens {

// Of work of which that fraction, 0 to 1, took so long; nullopt while it would be a guess. Pure.
inline std::optional<std::chrono::milliseconds> timeLeft(
    double fraction, std::chrono::milliseconds elapsed)
{
    if (elapsed < std::chrono::milliseconds(200) || fraction <= 0.005)
        return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        elapsed * ((1 - fraction) / fraction));
}

} // namespace hitlens
