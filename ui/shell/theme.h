// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QIcon>

class QApplication;
class QWidget;

namespace hitlens {

enum class Scheme { Light, Dark };

// The colours of one scheme. Delegates and charts take theirs from here and nowhere else.
struct Theme
{
    Scheme scheme;
    QColor window; // behind the panels
    QColor panel; // cards, tables, fields
    QColor raised; // hovered rows, badges
    QColor line; // one-pixel borders
    QColor text;
    QColor muted; // secondary text, still 4.5:1
    QColor accent;
    QColor accentSoft; // selected rows
    QColor onAccent; // text on accent and on danger
    QColor good; // hits, connected
    QColor warning; // misses, expired, staging
    QColor danger; // production, delete, errors
    QColor violet; // evicted
};

const Theme &theme(Scheme scheme);
// The theme a widget is shown in, told from its palette. Ask again on QEvent::PaletteChange.
const Theme &themeOf(const QWidget *widget);

// Style, palette and style sheet for the whole program.
void applyTheme(QApplication &application, Scheme scheme);

// What a standard widget is here, for the style sheet: setRole(button, Role::Danger).
enum class Role {
    Primary, // QPushButton: the page's main action
    Danger, // QPushButton: deletes
    Quiet, // QPushButton, QToolButton: borderless
    Segment, // QPushButton in a row of exclusive choices
    Panel, // QFrame: white card with a one-pixel line
    Heading, // QLabel: name of a panel
    Title, // QLabel: name of a page, a key, a dialog
    Muted, // QLabel: secondary text
    Badge, // QLabel: small tag
    Mono, // QLineEdit, QLabel, QPlainTextEdit: keys, values, patterns
};
void setRole(QWidget *widget, Role role);

// One of our own SVGs, resources/icons/<name>.svg, in the colour of the text it stands beside.
QIcon icon(const QString &name, const QColor &color);

} // namespace hitlens
