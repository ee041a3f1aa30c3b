// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/error.h"

#include <utility>
#include <variant>

namespace hitlens {

// A value or the error that stands in its place. Asking for the wrong one is a bug and asserts.
template <typename T>
class Result
{
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    { }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    { }

    bool isOk() const { return m_state.index() == 0; }
    explicit operator bool() const { return isOk(); }

    const T &value() const
    {
        Q_ASSERT(isOk());
        return *std::get_if<0>(&m_state);
    }
    T &value()
    {
        Q_ASSERT(isOk());
        return *std::get_if<0>(&m_state);
    }
    const T &operator*() const { return value(); }
    const T *operator->() const { return &value(); }

    const Error &error() const
    {
        Q_ASSERT(!isOk());
        return *std::get_if<1>(&m_state);
    }

private:
    std::variant<T, Error> m_state;
};

// The value of a command that answers no more than OK.
struct Done
{
    bool operator==(const Done &) const = default;
};

} // namespace hitlens
