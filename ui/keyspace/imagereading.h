// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QImage>

namespace hitlens {

struct ReadImage
{
    QImage image; // null when it cannot be drawn
    QString error; // why, a sentence
};

// Draws an image file: what Qt has a plugin for, and SVG. Of an animation the first frame; images
// of more than 64 million pixels are refused. Opens no other file, whatever an SVG refers to.
// Blocks: for another thread.
ReadImage readImage(const QByteArray &file);

} // namespace hitlens
