// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/linepieces.h"

#include <algorithm>

namespace hitlens {

namespace {

struct Line
{
    qsizetype content = 0; // one past it
    qsizetype end = 0; // one past its line end
};

Line lineFrom(QByteArrayView text, qsizetype from)
{
    const auto isEnd = [](char c) { return c == '\n' || c == '\r'; };
    const auto found = std::find_if(text.begin() + from, text.end(), isEnd);
    if (found == text.end())
        return {text.size(), text.size()};
    const bool isPair = *found == '\r' && found + 1 != text.end() && found[1] == '\n';
    const qsizetype content = found - text.begin();
    return {content, content + (isPair ? 2 : 1)};
}

bool hasLongLine(QByteArrayView text, qsizetype longest)
{
    for (qsizetype at = 0; at < text.size();) {
        const Line line = lineFrom(text, at);
        if (line.content - at > longest)
            return true;
        at = line.end;
    }
    return false;
}

LineCut cutFor(const QByteArray &text)
{
    const qsizetype feeds = text.count('\n');
    const qsizetype returns = text.count('\r');
    if (returns == 0)
        return LineCut::Return;
    if (feeds == 0)
        return LineCut::Feed;
    return feeds == returns && text.count("\r\n") == feeds ? LineCut::LoneFeed : LineCut::Untold;
}

char byteOf(LineCut cut)
{
    return cut == LineCut::Return ? '\r' : '\n';
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
    m_cut = cutFor(text);
    m_shown = {};
    m_shown.reserve(text.size() + text.size() / longestLine * 2);
    for (qsizetype at = 0; at < text.size();) {
        const Line line = lineFrom(text, at);
        append(QByteArrayView(text).sliced(at, line.content - at), longestLine);
        m_shown.append(QByteArrayView(text).sliced(line.content, line.end - line.content));
        at = line.end;
    }
}

void LinePieces::append(QByteArrayView line, qsizetype longestLine)
{
    while (line.size() > longestLine) {
        qsizetype end = longestLine;
        while (end > longestLine - 4 && isContinuation(line[end]))
            --end;
        m_shown.append(line.first(end));
        m_cuts.push_back(m_shown.size());
        m_shown.append(byteOf(m_cut));
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

qsizetype LinePieces::endToShown(qsizetype offset) const
{
    return offset > 0 ? toShown(offset - 1) + 1 : 0;
}

qsizetype LinePieces::toText(qsizetype position) const
{
    const auto before = std::lower_bound(m_cuts.begin(), m_cuts.end(), position);
    return position - (before - m_cuts.begin());
}

void LinePieces::follow(const std::array<QByteArrayView, 2> &shown)
{
    m_shown = {};
    m_cuts.clear();
    qsizetype offset = 0;
    for (const QByteArrayView &part : shown) {
        for (qsizetype at = part.indexOf(byteOf(m_cut)); at >= 0;
             at = part.indexOf(byteOf(m_cut), at + 1)) {
            const bool isFirst = at == 0 && offset > 0;
            const bool isPair = isFirst ? shown[0].endsWith('\r') : at > 0 && part[at - 1] == '\r';
            if (m_cut != LineCut::LoneFeed || !isPair)
                m_cuts.push_back(offset + at);
        }
        offset += part.size();
    }
}

bool isCutAt(QByteArrayView shown, qsizetype position, LineCut cut)
{
    if (cut == LineCut::None || position < 0 || position >= shown.size()
        || shown[position] != byteOf(cut))
        return false;
    return cut != LineCut::LoneFeed || position == 0 || shown[position - 1] != '\r';
}

QByteArray withoutCuts(const QByteArray &shown, LineCut cut)
{
    if (cut == LineCut::None || cut == LineCut::Untold)
        return shown;
    QByteArray text;
    text.reserve(shown.size());
    qsizetype from = 0;
    for (qsizetype at = shown.indexOf(byteOf(cut)); at >= 0;
         at = shown.indexOf(byteOf(cut), at + 1)) {
        if (!isCutAt(shown, at, cut))
            continue;
        text.append(QByteArrayView(shown).sliced(from, at - from));
        from = at + 1;
    }
    return text.append(QByteArrayView(shown).sliced(from));
}

} // namespace hitlens
