// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/globpattern.h"

namespace hitlens {

// How far a name is from matching a pattern: the cheapest way to edit the name until it does. Stars
// take their run for nothing. Not for two threads at once: it keeps its working memory.
class GlobDistance final
{
public:
    // Slips of the pen. A name that has more than the pattern says is nearest, since that is what a
    // pattern written from memory leaves out.
    static constexpr int otherCase = 1;
    static constexpr int extraByte = 2;
    static constexpr int missingByte = 3;
    static constexpr int otherByte = 4;

    explicit GlobDistance(GlobPattern pattern);

    // 0: matches. Anything above limit means no more than that.
    int to(QByteArrayView name, int limit);
    // Beyond this a name has little to do with the pattern.
    int furthestUseful() const;

private:
    int nextRow(char byte);

    GlobPattern m_pattern;
    std::vector<int> m_firstRow;
    std::vector<int> m_row; // cost of bringing the name so far to the first n elements
};

} // namespace hitlens
