// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/hexdecoder.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

bool isLower(char c)
{
    return c >= 'a' && c <= 'f';
}

bool isUpper(char c)
{
    return c >= 'A' && c <= 'F';
}

qsizetype prefixOf(QByteArrayView bytes)
{
    return bytes.startsWith("0x") || bytes.startsWith("0X") ? 2 : 0;
}

} // namespace

QByteArray HexDecoder::id() const
{
    return "hex"_ba;
}

QString HexDecoder::name() const
{
    return tr("Hexadecimal");
}

// Numbers and digests are digits too; what they decode to is hardly ever text.
Confidence HexDecoder::detect(QByteArrayView bytes) const
{
    const Decoded decoded = decode(bytes, {});
    if (!decoded.isOk() || decoded.content.size() < 12)
        return Confidence::No;
    const bool hasLetter = std::any_of(bytes.begin(), bytes.end(), isLower)
        || std::any_of(bytes.begin(), bytes.end(), isUpper);
    return hasLetter && isText(decoded.content) ? Confidence::Likely : Confidence::Possible;
}

Decoded HexDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    const qsizetype prefix = prefixOf(bytes);
    for (qsizetype at = prefix; at < bytes.size(); ++at) {
        const char c = bytes[at];
        if (!(c >= '0' && c <= '9') && !isLower(c) && !isUpper(c))
            return failed(at, tr("This is no hexadecimal digit."));
    }
    if (bytes.size() % 2 != 0)
        return failed(bytes.size(), tr("It ends with half a byte."));
    Decoded decoded;
    decoded.content = QByteArray::fromHex(bytes.sliced(prefix).toByteArray());
    if (decoded.content.size() > limits.output)
        return cutAt(limits.output, decoded.content, Decoded::Kind::Bytes);
    return decoded;
}

Encoded HexDecoder::encode(QByteArrayView edited, QByteArrayView original) const
{
    const qsizetype prefix = prefixOf(original);
    const QByteArrayView before = original.sliced(prefix);
    QByteArray digits = edited.toByteArray().toHex();
    if (std::any_of(before.begin(), before.end(), isUpper)
        && std::none_of(before.begin(), before.end(), isLower))
        digits = digits.toUpper();
    return {original.first(prefix).toByteArray() + digits, -1, {}};
}

} // namespace hitlens
