// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/transfertext.h"

namespace hitlens {

namespace {

constexpr QByteArrayView marker("base64:");

bool standsForItself(QByteArrayView bytes)
{
    return !bytes.startsWith(marker) && bytes.isValidUtf8();
}

QByteArray marked(QByteArrayView bytes)
{
    QByteArray text = marker.toByteArray();
    text += QByteArray::fromRawData(bytes.data(), bytes.size()).toBase64();
    return text;
}

// What JSON wants escaped, and DEL, which editors do not show.
bool isPlain(char character)
{
    return static_cast<uchar>(character) >= 0x20 && character != '"' && character != '\\'
        && character != 0x7f;
}

void appendEscaped(QByteArray &out, char character)
{
    switch (character) {
    case '"':
    case '\\':
        out += '\\';
        out += character;
        break;
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        out += "\\u00";
        out += QByteArray(1, character).toHex();
        break;
    }
}

void appendJsonText(QByteArray &out, QByteArrayView text)
{
    // Many readers take a byte order mark for no part of the text, also within a string.
    constexpr QByteArrayView byteOrderMark("\xef\xbb\xbf");
    qsizetype done = 0;
    if (text.startsWith(byteOrderMark)) {
        out += "\\ufeff";
        done = byteOrderMark.size();
    }
    for (qsizetype i = done; i < text.size(); ++i) {
        if (isPlain(text[i]))
            continue;
        out.append(text.data() + done, i - done);
        appendEscaped(out, text[i]);
        done = i + 1;
    }
    out.append(text.data() + done, text.size() - done);
}

} // namespace

QByteArray toTransferText(QByteArrayView bytes)
{
    return standsForItself(bytes) ? bytes.toByteArray() : marked(bytes);
}

std::optional<QByteArray> fromTransferText(const QByteArray &text)
{
    if (!text.startsWith(marker))
        return text;
    const auto decoded = QByteArray::fromBase64Encoding(
        text.sliced(marker.size()), QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? std::optional(decoded.decoded) : std::nullopt;
}

void appendJsonString(QByteArray &out, QByteArrayView bytes)
{
    out += '"';
    if (standsForItself(bytes))
        appendJsonText(out, bytes);
    else
        out += marked(bytes);
    out += '"';
}

void appendCsvText(QByteArray &out, QByteArrayView text)
{
    qsizetype done = 0;
    for (qsizetype quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', quote + 1)) {
        out.append(text.data() + done, quote + 1 - done);
        out += '"';
        done = quote + 1;
    }
    out.append(text.data() + done, text.size() - done);
}

} // namespace hitlens
