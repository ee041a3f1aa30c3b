// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/base64decoder.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

bool isUrlDigit(char c)
{
    return c == '-' || c == '_';
}

bool isDigit(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+'
        || c == '/' || isUrlDigit(c);
}

// Where it is no Base64; -1 when it is. digits: without padding and line ends.
qsizetype wrongAt(QByteArrayView text, QByteArray &digits)
{
    char alphabet = '\0';
    qsizetype padding = 0;
    digits.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\r' || c == '\n')
            continue;
        if (c == '=') {
            if (++padding > 2)
                return at;
            continue;
        }
        if (!isDigit(c) || padding > 0)
            return at;
        if (isUrlDigit(c) || c == '+' || c == '/') {
            const char kind = isUrlDigit(c) ? 'u' : 's';
            if (alphabet != '\0' && alphabet != kind)
                return at;
            alphabet = kind;
        }
        digits += c;
    }
    const bool isWhole = digits.size() % 4 != 1;
    const bool isPadded = padding == 0 || (digits.size() + padding) % 4 == 0;
    return isWhole && isPadded ? -1 : text.size();
}

struct Style
{
    bool isUrl = false;
    bool isPadded = true;
    qsizetype lineLength = 0; // 0: one line
    QByteArray lineEnd;
    bool endsLastLine = false;
};

Style styleOf(QByteArrayView original)
{
    Style style;
    style.isUrl = std::any_of(original.begin(), original.end(), isUrlDigit);
    const qsizetype digits = std::count_if(original.begin(), original.end(), isDigit);
    // Where nothing had to be padded, only the alphabet tells which habit it follows.
    style.isPadded = original.contains('=') || (digits % 4 == 0 && !style.isUrl);
    const qsizetype lineAt = original.indexOf('\n');
    if (lineAt < 0)
        return style;
    const bool hasReturn = lineAt > 0 && original[lineAt - 1] == '\r';
    style.lineEnd = hasReturn ? "\r\n"_ba : "\n"_ba;
    style.endsLastLine = original.endsWith('\n');
    style.lineLength = hasReturn ? lineAt - 1 : lineAt;
    // One line that ends says nothing of how long lines are.
    if (lineAt == original.size() - 1)
        style.lineLength = 0;
    return style;
}

} // namespace

QByteArray Base64Decoder::id() const
{
    return "base64"_ba;
}

QString Base64Decoder::name() const
{
    return u"Base64"_s;
}

// Words and digests are Base64 by chance, but what they decode to is no text.
Confidence Base64Decoder::detect(QByteArrayView bytes) const
{
    const Decoded decoded = decode(bytes, {});
    if (!decoded.isOk() || decoded.content.size() < 12)
        return Confidence::No;
    return isText(decoded.content) ? Confidence::Likely : Confidence::Possible;
}

Decoded Base64Decoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    QByteArray digits;
    const qsizetype at = wrongAt(bytes, digits);
    if (at == bytes.size())
        return failed(at, tr("It ends too early."));
    if (at >= 0)
        return failed(at, tr("This is no digit of Base64."));
    Decoded decoded;
    digits.replace('-', '+').replace('_', '/');
    decoded.content = QByteArray::fromBase64(digits);
    if (decoded.content.size() > limits.output)
        return cutAt(limits.output, decoded.content, Decoded::Kind::Bytes);
    return decoded;
}

Encoded Base64Decoder::encode(QByteArrayView edited, QByteArrayView original) const
{
    const Style style = styleOf(original);
    QByteArray::Base64Options options
        = style.isUrl ? QByteArray::Base64UrlEncoding : QByteArray::Base64Encoding;
    options.setFlag(QByteArray::OmitTrailingEquals, !style.isPadded);
    const QByteArray digits = edited.toByteArray().toBase64(options);
    QByteArray lines = style.lineLength > 0 ? QByteArray() : digits;
    for (qsizetype at = 0; style.lineLength > 0 && at < digits.size(); at += style.lineLength)
        lines += (at > 0 ? style.lineEnd : QByteArray()) + digits.mid(at, style.lineLength);
    if (style.endsLastLine)
        lines += style.lineEnd;
    return {lines, -1, {}};
}

} // namespace hitlens
