// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/imagedecoder.h"

#include "app/keyspace/decoders/bytereader.h"

#include <QXmlStreamReader>

#include <algorithm>
#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

std::optional<QSize> sizeOf(quint64 width, quint64 height)
{
    if (width == 0 || height == 0 || width > 0x7fffffff || height > 0x7fffffff)
        return std::nullopt;
    return QSize(static_cast<int>(width), static_cast<int>(height));
}

std::optional<QSize> pngSize(ByteReader in)
{
    in.take(4);
    if (!in.takes("IHDR"))
        return std::nullopt;
    const quint64 width = in.bigEndian(4);
    return sizeOf(width, in.bigEndian(4));
}

std::optional<QSize> gifSize(ByteReader in)
{
    const quint64 width = in.littleEndian(2);
    return sizeOf(width, in.littleEndian(2));
}

// Segments up to the one that begins a frame, which has the size.
std::optional<QSize> jpegSize(ByteReader in)
{
    while (in.isOk() && in.byte() == 0xff) {
        int marker = in.byte();
        while (marker == 0xff)
            marker = in.byte();
        const bool isFrame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8
            && marker != 0xcc;
        const quint64 length = in.bigEndian(2);
        if (length < 2)
            return std::nullopt;
        if (!isFrame) {
            in.take(length - 2);
            continue;
        }
        in.take(1);
        const quint64 height = in.bigEndian(2);
        return sizeOf(in.bigEndian(2), height);
    }
    return std::nullopt;
}

std::optional<QSize> webpSize(ByteReader in)
{
    const QByteArrayView chunk = in.take(4);
    in.take(4);
    if (chunk == "VP8X") {
        in.take(4);
        const quint64 width = in.littleEndian(3) + 1;
        return in.left() < 3 ? std::nullopt : sizeOf(width, in.littleEndian(3) + 1);
    }
    if (chunk == "VP8L" && in.byte() == 0x2f && in.left() >= 4) {
        const quint64 bits = in.littleEndian(4);
        return sizeOf((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
    }
    if (chunk == "VP8 ") {
        in.take(3);
        if (!in.takes("\x9d\x01\x2a"))
            return std::nullopt;
        const quint64 width = in.littleEndian(2) & 0x3fff;
        return sizeOf(width, in.littleEndian(2) & 0x3fff);
    }
    return std::nullopt;
}

// "120", "120px" and "120.5" are pixels; "100%" and "3cm" are not.
quint64 pixels(QStringView length)
{
    if (length.endsWith(u"px"))
        length.chop(2);
    bool isNumber = false;
    const double value = length.toDouble(&isNumber);
    return isNumber && value > 0 && value < 1e9 ? static_cast<quint64>(std::ceil(value)) : 0;
}

std::optional<ImageInfo> svgInfo(QByteArrayView bytes)
{
    // Its first element has to come soon, whatever stands before it.
    constexpr qsizetype mostBefore = 64 * 1024;
    if (!bytes.first(std::min(bytes.size(), mostBefore)).contains("<svg"))
        return std::nullopt;
    QXmlStreamReader xml(bytes.first(std::min(bytes.size(), mostBefore)).toByteArray());
    if (!xml.readNextStartElement() || xml.name() != u"svg")
        return std::nullopt;
    const QXmlStreamAttributes attributes = xml.attributes();
    ImageInfo info{u"SVG"_s, std::nullopt};
    info.size = sizeOf(pixels(attributes.value("width"_L1)), pixels(attributes.value("height"_L1)));
    const QStringList box = attributes.value("viewBox"_L1).toString().simplified().split(u' ');
    if (!info.size && box.size() == 4)
        info.size = sizeOf(pixels(box[2]), pixels(box[3]));
    return info;
}

} // namespace

std::optional<ImageInfo> imageInfo(QByteArrayView bytes)
{
    ByteReader in(bytes);
    if (in.takes("\x89PNG\r\n\x1a\n"))
        return ImageInfo{u"PNG"_s, pngSize(in)};
    if (in.takes("GIF87a") || in.takes("GIF89a"))
        return ImageInfo{u"GIF"_s, gifSize(in)};
    if (bytes.startsWith("\xff\xd8\xff"))
        return ImageInfo{u"JPEG"_s, jpegSize(ByteReader(bytes.sliced(2)))};
    if (bytes.startsWith("RIFF") && bytes.size() >= 12 && bytes.sliced(8).startsWith("WEBP"))
        return ImageInfo{u"WebP"_s, webpSize(ByteReader(bytes.sliced(12)))};
    return svgInfo(bytes);
}

QByteArray ImageDecoder::id() const
{
    return "image"_ba;
}

QString ImageDecoder::name() const
{
    return tr("Image");
}

Confidence ImageDecoder::detect(QByteArrayView bytes) const
{
    return imageInfo(bytes) ? Confidence::Certain : Confidence::No;
}

Decoded ImageDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    const std::optional<ImageInfo> info = imageInfo(bytes);
    if (!info)
        return failed(0, tr("It does not begin as an image does."));
    if (bytes.size() > limits.output)
        return cutAt(limits.output, bytes.toByteArray(), Decoded::Kind::Bytes);
    Decoded decoded;
    decoded.kind = Decoded::Kind::Image;
    decoded.content = bytes.toByteArray();
    return shownOnly(decoded,
        info->size ? tr("%1 image, %2 × %3 pixels.")
                         .arg(info->format)
                         .arg(info->size->width())
                         .arg(info->size->height())
                   : tr("%1 image.").arg(info->format));
}

} // namespace hitlens
