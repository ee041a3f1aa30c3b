// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/valuecommands.h"

#include <QString>

// What is typed about the rows of a value. Pure.
namespace hitlens {

// "name: value" on each line, both as typedBytes() reads them, as an entry of a stream is typed, or
// why it is none: a sentence.
struct TypedFields
{
    BytesPairs fields;
    QString refusal;
};
TypedFields typedFields(const QString &lines);

// What to look for: text that a name contains, or a glob pattern.
QByteArray patternOfText(const QByteArray &text);

} // namespace hitlens
