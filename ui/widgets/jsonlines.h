// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

// What one line looks like, told from that line alone: no token of JSON goes over a line's
// end. Text that is no JSON is coloured as far as it looks like it. Pure.
namespace hitlens {

// ScintillaView::Style of each byte. A line may begin inside of a text when it is the continuation
// of another.
QByteArray jsonStyles(QByteArrayView line, bool beginsInText);

// The same for text of no language: a style for each word, though all look alike. Scintilla
// measures what has one style at once, and remembers only short pieces: so it measures most words
// no more.
QByteArray plainStyles(QByteArrayView line);

// How many brackets the line opens, less those it closes; and the fewest it had on the way.
struct BracketBalance
{
    int change = 0;
    int lowest = 0;

    bool operator==(const BracketBalance &) const = default;
};
BracketBalance bracketBalance(QByteArrayView line);

} // namespace hitlens
