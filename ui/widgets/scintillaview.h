// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/linepieces.h"

#include <Qsci/qsciscintillabase.h>

class QMenu;

namespace hitlens {

// Scintilla in the theme's colours and font, with the keys, the menu and the focus of the other
// editors here. It knows bytes and positions (offsets in bytes) and nothing of where they come
// from; TextEditor is what pages use. GUI thread.
class ScintillaView final : public QsciScintillaBase
{
    Q_OBJECT

public:
    // What a byte is shown as; setStyles() takes them as chars.
    enum Style : char { Plain, Name, String, Word, Number, Punctuation, PlainToo };
    // Scintilla's 0 to 7 are for lexers.
    enum Indicator { Hit = 8, ErrorPlace = 9 };
    enum Margin { LineNumbers, Continued, Folds };

    explicit ScintillaView(QWidget *parent = nullptr);

    // https://www.scintilla.org/ScintillaDoc.html: messages as there.
    qsizetype send(unsigned int message, qsizetype w = 0, qsizetype l = 0) const;
    qsizetype sendText(unsigned int message, qsizetype w, const char *l) const;
    // A message that changes many places, of which nobody is told aloud: telling takes longer.
    qsizetype sendQuietly(unsigned int message) const;
    void sendColor(unsigned int message, qsizetype w, const QColor &color) const;

    qsizetype length() const { return send(SCI_GETLENGTH); }
    qsizetype lineCount() const { return send(SCI_GETLINECOUNT); }
    qsizetype lineStart(qsizetype line) const { return send(SCI_POSITIONFROMLINE, line); }
    // Until the next change of the text.
    QByteArrayView bytes(qsizetype from, qsizetype length) const;
    // All of them, in the two parts in which they lie in memory: as one they had to be moved.
    std::array<QByteArrayView, 2> parts() const;
    void setStyles(qsizetype from, const QByteArray &styles);

    // What cuts lines into pieces here. Keys step over it, and what is copied does not have it.
    void setLineCut(LineCut cut) { m_cut = cut; }

    bool tabMovesFocus() const { return m_tabMovesFocus; }
    void setTabMovesFocus(bool moves) { m_tabMovesFocus = moves; }
    // As wide as the number of the last line.
    void fitLineNumbers();
    void setLineNumbersVisible(bool visible);
    bool isWrapping() const { return send(SCI_GETWRAPMODE) != SC_WRAP_NONE; }

signals:
    void findRequested();
    void findNextRequested(bool forward);
    void goToRequested();
    // Escape, with nothing of its own to end.
    void leaveRequested();
    // Before the editor's menu is shown: add to it.
    void menuOpening(QMenu *menu);

protected:
    bool event(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    QByteArray fromMimeData(const QMimeData *source, bool &rectangular) const override;
    QMimeData *toMimeData(const QByteArray &text, bool rectangular) const override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void setUp();
    void setKeys();
    void adoptTheme();
    void adoptFont();
    void colorText();
    void colorMargins();
    bool takeKey(const QKeyEvent *event);
    void stepOverCut(int key);
    bool isCut(qsizetype position) const;
    bool wantsKey(const QKeyEvent *event) const;
    QMenu *makeMenu();

    LineCut m_cut = LineCut::None;
    bool m_tabMovesFocus = true;
    bool m_hasLineNumbers = true;
    bool m_isAdopting = false;
};

} // namespace hitlens
