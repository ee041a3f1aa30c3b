// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QTimer>

namespace hitlens {

class ScintillaView;

// Tells a view which lines of JSON can be folded, and folds them, a few milliseconds in each turn
// of the event loop. Does nothing in a text of more lines than largest: hiding lines takes
// Scintilla longer than a frame there. GUI thread.
class FoldLevels final : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype largest = 10'000; // lines

    explicit FoldLevels(ScintillaView &view);

    void setWanted(bool wanted); // for a text with brackets
    // Another text is there.
    void restart();
    // From that line on the text is, or will be, another.
    void changeFrom(qsizetype line);
    // The text can be folded; all lines are known when isRunning() is false.
    bool areThere() const { return m_areThere; }
    bool isRunning() const { return m_timer.isActive(); }

    void foldAll(); // all but what is outermost
    void unfoldAll();
    void toggle(qsizetype line);

private:
    void step();
    void setLevel();
    void foldNext();

    ScintillaView &m_view;
    bool m_isWanted = false;
    bool m_areThere = false;
    qsizetype m_line = 0; // levels before it are set
    qsizetype m_depth = 0; // at its start
    qsizetype m_foldLine = -1; // where folding all goes on
    QTimer m_timer;
};

} // namespace hitlens
