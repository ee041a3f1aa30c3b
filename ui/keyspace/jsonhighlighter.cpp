// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/jsonhighlighter.h"

#include "ui/shell/theme.h"

namespace hitlens {

namespace {

// One past the closing quote of the text that opens at from; the end of the line without one.
int endOfString(const QString &line, int from)
{
    for (int i = from + 1; i < line.size(); ++i) {
        if (line[i] == u'\\')
            ++i;
        else if (line[i] == u'"')
            return i + 1;
    }
    return static_cast<int>(line.size());
}

bool isName(const QString &line, int end)
{
    while (end < line.size() && line[end].isSpace())
        ++end;
    return end < line.size() && line[end] == u':';
}

} // namespace

JsonHighlighter::JsonHighlighter(QTextDocument *document, const QWidget *widget)
    : QSyntaxHighlighter(document)
    , m_widget(widget)
{ }

void JsonHighlighter::highlightBlock(const QString &text)
{
    if (!m_enabled)
        return;
    const Theme &theme = themeOf(m_widget);
    for (int i = 0; i < text.size();) {
        if (text[i] == u'"') {
            const int end = endOfString(text, i);
            setFormat(i, end - i, isName(text, end) ? theme.accent : theme.good);
            i = end;
        } else if (text[i].isLetter()) {
            const int from = i;
            while (i < text.size() && text[i].isLetterOrNumber())
                ++i;
            setFormat(from, i - from, theme.violet);
        } else {
            // A number goes on behind its E.
            while (i < text.size() && (text[i].isDigit() || text[i] == u'.'))
                ++i;
            ++i;
        }
    }
}

} // namespace hitlens
