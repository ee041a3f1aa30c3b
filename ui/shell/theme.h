// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>

#include <optional>

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

// Style and palette for the whole program. Again at any time, to change the scheme.
void applyTheme(QApplication &application, Scheme scheme);

// What a standard widget is here: setRole(button, Role::Danger).
enum class Role {
    Primary, // QPushButton: the page's main action
    Danger, // QPushButton: deletes. QLabel: an error's text; on a Badge see setBadgeTone
    Quiet, // QPushButton, QToolButton: borderless
    Segment, // QPushButton in a row of exclusive choices, side by side without spacing
    Panel, // QFrame: white card with a one-pixel line
    Heading, // QLabel: name of a panel
    Title, // QLabel: name of a page, a key, a dialog
    Muted, // QLabel: secondary text
    Badge, // QLabel: small tag
    Mono, // QLineEdit, QLabel, QPlainTextEdit: keys, values, patterns
};
void setRole(QWidget *widget, Role role);
std::optional<Role> roleOf(const QWidget *widget);

// A badge is grey unless it warns: solid, with light text.
enum class Tone { Neutral, Warning, Danger };
void setBadgeTone(QWidget *badge, Tone tone);
Tone badgeToneOf(const QWidget *badge);

// The fixed-width font for keys, values and patterns, in the size of the program's font.
QFont monospaceFont();
// The font with digits of equal width, where the font and Qt know how (Qt 6.7 and later).
QFont tabularFont(QFont font);

// One of our own SVGs, resources/icons/<name>.svg. With one argument it follows the scheme of the
// program, dimmed when disabled; with two it keeps its colour.
QIcon icon(const QString &name);
QIcon icon(const QString &name, const QColor &color);

} // namespace hitlens
