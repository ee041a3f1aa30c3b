// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

// Text for data that has more types than JSON: JSON where that is enough, and beyond it the
// diagnostic notation of CBOR (RFC 8949, section 8):
//   h'00ff'        bytes
//   1.5_2          a number of 32 bits, _1 of 16; NaN, Infinity and -Infinity are numbers too
//   {1: "a"}       keys that are no text
//   [_ 1]  {_ 1: 2}    no length in front
//   undefined
//   name(1, "a")   what only one format has
// A number with a point or an exponent is a float, one without is an integer.
namespace hitlens {

struct NotationItem
{
    enum class Kind { Word, Integer, Real, Text, Bytes, Array, Map, Call };

    Kind kind = Kind::Word;
    QByteArray value; // the word, the digits, the text or bytes themselves, the name of the call
    int bits = 64; // of a Real
    bool isIndefinite = false; // of an Array or Map
    qsizetype count = 0; // items directly inside; keys count as well
    qsizetype at = 0; // offset in the text
};

// A value is followed by what is inside of it, keys before their values.
struct Notation
{
    QList<NotationItem> items;
    qsizetype errorAt = -1;
    QString error; // a sentence

    bool isOk() const { return errorAt < 0; }
};

// One value. At most deepestValues levels deep. Pure.
Notation readNotation(QByteArrayView text);

// The value of a Real; nullopt when its bits cannot hold it.
std::optional<double> realValue(const NotationItem &real);

} // namespace hitlens
