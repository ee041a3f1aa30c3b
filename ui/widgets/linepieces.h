// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <vector>

namespace hitlens {

// A text whose long lines are cut into pieces by line ends that are not its own, and where each of
// its bytes is then. Copies nothing when no line is long. Pure, for any thread.
class LinePieces final
{
public:
    LinePieces() = default;
    // Offsets and lengths in bytes. Cuts stand between two characters of UTF-8.
    LinePieces(const QByteArray &text, qsizetype longestLine);

    const QByteArray &shown() const { return m_shown; }
    bool areAny() const { return !m_cuts.empty(); }
    // Positions in the shown text of all line ends that were put in, in order.
    const std::vector<qsizetype> &cuts() const { return m_cuts; }
    qsizetype toShown(qsizetype offset) const;
    qsizetype toText(qsizetype position) const;

private:
    void cut(QByteArrayView line, qsizetype longestLine);

    QByteArray m_shown;
    std::vector<qsizetype> m_cuts;
};

} // namespace hitlens
