// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/documentloader.h"
#include "ui/widgets/textfinder.h"

#include <QWidget>

#include <array>

class QLabel;
class QMenu;

namespace hitlens {

class FindBar;
class FoldLevels;
class GoToBar;
class ScintillaView;

// An editor for text of UTF-8, by Scintilla, with search, folding and line numbers. GUI thread.
//
// What goes in comes out, byte for byte: NUL, all line ends, separators, a byte order mark, even
// bytes that are no UTF-8. Enter adds the line end that the text has first.
//
// However large a text is, its beginning is shown at once, and no call takes longer than a frame;
// nor does painting, but for the first time of a screen full of lines of thousands of bytes with
// words that were never seen before (up to 0.1 s). What that costs:
// - more than largestAtOnce is loaded on another thread, and is read only until loaded();
// - a line of more than longestLine bytes is shown in pieces. They can be edited: text() is without
//   what cuts them. Only where the text has line ends of several kinds is it read only for good;
// - a text of more than largestWrapped is not wrapped;
// - one of more than FoldLevels::largest lines is not folded; unfolding that many takes 35 ms;
// - text() copies what was edited: 10 ms for 50 MB. To undo what replaced n hits takes n µs or so.
class TextEditor final : public QWidget
{
    Q_OBJECT

public:
    enum class Language { Plain, Json };
    Q_ENUM(Language)

    static constexpr qsizetype largestAtOnce = 128 * 1024; // bytes
    static constexpr qsizetype longestLine = 4000;
    static constexpr qsizetype largestWrapped = 128 * 1024;

    explicit TextEditor(QWidget *parent = nullptr);
    ~TextEditor() override;

    // Forgets edits and what can be undone.
    void setText(const QByteArray &utf8);
    // Copies a text that was edited; otherwise it is the one that was set.
    QByteArray text() const;
    bool isLoading() const { return m_isLoading; }
    bool isEmpty() const;

    void setReadOnly(bool readOnly);
    // What is wanted. It may be more than what can be: see canEdit().
    bool isReadOnly() const { return m_isReadOnly; }
    // All of the text is there, and can be told from how it is shown.
    bool canEdit() const { return !m_isLoading && m_pieces.canFollow(); }
    // Differs from what was set; undoing everything takes it back.
    bool isModified() const { return m_isModified; }
    // The text is what it should be from now on: it was saved.
    void setUnmodified();

    void setLanguage(Language language);
    Language language() const { return m_language; }
    void setWrapping(bool wraps);
    void setEditorName(const QString &accessibleName);

    // Marks the character there, goes to it and says what is wrong, until the text changes.
    void showError(qsizetype byteOffset, const QString &error);
    void clearError();

    void find();
    // Whether the text is a part of what it shows: the search says so.
    void setPartial(bool isPartial);
    void goToLine(int line); // from 1
    bool canFold() const;
    void foldAll();
    void unfoldAll();

    ScintillaView &view() const { return *m_view; }
    const FoldLevels &folds() const { return *m_folds; }
    const TextFinder &finder() const { return *m_finder; }

signals:
    void modifiedChanged(bool modified);
    void textChanged(); // by the person
    void loaded(); // all of the text is there

private:
    void build();
    void connectView();
    void fill(const LinePieces &pieces);
    void showDocument(const DocumentLoader::Loaded &loaded);
    void begin(const LinePieces &pieces);
    void followLineEnds();
    void markCuts();
    void followPieces();
    void listenToChanges();
    void updateReadOnly();
    void updateWrapping();
    void setModified(bool modified);
    void onModified(int position, int type);
    void digestChange();
    void styleVisible();
    void styleLine(qsizetype line);
    void extendMenu(QMenu *menu);
    void openGoTo();
    void closeBars();

    ScintillaView *m_view;
    FindBar *m_findBar;
    GoToBar *m_goTo;
    QLabel *m_error;
    FoldLevels *m_folds;
    TextFinder *m_finder;
    DocumentLoader *m_loader;
    QByteArray m_text; // as it was set
    LinePieces m_pieces; // how all of it is shown, when that is not as it is
    std::array<qsizetype, 2> m_marked{}; // cuts and lines when the cuts were marked last
    bool m_isLoading = false;
    bool m_isReadOnly = false;
    bool m_isModified = false;
    bool m_wraps = false;
    bool m_isFilling = false; // the view changes because of us
    qsizetype m_changedFrom = -1; // the first line changed and not yet told of
    Language m_language = Language::Plain;
    // The first row, the last line and the number of rows when the screen was styled last.
    std::array<qsizetype, 3> m_styled{-1};
};

} // namespace hitlens
