// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/theme.h"

#include <QApplication>
#include <QPalette>
#include <QWidget>

namespace hitlens {

namespace {

const Theme light{Scheme::Light, 0xf5f7fa, 0xffffff, 0xeef1f6, 0xdde2ea, 0x1a2230, 0x5b677a,
    0x2563eb, 0xe6eefd, 0xffffff, 0x16806c, 0xb45309, 0xcf3a3a, 0x9333b8};
const Theme dark{Scheme::Dark, 0x14171c, 0x1b1f27, 0x272c36, 0x2e3440, 0xe6e9ef, 0x9aa4b5, 0x7aa2ff,
    0x212c4a, 0x10131a, 0x3cc3a5, 0xf0a04b, 0xf07171, 0xc98ae3};

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
    QPalette palette(colors.text, colors.panel, colors.raised, colors.line, colors.line,
        colors.text, colors.text, colors.panel, colors.window);
    palette.setColor(QPalette::Highlight, colors.accent);
    palette.setColor(QPalette::HighlightedText, colors.onAccent);
    palette.setColor(QPalette::PlaceholderText, colors.muted);
    palette.setColor(QPalette::Link, colors.accent);
    application.setPalette(palette);
}

void setRole(QWidget *widget, Role role)
{
    static const char *const names[] = {"primary", "danger", "quiet", "segment", "panel", "heading",
        "title", "muted", "badge", "mono"};
    widget->setProperty("role", QString::fromLatin1(names[static_cast<int>(role)]));
}

QIcon icon(const QString &name, const QColor &color)
{
    Q_UNUSED(color)
    return QIcon(QStringLiteral(":/icons/") + name + QStringLiteral(".svg"));
}

} // namespace hitlens
