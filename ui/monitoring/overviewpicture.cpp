// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/overviewpicture.h"

#include "ui/shell/theme.h"

#include <QPainter>
#include <QWidget>

namespace hitlens {

namespace {

constexpr int pictureMargin = 16;

} // namespace

QImage pictureOf(
    QWidget *page, const QWidget *controls, const QString &title, const QStringList &lines)
{
    const QRect left = controls->geometry();
    const QPixmap above = page->grab({0, 0, page->width(), left.top()});
    const int beginning = left.bottom() + 1;
    const QPixmap below = page->grab({0, beginning, page->width(), page->height() - beginning});
    const int line = page->fontMetrics().lineSpacing();
    const int head = line + pictureMargin;
    const int foot = lines.isEmpty() ? 0 : line * int(lines.size()) + pictureMargin;
    const QSize size(page->width(), head + left.top() + page->height() - beginning + foot);
    const qreal ratio = page->devicePixelRatioF();
    QImage image((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    const Theme &colors = themeOf(page);
    image.fill(colors.window);
    QPainter painter(&image);
    painter.drawPixmap(0, head, above);
    painter.drawPixmap(0, head + left.top(), below);
    const QRect words = QRect(QPoint(), size)
                            .adjusted(pictureMargin, pictureMargin, -pictureMargin, -pictureMargin);
    painter.setPen(colors.text);
    QFont bold = page->font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.drawText(words, Qt::AlignTop | Qt::AlignLeft, title);
    painter.setFont(page->font());
    painter.drawText(words, Qt::AlignBottom | Qt::AlignLeft, lines.join(u'\n'));
    return image;
}

} // namespace hitlens
