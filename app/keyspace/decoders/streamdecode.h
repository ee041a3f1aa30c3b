// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

#include <functional>
#include <span>

// What every decompressor does alike: its library is given what is left of the input and room for
// output, again and again, until the end, an error or the limit.
namespace hitlens {

struct StreamStep
{
    enum class State { More, End, Error };

    State state = State::More;
    qsizetype read = 0; // in bytes
    qsizetype written = 0; // in bytes
    QString error; // a sentence
};

// step is called with at least one byte of room. It is called without input as well, since a
// library may still hold output.
Decoded decodeStream(QByteArrayView bytes, const DecodeLimits &limits,
    const std::function<StreamStep(QByteArrayView input, std::span<char> room)> &step);

} // namespace hitlens
