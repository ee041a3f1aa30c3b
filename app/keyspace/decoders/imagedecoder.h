// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

#include <QSize>

#include <optional>

namespace hitlens {

struct ImageInfo
{
    QString format; // "PNG"
    std::optional<QSize> size; // in pixels, as its header says; nullopt when that does not

    bool operator==(const ImageInfo &) const = default;
};

// PNG, JPEG, GIF, WebP or SVG, told by their headers: nothing else is read. nullopt: no image.
std::optional<ImageInfo> imageInfo(QByteArrayView bytes);

// Recognises images, and leaves it to others to draw them. Shown only.
class ImageDecoder final : public Decoder
{
public:
    QByteArray id() const override;
    QString name() const override;
    Confidence detect(QByteArrayView bytes) const override;
    Decoded decode(QByteArrayView bytes, const DecodeLimits &limits) const override;
};

} // namespace hitlens
