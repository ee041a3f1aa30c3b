// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/linepieces.h"

#include <algorithm>

namespace hitlens {

namespace {

// One past the line end that comes first, the end of the text without one.
qsizetype endOfLine(QByteArrayView text, qsizetype from)
{
    const auto isEnd = [](char c) { return c == '\n' || c == '\r'; };
    const auto found = std::find_if(text.begin() + from, text.end(), isEnd);
    if (found == text.end())
        return text.size();
    const bool isPair = *found == '\r' && found + 1 != text.end() && found[1] == '\n';
    return found - text.begin() + (isPair ? 2 : 1);
}

bool hasLongLine(QByteArrayView text, qsizetype longest)
{
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = endOfLine(text, at);
        if (end - at > longest)
            return true;
        at = end;
    }
    return false;
}

bool isContinuation(char c)
{
    return (static_cast<uchar>(c) & 0xc0) == 0x80;
}

} // namespace

LinePieces::LinePieces(const QByteArray &text, qsizetype longestLine)
    : m_shown(text)
{
    if (!hasLongLine(text, longestLine))
        return;
    m_shown = {};
    m_shown.reserve(text.size() + text.size() / longestLine * 2);
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = endOfLine(text, at);
        cut(QByteArrayView(text).sliced(at, end - at), longestLine);
        at = end;
    }
}

void LinePieces::cut(QByteArrayView line, qsizetype longestLine)
{
    while (line.size() > longestLine) {
        qsizetype end = longestLine;
        if (line[end] == '\n' && line[end - 1] == '\r')
            --end;
        while (end > longestLine - 5 && isContinuation(line[end]))
            --end;
        m_shown.append(line.first(end));
        m_cuts.push_back(m_shown.size());
        m_shown.append('\n');
        line = line.sliced(end);
    }
    m_shown.append(line);
}

qsizetype LinePieces::toShown(qsizetype offset) const
{
    // The n-th cut (from 0) stands behind n others.
    qsizetype low = 0;
    auto high = static_cast<qsizetype>(m_cuts.size());
    while (low < high) {
        const qsizetype middle = low + (high - low) / 2;
        if (m_cuts[static_cast<size_t>(middle)] - middle <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return offset + low;
}

qsizetype LinePieces::toText(qsizetype position) const
{
    const auto before = std::lower_bound(m_cuts.begin(), m_cuts.end(), position);
    return position - (before - m_cuts.begin());
}

} // namespace hitlens
