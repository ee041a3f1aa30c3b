// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QImage>
#include <QStringList>

class QWidget;

namespace hitlens {

// What a page shows, without the row of its controls, below a title and above lines of text: a
// picture that tells by itself what it is of. As sharp as the screen. GUI thread.
QImage pictureOf(
    QWidget *page, const QWidget *controls, const QString &title, const QStringList &lines);

} // namespace hitlens
