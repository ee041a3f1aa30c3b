// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/foldlevels.h"

#include "ui/widgets/jsonlines.h"
#include "ui/widgets/scintillaview.h"

#include <QElapsedTimer>
#include <QFontMetrics>

#include <algorithm>

namespace hitlens {

namespace {

using View = QsciScintillaBase;

constexpr qint64 milliseconds = 4; // of one turn of the event loop
constexpr qsizetype deepest = View::SC_FOLDLEVELNUMBERMASK - View::SC_FOLDLEVELBASE;

} // namespace

FoldLevels::FoldLevels(ScintillaView &view)
    : m_view(view)
{
    connect(&m_timer, &QTimer::timeout, this, &FoldLevels::step);
}

void FoldLevels::setWanted(bool wanted)
{
    if (std::exchange(m_isWanted, wanted) != wanted)
        restart();
}

void FoldLevels::restart()
{
    m_areThere = m_isWanted && m_view.lineCount() <= largest;
    m_view.send(View::SCI_SETMARGINWIDTHN, ScintillaView::Folds,
        m_areThere ? m_view.fontMetrics().height() : 0);
    m_line = 0;
    m_depth = 0;
    m_foldLine = -1;
    if (m_areThere)
        m_timer.start();
    else
        m_timer.stop();
}

void FoldLevels::changeFrom(qsizetype line)
{
    const bool fits = m_isWanted && m_view.lineCount() <= largest;
    if (fits != m_areThere)
        return restart();
    if (!m_areThere || line > m_line)
        return;
    // The line above knows the depth that the changed one begins with, before it has closed any.
    m_line = 0;
    m_depth = 0;
    m_timer.start();
}

void FoldLevels::step()
{
    QElapsedTimer timer;
    timer.start();
    for (int done = 0; m_timer.isActive(); ++done) {
        if (done % 64 == 0 && timer.elapsed() >= milliseconds)
            return;
        if (m_line < m_view.lineCount())
            setLevel();
        else if (m_foldLine >= 0)
            foldNext();
        else
            m_timer.stop();
    }
}

// A line that closes what others have opened belongs to the level outside, and stays when what it
// closes is folded.
void FoldLevels::setLevel()
{
    const qsizetype start = m_view.lineStart(m_line);
    const qsizetype end = m_view.send(View::SCI_GETLINEENDPOSITION, m_line);
    const BracketBalance balance = bracketBalance(m_view.bytes(start, end - start));
    const qsizetype level = std::max<qsizetype>(0, m_depth + balance.lowest);
    m_depth = std::max<qsizetype>(0, m_depth + balance.change);
    const qsizetype flags = m_depth > level ? View::SC_FOLDLEVELHEADERFLAG : 0;
    m_view.send(View::SCI_SETFOLDLEVEL, m_line++,
        (View::SC_FOLDLEVELBASE + std::min(level, deepest)) | flags);
}

void FoldLevels::foldAll()
{
    if (!m_areThere)
        return;
    m_foldLine = 0;
    m_timer.start();
}

void FoldLevels::foldNext()
{
    const qsizetype level = m_view.send(View::SCI_GETFOLDLEVEL, m_foldLine);
    const bool isHeader = (level & View::SC_FOLDLEVELHEADERFLAG) != 0;
    const bool isOutermost
        = (level & View::SC_FOLDLEVELNUMBERMASK) == qsizetype(View::SC_FOLDLEVELBASE);
    qsizetype next = m_foldLine + 1;
    if (isHeader && !isOutermost) {
        m_view.send(View::SCI_FOLDLINE, m_foldLine, View::SC_FOLDACTION_CONTRACT);
        next = m_view.send(View::SCI_GETLASTCHILD, m_foldLine, -1) + 1;
    }
    m_foldLine = next < m_view.lineCount() ? next : -1;
}

void FoldLevels::unfoldAll()
{
    m_foldLine = -1;
    m_view.send(View::SCI_FOLDALL, View::SC_FOLDACTION_EXPAND);
}

void FoldLevels::toggle(qsizetype line)
{
    const qsizetype level = m_view.send(View::SCI_GETFOLDLEVEL, line);
    const bool isHeader = (level & View::SC_FOLDLEVELHEADERFLAG) != 0;
    const qsizetype header = isHeader ? line : m_view.send(View::SCI_GETFOLDPARENT, line);
    if (header >= 0)
        m_view.send(View::SCI_FOLDLINE, header, View::SC_FOLDACTION_TOGGLE);
}

} // namespace hitlens
