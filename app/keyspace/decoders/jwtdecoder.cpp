// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/jwtdecoder.h"

#include "app/keyspace/decoders/notationwriter.h"
#include "app/keyspace/values/jsonformat.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

#include <algorithm>
#include <optional>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

std::optional<QByteArray> fromUrlBase64(const QByteArray &part)
{
    const auto decoded = QByteArray::fromBase64Encoding(part,
        QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals
            | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    return *decoded;
}

struct Token
{
    QByteArray header;
    QByteArray claims;
    QByteArray signature; // as it stands
    qsizetype errorAt = -1;
};

bool isJsonObject(const QByteArray &bytes)
{
    return bytes.trimmed().startsWith('{') && invalidUtf8At(bytes) < 0 && isJson(bytes);
}

Token parse(QByteArrayView bytes)
{
    Token token;
    if (std::count(bytes.begin(), bytes.end(), '.') != 2) {
        token.errorAt = 0;
        return token;
    }
    const QList<QByteArray> parts = bytes.toByteArray().split('.');
    const auto header = fromUrlBase64(parts[0]);
    const auto claims = fromUrlBase64(parts[1]);
    if (!header || !isJsonObject(*header))
        token.errorAt = 0;
    else if (!claims || !isJsonObject(*claims))
        token.errorAt = parts[0].size() + 1;
    else if (!fromUrlBase64(parts[2]))
        token.errorAt = bytes.size() - parts[2].size();
    else
        token = {*header, *claims, parts[2], -1};
    return token;
}

// The three claims of RFC 7519 that are times, in UTC.
QByteArray times(const QByteArray &claims)
{
    const QJsonObject object = QJsonDocument::fromJson(claims).object();
    QByteArray members;
    for (const QString &name : {u"iat"_s, u"nbf"_s, u"exp"_s}) {
        const QJsonValue value = object.value(name);
        if (!value.isDouble() || value.toDouble() < 0 || value.toDouble() > 253402300799.0)
            continue;
        const QDateTime time = QDateTime::fromSecsSinceEpoch(
            static_cast<qint64>(value.toDouble()), QTimeZone::utc());
        members += members.isEmpty() ? "" : ",";
        members += quotedText(name.toUtf8()) + ':'
            + quotedText(time.toString(u"yyyy-MM-dd'T'HH:mm:ss'Z'"_s).toUtf8());
    }
    return members;
}

} // namespace

QByteArray JwtDecoder::id() const
{
    return "jwt"_ba;
}

QString JwtDecoder::name() const
{
    return tr("JSON Web Token");
}

Confidence JwtDecoder::detect(QByteArrayView bytes) const
{
    if (!bytes.startsWith("ey")) // what every JSON object begins with in Base64
        return Confidence::No;
    return parse(bytes).errorAt < 0 ? Confidence::Certain : Confidence::No;
}

Decoded JwtDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    const Token token = parse(bytes);
    if (token.errorAt >= 0)
        return failed(
            token.errorAt, tr("A token is three parts of Base64 with points between them."));
    const QByteArray json = "{\"header\":" + token.header + ",\"claims\":" + token.claims
        + ",\"times\":{" + times(token.claims) + "},\"signature\":" + quotedText(token.signature)
        + '}';
    Decoded decoded;
    decoded.kind = Decoded::Kind::Json;
    const bool fits = fitsIndented(json, limits.output);
    decoded.content = layOutJson(json, fits ? JsonLayout::Indented : JsonLayout::Compact).text;
    if (decoded.content.size() > limits.output)
        return cutAt(limits.output, decoded.content, Decoded::Kind::Text);
    return shownOnly(
        decoded, tr("The signature was not checked. An edit would break it: it is shown only."));
}

} // namespace hitlens
