// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QIconEngine>

namespace hitlens {

// Draws a one-colour SVG in the colour given, or in the program's text colour at the moment of
// drawing, so that icons follow a change of scheme.
class SvgIconEngine final : public QIconEngine
{
public:
    SvgIconEngine(const QString &path, const QColor &color);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine *clone() const override;

private:
    QString m_path;
    QColor m_color; // invalid: the program's
};

} // namespace hitlens
