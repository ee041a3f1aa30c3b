// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

namespace hitlens {

// An SVG without what makes its reader open files or ask the network: references to anything but
// its own elements and images inside of it, style sheets of others, entities of a DTD. Those who
// draw it follow them (QSvgRenderer opens the file of <image href> and of <?xml-stylesheet?>), and
// who wrote a value into a cache is not known. What is no XML ends where it stops being so. Pure,
// any thread.
QByteArray selfContainedSvg(const QByteArray &svg);

} // namespace hitlens
