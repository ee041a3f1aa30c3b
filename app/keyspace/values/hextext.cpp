// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/hextext.h"

#include "app/keyspace/asciichar.h"

#include <QCoreApplication>

namespace hitlens {

namespace {

constexpr qsizetype perLine = 16;

QString tr(const char *text)
{
    return QCoreApplication::translate("HexText", text);
}

int valueOf(char digit)
{
    return digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

// The character there, of UTF-8, for a sentence.
QString characterAt(QByteArrayView text, qsizetype at)
{
    qsizetype end = at + 1;
    while (end < text.size() && (static_cast<uchar>(text[end]) & 0xc0) == 0x80)
        ++end;
    return QString::fromUtf8(text.sliced(at, end - at));
}

TypedHex refused(TypedHex typed, qsizetype at, const QString &why)
{
    typed.errorAt = at;
    typed.error = why;
    return typed;
}

} // namespace

QByteArray hexText(const QByteArray &bytes)
{
    const QByteArray digits = bytes.toHex();
    QByteArray text;
    text.reserve(bytes.size() * 3 + bytes.size() / perLine + 1);
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        if (i > 0)
            text += i % perLine == 0 ? "\n" : i % perLine == perLine / 2 ? "  " : " ";
        text += QByteArrayView(digits).sliced(i * 2, 2);
    }
    return text;
}

TypedHex bytesOfHex(QByteArrayView text)
{
    TypedHex typed;
    typed.bytes.reserve(text.size() / 3 + 1);
    for (qsizetype at = 0; at < text.size();) {
        if (isBlank(text[at])) {
            ++at;
            continue;
        }
        if (!isHexDigit(text[at]))
            return refused(
                typed, at, tr("“%1” is no hexadecimal digit.").arg(characterAt(text, at)));
        if (at + 1 == text.size() || isBlank(text[at + 1]))
            return refused(typed, at, tr("This is half a byte: each has two digits."));
        if (!isHexDigit(text[at + 1]))
            return refused(
                typed, at + 1, tr("“%1” is no hexadecimal digit.").arg(characterAt(text, at + 1)));
        typed.bytes += static_cast<char>(valueOf(text[at]) * 16 + valueOf(text[at + 1]));
        at += 2;
    }
    return typed;
}

} // namespace hitlens
