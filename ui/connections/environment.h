// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "ui/shell/theme.h"

#include <QFontMetrics>

class QPainter;

namespace hitlens {

// How servers and their environments look, everywhere alike.

QString environmentName(Environment environment); // "Production"
QString environmentTag(Environment environment); // "PROD"; empty for none

// The colour of a server: the one the person chose, or else its environment's. Strong enough for a
// band, a line or text on a panel.
QColor colorOf(const Profile &profile, const Theme &theme);

// The colours that a server can be given, each with its name for tool tips and screen readers.
struct NamedColor
{
    QString name;
    QString color; // "#rrggbb"
};
const QList<NamedColor> &offeredColors();

// A small tag. Production's is filled, so that it stands out without its colour, too.
struct Badge
{
    QString text;
    QColor color;
    bool isFilled = false;
};
Badge badgeOf(const Profile &profile, const Theme &theme); // its text is empty for no environment
QFont badgeFont(const QFont &base);
QSize badgeSize(const Badge &badge, const QFont &base);
void paintBadge(QPainter &painter, const QRect &rect, const Badge &badge, const Theme &theme);

// Black or white, whichever reads better.
QColor textOn(const QColor &background);

} // namespace hitlens
