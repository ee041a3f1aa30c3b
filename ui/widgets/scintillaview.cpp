// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/scintillaview.h"

#include "ui/shell/theme.h"

#include <QContextMenuEvent>
#include <QFontInfo>
#include <QKeyEvent>
#include <QMenu>
#include <QScopedValueRollback>
#include <QWheelEvent>

#include <array>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using Base = QsciScintillaBase;

constexpr int numberDigits = 4; // the margin is never narrower

// Keys that edit or move, which no shortcut of a page may take away while the editor has the focus.
bool isEditingKey(const QKeyEvent *event)
{
    static constexpr std::array keys{QKeySequence::Copy, QKeySequence::Cut, QKeySequence::Paste,
        QKeySequence::Undo, QKeySequence::Redo, QKeySequence::SelectAll, QKeySequence::Delete,
        QKeySequence::Backspace, QKeySequence::MoveToNextWord, QKeySequence::MoveToPreviousWord,
        QKeySequence::SelectNextWord, QKeySequence::SelectPreviousWord,
        QKeySequence::MoveToStartOfDocument, QKeySequence::MoveToEndOfDocument,
        QKeySequence::SelectStartOfDocument, QKeySequence::SelectEndOfDocument,
        QKeySequence::DeleteStartOfWord, QKeySequence::DeleteEndOfWord};
    return std::any_of(keys.begin(), keys.end(),
        [event](QKeySequence::StandardKey key) { return event->matches(key); });
}

bool isPlainKey(const QKeyEvent *event)
{
    const auto modifiers = event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    if (modifiers != Qt::NoModifier && modifiers != Qt::GroupSwitchModifier)
        return false;
    switch (event->key()) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return true;
    default:
        return event->key() < Qt::Key_Escape;
    }
}

QColor mixed(const QColor &below, const QColor &above, float part)
{
    const auto mix = [part](float a, float b) { return a + (b - a) * part; };
    return QColor::fromRgbF(mix(below.redF(), above.redF()), mix(below.greenF(), above.greenF()),
        mix(below.blueF(), above.blueF()));
}

} // namespace

ScintillaView::ScintillaView(QWidget *parent)
    : QsciScintillaBase(parent)
{
    setUp();
    setKeys();
    adoptTheme();
}

qsizetype ScintillaView::send(unsigned int message, qsizetype w, qsizetype l) const
{
    return SendScintilla(message, static_cast<unsigned long>(w), static_cast<long>(l));
}

qsizetype ScintillaView::sendText(unsigned int message, qsizetype w, const char *l) const
{
    return SendScintilla(message, static_cast<uintptr_t>(w), l);
}

qsizetype ScintillaView::sendQuietly(unsigned int message) const
{
    const qsizetype mask = send(SCI_GETMODEVENTMASK);
    send(SCI_SETMODEVENTMASK, mask & ~(SC_MOD_INSERTTEXT | SC_MOD_DELETETEXT));
    const qsizetype result = send(message);
    send(SCI_SETMODEVENTMASK, mask);
    return result;
}

void ScintillaView::sendColor(unsigned int message, qsizetype w, const QColor &color) const
{
    SendScintilla(message, static_cast<unsigned long>(w), color);
}

QByteArrayView ScintillaView::bytes(qsizetype from, qsizetype length) const
{
    if (length <= 0)
        return {};
    return {reinterpret_cast<const char *>(send(SCI_GETRANGEPOINTER, from, length)), length};
}

std::array<QByteArrayView, 2> ScintillaView::parts() const
{
    const qsizetype gap = send(SCI_GETGAPPOSITION);
    return {bytes(0, gap), bytes(gap, length() - gap)};
}

// Where styling goes on is left at the start: Scintilla then asks for what it paints, and for that
// alone, each time. So no text is styled that nobody sees, however far one jumps.
void ScintillaView::setStyles(qsizetype from, const QByteArray &styles)
{
    send(SCI_STARTSTYLING, from);
    sendText(SCI_SETSTYLINGEX, styles.size(), styles.constData());
    send(SCI_STARTSTYLING, 0);
}

void ScintillaView::setUp()
{
    send(SCI_SETCODEPAGE, SC_CP_UTF8);
    send(SCI_SETLEXER, SCLEX_CONTAINER);
    send(SCI_SETSCROLLWIDTH, 1);
    send(SCI_SETSCROLLWIDTHTRACKING, 1);
    send(SCI_SETENDATLASTLINE, 1);
    send(SCI_SETLAYOUTCACHE, SC_CACHE_PAGE);
    send(SCI_SETPOSITIONCACHE, 8192); // words measured once; laying lines out costs the most here
    send(SCI_SETMULTIPLESELECTION, 0);
    send(SCI_SETMOUSEDOWNCAPTURES, 0);
    send(SCI_SETTABWIDTH, 4);
    send(SCI_SETWRAPVISUALFLAGS, SC_WRAPVISUALFLAG_END);
    send(SCI_SETMARGINTYPEN, LineNumbers, SC_MARGIN_NUMBER);
    for (const Margin margin : {Continued, Folds})
        send(SCI_SETMARGINTYPEN, margin, SC_MARGIN_SYMBOL);
    for (const Margin margin : {LineNumbers, Continued, Folds})
        send(SCI_SETMARGINWIDTHN, margin, 0);
    send(SCI_SETMARGINMASKN, Continued, 1 << Continued);
    send(SCI_SETMARGINMASKN, Folds, static_cast<qsizetype>(SC_MASK_FOLDERS));
    send(SCI_SETMARGINSENSITIVEN, Folds, 1);
    send(SCI_SETAUTOMATICFOLD,
        SC_AUTOMATICFOLD_SHOW | SC_AUTOMATICFOLD_CLICK | SC_AUTOMATICFOLD_CHANGE);
    send(SCI_SETFOLDFLAGS, 0); // no line across the text
    send(SCI_USEPOPUP, SC_POPUP_NEVER);
    send(SCI_INDICSETSTYLE, Hit, INDIC_STRAIGHTBOX);
    send(SCI_INDICSETUNDER, Hit, 1);
    send(SCI_INDICSETSTYLE, ErrorPlace, INDIC_SQUIGGLE);
}

// Scintilla's own keys for what nobody expects here would shadow the window's.
void ScintillaView::setKeys()
{
    constexpr int control = SCMOD_CTRL << 16;
    constexpr int controlShift = (SCMOD_CTRL | SCMOD_SHIFT) << 16;
    for (const char key : {'D', 'L', 'T', 'U', '[', ']', '/', '\\'}) {
        send(SCI_CLEARCMDKEY, key + control);
        send(SCI_CLEARCMDKEY, key + controlShift);
    }
    for (const char key : {'=', '+'})
        send(SCI_ASSIGNCMDKEY, key + control, SCI_ZOOMIN);
    send(SCI_ASSIGNCMDKEY, '-' + control, SCI_ZOOMOUT);
}

void ScintillaView::adoptTheme()
{
    const QScopedValueRollback busy(m_isAdopting, true);
    adoptFont();
    colorText();
    colorMargins();
    fitLineNumbers();
}

void ScintillaView::adoptFont()
{
    const QFont font = monospaceFont();
    setFont(font);
    const QByteArray family = font.family().toUtf8();
    sendText(SCI_STYLESETFONT, STYLE_DEFAULT, family.constData());
    send(SCI_STYLESETSIZEFRACTIONAL, STYLE_DEFAULT,
        qRound(QFontInfo(font).pointSizeF() * int{SC_FONT_SIZE_MULTIPLIER}));
    send(SCI_SETMARGINLEFT, 0, fontMetrics().height() / 4);
    send(SCI_SETMARGINRIGHT, 0, fontMetrics().height() / 4);
    send(SCI_SETEXTRAASCENT, 1);
    send(SCI_SETEXTRADESCENT, 1);
}

void ScintillaView::colorText()
{
    const Theme &theme = themeOf(this);
    sendColor(SCI_STYLESETFORE, STYLE_DEFAULT, theme.text);
    sendColor(SCI_STYLESETBACK, STYLE_DEFAULT, theme.panel);
    send(SCI_STYLECLEARALL);
    sendColor(SCI_STYLESETFORE, Name, theme.accent);
    sendColor(SCI_STYLESETFORE, String, theme.good);
    sendColor(SCI_STYLESETFORE, Word, theme.violet);
    sendColor(SCI_STYLESETFORE, Punctuation, theme.muted);
    sendColor(SCI_STYLESETFORE, STYLE_CONTROLCHAR, theme.warning);
    sendColor(SCI_SETSELFORE, 1, palette().color(QPalette::HighlightedText));
    sendColor(SCI_SETSELBACK, 1, palette().color(QPalette::Highlight));
    SendScintilla(SCI_SETCARETFORE, theme.text);
    send(SCI_SETCARETWIDTH, 2);
    SendScintilla(SCI_SETCARETLINEBACK, mixed(theme.panel, theme.raised, 0.6F));
    send(SCI_SETCARETLINEVISIBLE, 1);
    sendColor(SCI_INDICSETFORE, Hit, theme.warning);
    send(SCI_INDICSETALPHA, Hit, 60);
    send(SCI_INDICSETOUTLINEALPHA, Hit, 160);
    sendColor(SCI_INDICSETFORE, ErrorPlace, theme.danger);
}

void ScintillaView::colorMargins()
{
    static constexpr std::array shapes{std::pair(SC_MARKNUM_FOLDER, SC_MARK_BOXPLUS),
        std::pair(SC_MARKNUM_FOLDEROPEN, SC_MARK_BOXMINUS),
        std::pair(SC_MARKNUM_FOLDEREND, SC_MARK_BOXPLUSCONNECTED),
        std::pair(SC_MARKNUM_FOLDEROPENMID, SC_MARK_BOXMINUSCONNECTED),
        std::pair(SC_MARKNUM_FOLDERSUB, SC_MARK_VLINE),
        std::pair(SC_MARKNUM_FOLDERTAIL, SC_MARK_LCORNER),
        std::pair(SC_MARKNUM_FOLDERMIDTAIL, SC_MARK_TCORNER)};
    const Theme &theme = themeOf(this);
    for (const auto &[marker, shape] : shapes) {
        send(SCI_MARKERDEFINE, marker, shape);
        sendColor(SCI_MARKERSETFORE, marker, theme.panel);
        sendColor(SCI_MARKERSETBACK, marker, theme.muted);
    }
    send(SCI_MARKERDEFINE, Continued, SC_MARK_DOTDOTDOT);
    sendColor(SCI_MARKERSETFORE, Continued, theme.muted);
    sendColor(SCI_STYLESETFORE, STYLE_LINENUMBER, theme.muted);
    sendColor(SCI_STYLESETBACK, STYLE_LINENUMBER, theme.panel);
    sendColor(SCI_SETFOLDMARGINCOLOUR, 1, theme.panel);
    sendColor(SCI_SETFOLDMARGINHICOLOUR, 1, theme.panel);
}

void ScintillaView::fitLineNumbers()
{
    const auto digits = std::max<qsizetype>(numberDigits, QString::number(lineCount()).size());
    const QByteArray widest = "_" + QByteArray(digits, '9');
    const qsizetype width = sendText(SCI_TEXTWIDTH, STYLE_LINENUMBER, widest.constData());
    send(SCI_SETMARGINWIDTHN, LineNumbers, m_hasLineNumbers ? width : 0);
}

void ScintillaView::setLineNumbersVisible(bool visible)
{
    m_hasLineNumbers = visible;
    fitLineNumbers();
    send(SCI_SETMARGINWIDTHN, Continued, visible ? 0 : fontMetrics().height());
}

bool ScintillaView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && wantsKey(static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QsciScintillaBase::event(event);
}

bool ScintillaView::wantsKey(const QKeyEvent *event) const
{
    if (event->matches(QKeySequence::Find) || event->key() == Qt::Key_F3
        || event->matches(QKeySequence::Replace)
        || (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_G))
        return true;
    const bool isReadOnly = send(SCI_GETREADONLY) != 0;
    if (isReadOnly && event->matches(QKeySequence::Delete))
        return false;
    return isEditingKey(event) || (isPlainKey(event) && (!isReadOnly || event->text().isEmpty()));
}

// The base keeps Tab for itself wherever something can be typed.
bool ScintillaView::focusNextPrevChild(bool next)
{
    return m_tabMovesFocus && QAbstractScrollArea::focusNextPrevChild(next); // NOLINT: see above
}

void ScintillaView::changeEvent(QEvent *event)
{
    QsciScintillaBase::changeEvent(event);
    const bool isLook = event->type() == QEvent::PaletteChange
        || event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::StyleChange;
    if (isLook && !m_isAdopting)
        adoptTheme();
}

bool ScintillaView::takeKey(const QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find) || event->matches(QKeySequence::Replace))
        emit findRequested();
    else if (event->key() == Qt::Key_F3)
        emit findNextRequested(!(event->modifiers() & Qt::ShiftModifier));
    else if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_G)
        emit goToRequested();
    else if (event->matches(QKeySequence::Undo))
        sendQuietly(SCI_UNDO);
    else if (event->matches(QKeySequence::Redo)
        || (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_Y))
        sendQuietly(SCI_REDO);
    else if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_0)
        send(SCI_SETZOOM, 0);
    else
        return false;
    return true;
}

bool ScintillaView::isCut(qsizetype position) const
{
    const qsizetype from = std::max<qsizetype>(0, position - 1);
    return position >= 0 && position < length()
        && isCutAt(bytes(from, position + 1 - from), position - from, m_cut);
}

// What deletes a character deletes one of the text, and a line end that is typed beside a cut
// stands for it.
void ScintillaView::stepOverCut(int key)
{
    if (m_cut == LineCut::None || !send(SCI_GETSELECTIONEMPTY) || send(SCI_GETREADONLY))
        return;
    const qsizetype caret = send(SCI_GETCURRENTPOS);
    qsizetype before = caret;
    qsizetype behind = caret;
    while (isCut(before - 1))
        --before;
    while (isCut(behind))
        ++behind;
    if (key == Qt::Key_Backspace)
        send(SCI_GOTOPOS, before);
    else if (key == Qt::Key_Delete)
        send(SCI_GOTOPOS, behind);
    else if (key == Qt::Key_Return || key == Qt::Key_Enter)
        send(SCI_SETSEL, before, behind);
}

// Line ends in it become those of the text, so that none of them is a cut.
QByteArray ScintillaView::fromMimeData(const QMimeData *source, bool &rectangular) const
{
    QByteArray text = QsciScintillaBase::fromMimeData(source, rectangular);
    if (m_cut == LineCut::None)
        return text;
    text.replace("\r\n", "\n").replace('\r', '\n');
    return m_cut == LineCut::Return ? text
                                    : text.replace("\n", m_cut == LineCut::Feed ? "\r" : "\r\n");
}

QMimeData *ScintillaView::toMimeData(const QByteArray &text, bool rectangular) const
{
    return QsciScintillaBase::toMimeData(withoutCuts(text, m_cut), rectangular);
}

void ScintillaView::keyPressEvent(QKeyEvent *event)
{
    if (takeKey(event))
        return event->accept();
    if (event->key() == Qt::Key_Escape && send(SCI_GETSELECTIONEMPTY)) {
        emit leaveRequested();
        return event->ignore();
    }
    // A letter with Alt is a mnemonic and nothing to type.
    if (event->modifiers() & Qt::AltModifier && !event->text().isEmpty())
        return event->ignore();
    stepOverCut(event->key());
    QsciScintillaBase::keyPressEvent(event);
}

void ScintillaView::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier))
        return QsciScintillaBase::wheelEvent(event);
    send(event->angleDelta().y() > 0 ? SCI_ZOOMIN : SCI_ZOOMOUT);
    fitLineNumbers();
    event->accept();
}

QMenu *ScintillaView::makeMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool isReadOnly = send(SCI_GETREADONLY) != 0;
    const bool hasSelection = send(SCI_GETSELECTIONEMPTY) == 0;
    const auto add = [this, menu](const QString &text, const QKeySequence &keys,
                         unsigned int message, bool isEnabled) {
        QAction *action = menu->addAction(text, this, [this, message] { sendQuietly(message); });
        action->setShortcut(keys);
        action->setEnabled(isEnabled);
    };
    if (!isReadOnly) {
        add(tr("&Undo"), QKeySequence::Undo, SCI_UNDO, send(SCI_CANUNDO) != 0);
        add(tr("&Redo"), QKeySequence::Redo, SCI_REDO, send(SCI_CANREDO) != 0);
        menu->addSeparator();
        add(tr("Cu&t"), QKeySequence::Cut, SCI_CUT, hasSelection);
    }
    add(tr("&Copy"), QKeySequence::Copy, SCI_COPY, hasSelection);
    if (!isReadOnly) {
        add(tr("&Paste"), QKeySequence::Paste, SCI_PASTE, send(SCI_CANPASTE) != 0);
        add(tr("&Delete"), QKeySequence(), SCI_CLEAR, hasSelection);
    }
    add(tr("Select &all"), QKeySequence::SelectAll, SCI_SELECTALL, length() > 0);
    menu->addSeparator();
    menu->addAction(tr("&Find…"), QKeySequence::Find, this, &ScintillaView::findRequested);
    menu->addAction(tr("&Go to line…"), Qt::CTRL | Qt::Key_G, this, &ScintillaView::goToRequested);
    emit menuOpening(menu);
    QAction *tab = menu->addAction(tr("Tab moves to the next control"));
    tab->setCheckable(true);
    tab->setChecked(m_tabMovesFocus);
    connect(tab, &QAction::toggled, this, &ScintillaView::setTabMovesFocus);
    return menu;
}

void ScintillaView::contextMenuEvent(QContextMenuEvent *event)
{
    QPoint at = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const qsizetype caret = send(SCI_GETCURRENTPOS);
        at = viewport()->mapToGlobal(
            QPoint(static_cast<int>(send(SCI_POINTXFROMPOSITION, 0, caret)),
                static_cast<int>(send(SCI_POINTYFROMPOSITION, 0, caret))));
    }
    makeMenu()->popup(at);
}

} // namespace hitlens
