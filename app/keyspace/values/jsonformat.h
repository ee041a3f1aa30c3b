// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

// Lays JSON out anew by moving only the white space between its tokens: every number keeps its
// digits, keys keep their order, duplicate keys stay. Nothing is ever turned into a double. Pure.
namespace hitlens {

enum class JsonLayout {
    Compact, // {"a":1,"b":[2]}
    Spaced, // {"a": 1, "b": [2]}, as Python's json.dumps writes it
    Indented, // one member a line, two blanks a level
};

struct JsonText
{
    QByteArray text;
    qsizetype errorAt = -1; // offset in bytes where it stops being JSON; -1: it is JSON
    QString error; // what is wrong there, a sentence

    bool isOk() const { return errorAt < 0; }
};

// Time and memory grow with the text alone, however deep it nests.
JsonText layOutJson(QByteArrayView json, JsonLayout layout);

// The first whole lines, no more than about most bytes of them, of what begins as JSON does, laid
// out indented: to show while all of it is. Null when it stops being JSON before the bytes end.
QByteArray beginningOfJson(QByteArrayView json, qsizetype most);

// Faster than laying it out.
bool isJson(QByteArrayView json);

// The layout that gives exactly this text; nullopt when it is another one, or no JSON.
std::optional<JsonLayout> layoutOf(QByteArrayView json);

// Whether the text certainly takes no more than limit bytes when indented. A bracket or comma
// inside of its strings is counted too.
bool fitsIndented(QByteArrayView json, qsizetype limit);

// Where an offset is for a person: both count from 1, columns in characters.
struct TextPosition
{
    qsizetype line = 1;
    qsizetype column = 1;

    bool operator==(const TextPosition &) const = default;
};
TextPosition positionOf(QByteArrayView utf8, qsizetype offset);

} // namespace hitlens
