// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/typedbytes.h"

#include <QCoreApplication>

namespace hitlens {

namespace {

// Reads what follows a backslash, and steps over it.
std::optional<char> escaped(QByteArrayView &rest)
{
    if (rest.isEmpty())
        return std::nullopt;
    const char kind = rest.front();
    rest = rest.sliced(1);
    switch (kind) {
    case '\\':
        return '\\';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'x':
        break;
    default:
        return std::nullopt;
    }
    if (rest.size() < 2)
        return std::nullopt;
    const QByteArray digits = rest.first(2).toByteArray();
    rest = rest.sliced(2);
    const QByteArray byte = QByteArray::fromHex(digits);
    return byte.toHex() == digits.toLower() ? std::optional(byte.front()) : std::nullopt;
}

} // namespace

std::optional<QByteArray> typedBytes(const QString &text)
{
    const QByteArray typed = text.toUtf8();
    QByteArrayView rest(typed);
    QByteArray bytes;
    while (!rest.isEmpty()) {
        const char character = rest.front();
        rest = rest.sliced(1);
        if (character != '\\') {
            bytes += character;
            continue;
        }
        const std::optional<char> byte = escaped(rest);
        if (!byte)
            return std::nullopt;
        bytes += *byte;
    }
    return bytes;
}

QString typedBytesRefusal()
{
    return QCoreApplication::translate("TypedBytes",
        "After a backslash comes n, r, t, another backslash, or x with two hexadecimal digits.");
}

} // namespace hitlens
