// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <array>
#include <vector>

namespace hitlens {

// The line end by which a long line is cut into pieces: one that the text itself does not have, so
// that the cuts are known by their bytes, whatever is edited and undone around them.
enum class LineCut {
    None, // no line is long
    Return, // CR: all lines end with LF
    Feed, // LF: all lines end with CR
    LoneFeed, // LF with no CR before it: all lines end with CR LF
    Untold, // LF: lines end in several ways, and nothing tells the cuts from them
};

// A text whose long lines are cut into pieces by line ends that are not its own, and where each of
// its bytes is then. Copies nothing when no line is long. Pure, for any thread.
class LinePieces final
{
public:
    LinePieces() = default;
    // Offsets and lengths in bytes. Cuts stand between two characters of UTF-8, and never at the
    // end of a line.
    LinePieces(const QByteArray &text, qsizetype longestLine);

    // Empty after follow().
    const QByteArray &shown() const { return m_shown; }
    LineCut cut() const { return m_cut; }
    // Also of a text whose cuts were all removed by edits.
    bool areAny() const { return m_cut != LineCut::None; }
    // What is shown can be edited, and the text be told from it.
    bool canFollow() const { return m_cut != LineCut::Untold; }
    // Positions in the shown text of all line ends that were put in, in order.
    const std::vector<qsizetype> &cuts() const { return m_cuts; }
    qsizetype toShown(qsizetype offset) const;
    // The end of what lies before an offset: in front of a cut that stands there.
    qsizetype endToShown(qsizetype offset) const;
    qsizetype toText(qsizetype position) const;

    // What is shown was edited: it is the two parts one after the other, now.
    void follow(const std::array<QByteArrayView, 2> &shown);

private:
    void append(QByteArrayView line, qsizetype longestLine);

    QByteArray m_shown;
    LineCut m_cut = LineCut::None;
    std::vector<qsizetype> m_cuts;
};

bool isCutAt(QByteArrayView shown, qsizetype position, LineCut cut);
// The text itself, of what is shown of it.
QByteArray withoutCuts(const QByteArray &shown, LineCut cut);

} // namespace hitlens
