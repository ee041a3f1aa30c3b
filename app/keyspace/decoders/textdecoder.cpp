// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/textdecoder.h"

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QByteArray utf8FromLatin1(QByteArrayView latin1)
{
    QByteArray utf8;
    utf8.reserve(latin1.size());
    for (const char c : latin1) {
        const uchar byte = static_cast<uchar>(c);
        if (byte >= 0x80)
            utf8 += static_cast<char>(0xc0 | byte >> 6);
        utf8 += static_cast<char>(byte < 0x80 ? byte : 0x80 | (byte & 0x3f));
    }
    return utf8;
}

} // namespace

QByteArray TextDecoder::id() const
{
    return m_encoding == Encoding::Utf8 ? "utf8"_ba : "latin1"_ba;
}

QString TextDecoder::name() const
{
    return m_encoding == Encoding::Utf8 ? tr("Text, UTF-8") : tr("Text, Latin-1");
}

// Any bytes are Latin-1, which therefore says nothing.
Confidence TextDecoder::detect(QByteArrayView bytes) const
{
    const bool is = m_encoding == Encoding::Utf8 && !bytes.isEmpty() && isText(bytes);
    return is ? Confidence::Likely : Confidence::No;
}

Decoded TextDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    Decoded decoded;
    decoded.kind = Decoded::Kind::Text;
    decoded.content = m_encoding == Encoding::Utf8 ? bytes.toByteArray() : utf8FromLatin1(bytes);
    const qsizetype invalidAt = m_encoding == Encoding::Utf8 ? invalidUtf8At(bytes) : -1;
    if (invalidAt >= 0)
        return failed(invalidAt, tr("This byte is not UTF-8."), decoded.content.first(invalidAt));
    if (decoded.content.size() > limits.output)
        return cutAt(limits.output, decoded.content, Decoded::Kind::Text);
    return decoded;
}

Encoded TextDecoder::encode(QByteArrayView edited, QByteArrayView) const
{
    if (m_encoding == Encoding::Utf8)
        return {edited.toByteArray(), -1, {}};
    Encoded encoded;
    for (qsizetype at = 0; at < edited.size(); ++at) {
        const uchar lead = static_cast<uchar>(edited[at]);
        if (lead < 0x80) {
            encoded.bytes += edited[at];
        } else if ((lead == 0xc2 || lead == 0xc3) && at + 1 < edited.size()) {
            const uchar second = static_cast<uchar>(edited[++at]);
            encoded.bytes += static_cast<char>((lead & 0x03) << 6 | (second & 0x3f));
        } else {
            return notEncoded(at, tr("Latin-1 does not have this character."));
        }
    }
    return encoded;
}

} // namespace hitlens
