// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/environment.h"

#include <QCoreApplication>
#include <QPainter>

#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Environment", text);
}

// Relative luminance as WCAG 2 defines it.
double luminance(const QColor &color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF());
}

} // namespace

QString environmentName(Environment environment)
{
    switch (environment) {
    case Environment::None:
        return translated("None");
    case Environment::Development:
        return translated("Development");
    case Environment::Staging:
        return translated("Staging");
    case Environment::Production:
        return translated("Production");
    }
    Q_UNREACHABLE();
}

QString environmentTag(Environment environment)
{
    switch (environment) {
    case Environment::None:
        return {};
    case Environment::Development:
        return translated("DEV");
    case Environment::Staging:
        return translated("STG");
    case Environment::Production:
        return translated("PROD");
    }
    Q_UNREACHABLE();
}

QColor colorOf(const Profile &profile, const Theme &theme)
{
    if (const QColor chosen(profile.color); !profile.color.isEmpty() && chosen.isValid())
        return chosen;
    switch (profile.environment) {
    case Environment::None:
        return theme.muted;
    case Environment::Development:
        return theme.good;
    case Environment::Staging:
        return theme.warning;
    case Environment::Production:
        return theme.danger;
    }
    Q_UNREACHABLE();
}

const QList<NamedColor> &offeredColors()
{
    // Each at least 3:1 against both schemes' panels, as a mark beside text must be.
    static const QList<NamedColor> colors{{translated("Red"), u"#e5484d"_s},
        {translated("Orange"), u"#d9730d"_s}, {translated("Yellow"), u"#a98a08"_s},
        {translated("Green"), u"#2e9e5b"_s}, {translated("Teal"), u"#12959f"_s},
        {translated("Blue"), u"#4a7dff"_s}, {translated("Violet"), u"#9a5ce0"_s},
        {translated("Pink"), u"#dd4f9b"_s}};
    return colors;
}

Badge badgeOf(const Profile &profile, const Theme &theme)
{
    return {environmentTag(profile.environment), colorOf(profile, theme),
        profile.environment == Environment::Production};
}

QFont badgeFont(const QFont &base)
{
    QFont font(base);
    font.setPointSizeF(base.pointSizeF() * 0.8);
    font.setWeight(QFont::DemiBold);
    return font;
}

QSize badgeSize(const Badge &badge, const QFont &base)
{
    const QFontMetrics metrics(badgeFont(base));
    return {metrics.horizontalAdvance(badge.text) + metrics.height(), metrics.height() * 5 / 4};
}

void paintBadge(QPainter &painter, const QRect &rect, const Badge &badge, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(badgeFont(painter.font()));
    painter.setPen(badge.isFilled ? QPen(Qt::NoPen) : QPen(badge.color, 1));
    painter.setBrush(badge.isFilled ? badge.color : theme.panel);
    const qreal radius = rect.height() / 4.0;
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter.setPen(badge.isFilled ? textOn(badge.color) : theme.text);
    painter.drawText(rect, Qt::AlignCenter, badge.text);
    painter.restore();
}

QColor textOn(const QColor &background)
{
    // Where both have the same contrast: (L + 0.05)² = 1.05 × 0.05.
    return luminance(background) > 0.179 ? QColor(Qt::black) : QColor(Qt::white);
}

} // namespace hitlens
