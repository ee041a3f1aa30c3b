// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/imagereading.h"

#include "app/keyspace/decoders/imagedecoder.h"
#include "app/keyspace/decoders/selfcontainedsvg.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>
#include <QPainter>
#include <QSvgRenderer>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostPixels = 64 * 1024 * 1024; // four bytes each
constexpr int svgEdge = 1024; // what scales by itself is drawn with this longer edge

QString tr(const char *text)
{
    return QCoreApplication::translate("ImageReading", text);
}

ReadImage readSvg(const QByteArray &file)
{
    QSvgRenderer renderer(selfContainedSvg(file));
    if (!renderer.isValid() || renderer.defaultSize().isEmpty())
        return {{}, tr("This SVG cannot be drawn.")};
    QImage image(renderer.defaultSize().scaled(svgEdge, svgEdge, Qt::KeepAspectRatio),
        QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return {{}, tr("This SVG cannot be drawn.")};
    image.fill(Qt::transparent);
    QPainter painter(&image);
    renderer.render(&painter);
    return {image, {}};
}

} // namespace

ReadImage readImage(const QByteArray &file)
{
    const auto info = imageInfo(file);
    if (info && info->format == u"SVG"_s)
        return readSvg(file);
    QBuffer buffer;
    buffer.setData(file);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (size.isValid() && qint64(size.width()) * size.height() > mostPixels)
        return {{}, tr("It is too large to be drawn: more than 64 million pixels.")};
    const QImage image = reader.read();
    if (image.isNull())
        return {{}, tr("It cannot be drawn: %1.").arg(reader.errorString())};
    return {image, {}};
}

} // namespace hitlens
