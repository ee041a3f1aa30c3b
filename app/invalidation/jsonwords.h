// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLatin1StringView>
#include <QString>

#include <algorithm>
#include <optional>

// What stands in JSON for the values of an enum: one table for both ways.
namespace hitlens {

template <typename T>
struct JsonWord
{
    T value;
    QLatin1StringView word;
};

// Every value has a word, or it is a bug.
template <typename T, size_t count>
QString wordOf(const JsonWord<T> (&words)[count], T value)
{
    const auto found = std::ranges::find(words, value, &JsonWord<T>::value);
    Q_ASSERT(found != std::end(words));
    return found->word;
}

template <typename T, size_t count>
std::optional<T> valueOf(const JsonWord<T> (&words)[count], QStringView word)
{
    const auto found
        = std::ranges::find_if(words, [word](const auto &each) { return each.word == word; });
    return found == std::end(words) ? std::nullopt : std::optional(found->value);
}

} // namespace hitlens
