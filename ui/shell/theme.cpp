// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/theme.h"

#include "ui/shell/style.h"
#include "ui/shell/svgiconengine.h"

#include <QApplication>
#include <QFontDatabase>
#include <QLabel>
#include <QPalette>
#include <QVariant>

// The resources of a static library are linked only when somebody names them.
static void loadIcons()
{
    Q_INIT_RESOURCE(hitlens);
}

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

const Theme light{Scheme::Light, 0xf5f7fa, 0xffffff, 0xeef1f6, 0xdde2ea, 0x1a2230, 0x5b677a,
    0x2563eb, 0xeaf1fe, 0xffffff, 0x16806c, 0xb45309, 0xcf3a3a, 0x9333b8};
const Theme dark{Scheme::Dark, 0x14171c, 0x1b1f27, 0x272c36, 0x2e3440, 0xe6e9ef, 0x9aa4b5, 0x7aa2ff,
    0x212c4a, 0x10131a, 0x3cc3a5, 0xf0a04b, 0xf07171, 0xc98ae3};

constexpr auto roleProperty = "hitlensRole";
constexpr auto toneProperty = "hitlensTone";

QPalette paletteOf(const Theme &colors)
{
    QPalette palette(colors.text, colors.panel, colors.raised, colors.line, colors.line,
        colors.text, colors.text, colors.panel, colors.window);
    palette.setColor(QPalette::AlternateBase, colors.window);
    palette.setColor(QPalette::Highlight, colors.accent);
    palette.setColor(QPalette::HighlightedText, colors.onAccent);
    palette.setColor(QPalette::PlaceholderText, colors.muted);
    palette.setColor(QPalette::Link, colors.accent);
    palette.setColor(QPalette::LinkVisited, colors.accent);
    palette.setColor(QPalette::ToolTipBase, colors.raised);
    palette.setColor(QPalette::ToolTipText, colors.text);
    palette.setColor(QPalette::BrightText, colors.danger);
    palette.setColor(QPalette::Mid, colors.line);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colors.muted);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, colors.line);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, colors.muted);
    return palette;
}

// Rows and menu entries are selected softly, in their own text colour; text in a field is not.
QPalette rowPaletteOf(const Theme &colors)
{
    QPalette palette = paletteOf(colors);
    palette.setColor(QPalette::Highlight, colors.accentSoft);
    palette.setColor(QPalette::HighlightedText, colors.text);
    return palette;
}

void scaleFont(QWidget *widget, qreal factor, QFont::Weight weight)
{
    // Only size and weight are set, so that the family still comes from the parent.
    QFont font;
    const QFont base = QApplication::font();
    if (factor != 1) {
        if (base.pointSizeF() > 0)
            font.setPointSizeF(base.pointSizeF() * factor);
        else
            font.setPixelSize(qRound(base.pixelSize() * factor));
    }
    font.setWeight(weight);
    widget->setFont(font);
}

void makeBadge(QWidget *widget)
{
    scaleFont(widget, 0.85, QFont::DemiBold);
    if (auto *label = qobject_cast<QLabel *>(widget)) {
        label->setFrameShape(QFrame::StyledPanel); // as wide as Style says: the padding
        label->setAlignment(Qt::AlignCenter);
        label->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Maximum);
    }
    widget->setForegroundRole(QPalette::PlaceholderText);
}

} // namespace

const Theme &theme(Scheme scheme)
{
    return scheme == Scheme::Dark ? dark : light;
}

const Theme &themeOf(const QWidget *widget)
{
    return theme(
        widget->palette().color(QPalette::Window).lightness() < 128 ? Scheme::Dark : Scheme::Light);
}

void applyTheme(QApplication &application, Scheme scheme)
{
    const Theme &colors = theme(scheme);
    if (!qobject_cast<Style *>(QApplication::style()))
        QApplication::setStyle(new Style);
    application.setPalette(paletteOf(colors));
    for (const char *rows : {"QAbstractItemView", "QMenu", "QMenuBar"})
        application.setPalette(rowPaletteOf(colors), rows);
}

void setRole(QWidget *widget, Role role)
{
    widget->setProperty(roleProperty, static_cast<int>(role));
    switch (role) {
    case Role::Heading:
        scaleFont(widget, 1.08, QFont::DemiBold);
        break;
    case Role::Title:
        scaleFont(widget, 1.3, QFont::DemiBold);
        break;
    case Role::Muted:
        widget->setForegroundRole(QPalette::PlaceholderText);
        break;
    case Role::Danger:
        if (qobject_cast<QLabel *>(widget))
            widget->setForegroundRole(QPalette::BrightText);
        break;
    case Role::Badge:
        makeBadge(widget);
        break;
    case Role::Mono:
        widget->setFont(monospaceFont());
        break;
    case Role::Panel:
        if (auto *frame = qobject_cast<QFrame *>(widget))
            frame->setFrameShape(QFrame::StyledPanel);
        break;
    case Role::Primary:
    case Role::Quiet:
    case Role::Segment:
        widget->update();
        break;
    }
}

std::optional<Role> roleOf(const QWidget *widget)
{
    const QVariant role = widget ? widget->property(roleProperty) : QVariant();
    return role.isValid() ? std::optional(static_cast<Role>(role.toInt())) : std::nullopt;
}

void setBadgeTone(QWidget *badge, Tone tone)
{
    badge->setProperty(toneProperty, static_cast<int>(tone));
    badge->setForegroundRole(
        tone == Tone::Neutral ? QPalette::PlaceholderText : QPalette::HighlightedText);
    badge->update();
}

Tone badgeToneOf(const QWidget *badge)
{
    return static_cast<Tone>(badge->property(toneProperty).toInt());
}

QFont monospaceFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    const QFont base = QApplication::font();
    if (base.pointSizeF() > 0)
        font.setPointSizeF(base.pointSizeF());
    else
        font.setPixelSize(base.pixelSize());
    font.setStyleHint(QFont::Monospace);
    return font;
}

QFont tabularFont(QFont font) // NOLINT(performance-unnecessary-value-param): changed where Qt can
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    return font;
}

QIcon icon(const QString &name)
{
    return icon(name, QColor());
}

QIcon icon(const QString &name, const QColor &color)
{
    loadIcons();
    return QIcon(new SvgIconEngine(u":/icons/"_s + name + u".svg"_s, color));
}

} // namespace hitlens
