// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/selfcontainedsvg.h"

#include "app/keyspace/decoders/imagedecoder.h"

#include <QRegularExpression>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// Bytes of an image, which is no SVG: that could refer to others in its turn.
bool holdsImage(QStringView address)
{
    constexpr QStringView encoding = u";base64,";
    const qsizetype at = address.indexOf(encoding, 0, Qt::CaseInsensitive);
    if (!address.startsWith(u"data:", Qt::CaseInsensitive) || at < 0)
        return false;
    const auto decoded
        = QByteArray::fromBase64(address.sliced(at + encoding.size()).toLatin1().simplified());
    const auto info = imageInfo(decoded);
    return info && info->format != u"SVG"_s;
}

bool staysInside(const QString &address)
{
    const QString trimmed = address.trimmed();
    return trimmed.isEmpty() || trimmed.startsWith(u'#') || holdsImage(trimmed);
}

// Of CSS, in an element or an attribute: url(#gradient) stays.
QString withoutAddresses(QString css)
{
    static const QRegularExpression imports(
        uR"(@import[^;}]*;?)"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression addresses(
        uR"(url\s*\(\s*(?!['"]?\s*#)[^)]*\))"_s, QRegularExpression::CaseInsensitiveOption);
    return css.remove(imports).replace(addresses, u"none"_s);
}

QXmlStreamAttributes harmless(const QXmlStreamAttributes &attributes)
{
    QXmlStreamAttributes kept;
    for (const QXmlStreamAttribute &each : attributes) {
        const bool isAddress = each.name() == u"href" || each.name() == u"src";
        if (isAddress && !staysInside(each.value().toString()))
            continue;
        const QString value = each.value().toString();
        kept.append(QXmlStreamAttribute(each.qualifiedName().toString(),
            isAddress ? value.trimmed() : withoutAddresses(value)));
    }
    return kept;
}

// By the names as they are written: Qt looks for xlink:href, whatever xlink stands for.
void copyToken(const QXmlStreamReader &in, QXmlStreamWriter &out)
{
    switch (in.tokenType()) {
    case QXmlStreamReader::StartElement:
        out.writeStartElement(in.qualifiedName().toString());
        for (const QXmlStreamNamespaceDeclaration &each : in.namespaceDeclarations())
            out.writeAttribute(each.prefix().isEmpty() ? u"xmlns"_s : u"xmlns:"_s + each.prefix(),
                each.namespaceUri().toString());
        out.writeAttributes(harmless(in.attributes()));
        break;
    case QXmlStreamReader::EndElement:
        out.writeEndElement();
        break;
    case QXmlStreamReader::Characters:
        out.writeCharacters(withoutAddresses(in.text().toString()));
        break;
    default: // comments, processing instructions, the DTD, entities that it did not declare
        break;
    }
}

} // namespace

QByteArray selfContainedSvg(const QByteArray &svg)
{
    QByteArray written;
    QXmlStreamReader in(svg);
    QXmlStreamWriter out(&written);
    while (!in.atEnd()) {
        in.readNext();
        if (!in.hasError())
            copyToken(in, out);
    }
    return written;
}

} // namespace hitlens
