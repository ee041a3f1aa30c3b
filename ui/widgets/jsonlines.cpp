// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/jsonlines.h"

#include "ui/widgets/scintillaview.h"

#include <algorithm>

namespace hitlens {

namespace {

// One past the closing quote of the text that goes on at from; the end of the line without one.
qsizetype endOfText(QByteArrayView line, qsizetype from)
{
    for (qsizetype i = from; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == '"')
            return i + 1;
    }
    return line.size();
}

bool isName(QByteArrayView line, qsizetype end)
{
    while (end < line.size() && (line[end] == ' ' || line[end] == '\t'))
        ++end;
    return end < line.size() && line[end] == ':';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isOfNumber(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
}

ScintillaView::Style styleOf(char c)
{
    if (isLetter(c))
        return ScintillaView::Word;
    if (isOfNumber(c))
        return ScintillaView::Number;
    return QByteArrayView("{}[]:,").contains(c) ? ScintillaView::Punctuation : ScintillaView::Plain;
}

// Where a token ends that began at from with a byte of that style.
qsizetype endOfToken(QByteArrayView line, qsizetype from, ScintillaView::Style style)
{
    qsizetype end = from + 1;
    const auto goesOn = [style](char c) {
        if (style == ScintillaView::Number)
            return isOfNumber(c) || c == 'e' || c == 'E';
        return styleOf(c) == style;
    };
    while (end < line.size() && line[end] != '"' && goesOn(line[end]))
        ++end;
    return end;
}

} // namespace

QByteArray jsonStyles(QByteArrayView line, bool beginsInText)
{
    QByteArray styles(line.size(), ScintillaView::Plain);
    const auto fill = [&styles](qsizetype from, qsizetype end, char style) {
        std::fill(styles.begin() + from, styles.begin() + end, style);
        return end;
    };
    qsizetype at = beginsInText ? fill(0, endOfText(line, 0), ScintillaView::String) : 0;
    while (at < line.size()) {
        if (line[at] == '"') {
            const qsizetype end = std::min(endOfText(line, at + 1), line.size());
            const bool names = isName(line, end);
            at = fill(at, end, names ? ScintillaView::Name : ScintillaView::String);
        } else {
            const ScintillaView::Style style = styleOf(line[at]);
            at = fill(at, endOfToken(line, at, style), style);
        }
    }
    return styles;
}

QByteArray plainStyles(QByteArrayView line)
{
    constexpr qsizetype longest = 24; // of what is ASCII: letters of other scripts may join
    QByteArray styles(line.size(), ScintillaView::Plain);
    char style = ScintillaView::Plain;
    qsizetype start = 0;
    for (qsizetype i = 1; i < line.size(); ++i) {
        const bool isAscii = static_cast<uchar>(line[i - 1] | line[i]) < 0x80;
        const bool isBorder = line[i - 1] == ' ' && line[i] != ' ';
        if (isBorder || (isAscii && i - start >= longest)) {
            style = style == ScintillaView::Plain ? ScintillaView::PlainToo : ScintillaView::Plain;
            start = i;
        }
        styles[i] = style;
    }
    return styles;
}

BracketBalance bracketBalance(QByteArrayView line)
{
    BracketBalance balance;
    for (qsizetype i = 0; i < line.size(); ++i) {
        switch (line[i]) {
        case '"':
            i = endOfText(line, i + 1) - 1;
            break;
        case '{':
        case '[':
            ++balance.change;
            break;
        case '}':
        case ']':
            balance.lowest = std::min(balance.lowest, --balance.change);
            break;
        default:
            break;
        }
    }
    return balance;
}

} // namespace hitlens
