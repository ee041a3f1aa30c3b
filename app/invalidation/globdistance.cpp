// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/globdistance.h"

#include <algorithm>

namespace hitlens {

namespace {

using Element = GlobPattern::Element;

bool isRun(const Element &element)
{
    return element.kind == Element::Kind::Run;
}

char otherCaseOf(char byte)
{
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    return letter ? static_cast<char>(byte ^ 0x20) : byte;
}

int costOf(const Element &element, char byte)
{
    if (element.accepts(byte))
        return 0;
    return element.accepts(otherCaseOf(byte)) ? GlobDistance::otherCase : GlobDistance::otherByte;
}

} // namespace

GlobDistance::GlobDistance(GlobPattern pattern)
    : m_pattern(std::move(pattern))
{
    m_firstRow.push_back(0);
    for (const Element &element : m_pattern.elements())
        m_firstRow.push_back(m_firstRow.back() + (isRun(element) ? 0 : missingByte));
}

int GlobDistance::to(QByteArrayView name, int limit)
{
    m_row = m_firstRow;
    for (const char byte : name) {
        if (nextRow(byte) > limit)
            return limit + 1;
    }
    return m_row.back();
}

// Takes one more byte of the name; returns the least cost of the row, which never falls again.
int GlobDistance::nextRow(char byte)
{
    const std::vector<Element> &elements = m_pattern.elements();
    int diagonal = m_row[0];
    int least = m_row[0] += extraByte;
    for (size_t i = 0; i < elements.size(); ++i) {
        const int above = m_row[i + 1];
        const int left = m_row[i];
        m_row[i + 1] = isRun(elements[i]) ? std::min(above, left)
                                          : std::min({diagonal + costOf(elements[i], byte),
                                              above + extraByte, left + missingByte});
        diagonal = above;
        least = std::min(least, m_row[i + 1]);
    }
    return least;
}

int GlobDistance::furthestUseful() const
{
    const auto literals = std::count_if(m_pattern.elements().begin(), m_pattern.elements().end(),
        [](const Element &element) { return !isRun(element); });
    return static_cast<int>(literals) * otherByte / 3;
}

} // namespace hitlens
