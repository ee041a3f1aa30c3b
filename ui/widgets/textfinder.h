// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/linepieces.h"
#include "ui/widgets/textsearch.h"

#include <optional>

namespace hitlens {

class FindBar;
class ScintillaView;

// Joins the bar, the search and the view: goes to hits, marks those that can be seen, replaces
// them. GUI thread; view and bar must outlive it.
class TextFinder final : public QObject
{
    Q_OBJECT

public:
    TextFinder(ScintillaView &view, FindBar &bar);

    // Another text; pieces is how the view shows it.
    void setText(const QByteArray &text, const LinePieces &pieces);
    // Nothing can be found until setText().
    void forgetText();
    // The text was edited.
    void noteChange(const LinePieces &pieces);
    void setReplacing(bool isPossible);

    void open();
    void close();
    void goOn(bool forward);
    bool isReplacing() const { return m_replaceTimer.isActive(); }
    const TextSearch &search() const { return m_search; }

private:
    struct Wanted
    {
        qsizetype from = 0; // in the text
        bool forward = true;
    };

    void restart();
    void onQueryChanged();
    void onProgress();
    bool goToWanted();
    void select(const TextSearch::Hit &hit);
    TextSearch::Hit selection() const;
    void say();
    void markVisible();
    void replaceOne();
    void replaceAll();
    void replaceSome();
    void sayReplaced();
    void endReplacing();
    std::optional<qsizetype> replace(const TextSearch::Hit &hit);
    TextSearch::Hit asShown(const TextSearch::Hit &hit) const;
    void follow();

    ScintillaView &m_view;
    FindBar &m_bar;
    TextSearch m_search;
    QByteArray m_text; // where it is shown in pieces; null: to be taken from the view
    LinePieces m_pieces;
    bool m_hasText = true;
    bool m_canReplace = false;
    std::optional<Wanted> m_wanted;
    bool m_isReplaceAllWanted = false;
    std::vector<TextSearch::Hit> m_toReplace; // from the end on
    QString m_with; // what they are replaced by
    size_t m_replaced = 0; // last, while the query is the same
    size_t m_kept = 0; // of those: replacing them would lose a line end
    QTimer m_replaceTimer;
    QTimer m_marks;
};

} // namespace hitlens
