// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/jsondecoder.h"

#include "app/keyspace/values/jsonformat.h"

namespace hitlens {

using namespace Qt::StringLiterals;

QByteArray JsonDecoder::id() const
{
    return "json"_ba;
}

QString JsonDecoder::name() const
{
    return u"JSON"_s;
}

// A number or a word is JSON as well, which is of no use to know.
Confidence JsonDecoder::detect(QByteArrayView bytes) const
{
    const QByteArrayView trimmed = bytes.trimmed();
    if (trimmed.isEmpty() || !QByteArrayView("{[\"").contains(trimmed.front()))
        return Confidence::No;
    if (invalidUtf8At(bytes) >= 0 || !isJson(bytes))
        return Confidence::No;
    return trimmed.front() == '"' ? Confidence::Possible : Confidence::Certain;
}

Decoded JsonDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    const qsizetype invalidAt = invalidUtf8At(bytes);
    if (invalidAt >= 0)
        return failed(invalidAt, tr("This byte is not UTF-8."));
    const bool fits = fitsIndented(bytes, limits.output);
    const JsonText laidOut = layOutJson(bytes, fits ? JsonLayout::Indented : JsonLayout::Compact);
    if (!laidOut.isOk())
        return failed(laidOut.errorAt, laidOut.error);
    Decoded decoded;
    decoded.kind = Decoded::Kind::Json;
    decoded.content = fits ? laidOut.text : bytes.toByteArray();
    if (decoded.content.size() > limits.output)
        return cutAt(limits.output, decoded.content, Decoded::Kind::Text);
    if (!fits)
        decoded.note = tr("It is shown as it is stored: laid out it would be too large.");
    return decoded;
}

Encoded JsonDecoder::encode(QByteArrayView edited, QByteArrayView original) const
{
    const std::optional<JsonLayout> layout = layoutOf(original);
    const JsonText laidOut = layOutJson(edited, layout.value_or(JsonLayout::Compact));
    if (!laidOut.isOk())
        return notEncoded(laidOut.errorAt, laidOut.error);
    return {layout ? laidOut.text : edited.toByteArray(), -1, {}};
}

} // namespace hitlens
