// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/texteditor.h"

#include "ui/shell/theme.h"
#include "ui/widgets/briefaccess.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/foldlevels.h"
#include "ui/widgets/gotobar.h"
#include "ui/widgets/jsonlines.h"
#include "ui/widgets/scintillaview.h"

#include <QLabel>
#include <QMenu>
#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace hitlens {

namespace {

using View = QsciScintillaBase;

constexpr qsizetype previewSize = 64 * 1024;
// Scintilla counts all characters before a change for those who read the screen aloud, at each one.
constexpr qsizetype largestAnnounced = 128 * 1024;

// The beginning of a text, up to a line end where there is one.
QByteArray beginning(const QByteArray &text)
{
    const qsizetype line = text.lastIndexOf('\n', previewSize);
    return text.first(line > 0 ? line + 1 : previewSize);
}

} // namespace

TextEditor::TextEditor(QWidget *parent)
    : QWidget(parent)
    , m_view(new ScintillaView(this))
    , m_findBar(new FindBar(this))
    , m_goTo(new GoToBar(this))
    , m_error(new QLabel(this))
    , m_folds(new FoldLevels(*m_view))
    , m_finder(new TextFinder(*m_view, *m_findBar))
    , m_loader(new DocumentLoader(*m_view))
{
    BriefAccess::install(largestAnnounced);
    build();
    for (QObject *part : std::initializer_list<QObject *>{m_folds, m_finder, m_loader})
        part->setParent(this);
    connectView();
    begin({});
}

TextEditor::~TextEditor()
{
    // They use the view to their end, and children are deleted in the order in which they came.
    m_view->disconnect(this);
    m_view->send(View::SCI_SETDOCPOINTER, 0, 0);
    m_loader->letGo();
    delete m_loader;
    delete m_finder;
    delete m_folds;
}

void TextEditor::build()
{
    setRole(m_error, Role::Danger);
    m_error->setWordWrap(true);
    m_error->setTextFormat(Qt::PlainText);
    m_error->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addWidget(m_findBar);
    layout->addWidget(m_goTo);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_error);
    FocusPass::set(this, m_view);
}

void TextEditor::connectView()
{
    connect(m_view, &ScintillaView::findRequested, this, &TextEditor::find);
    connect(m_view, &ScintillaView::findNextRequested, m_finder, &TextFinder::goOn);
    connect(m_view, &ScintillaView::goToRequested, this, &TextEditor::openGoTo);
    connect(m_view, &ScintillaView::leaveRequested, this, &TextEditor::closeBars);
    connect(m_view, &ScintillaView::menuOpening, this, &TextEditor::extendMenu);
    connect(m_view, &View::SCN_STYLENEEDED, this, &TextEditor::styleVisible);
    connect(m_view, &View::SCN_SAVEPOINTLEFT, this, [this] { setModified(true); });
    connect(m_view, &View::SCN_SAVEPOINTREACHED, this, [this] { setModified(false); });
    connect(m_view, &View::SCN_MODIFIED, this,
        [this](int position, int type) { onModified(position, type); });
    connect(m_goTo, &GoToBar::chosen, this, [this](int line) {
        closeBars();
        goToLine(line);
    });
    connect(m_goTo, &GoToBar::closed, this, &TextEditor::closeBars);
    connect(m_loader, &DocumentLoader::finished, this, &TextEditor::showDocument);
}

void TextEditor::setText(const QByteArray &utf8)
{
    const QScopedValueRollback busy(m_isFilling, true);
    m_finder->forgetText();
    m_text = utf8;
    m_changedFrom = -1;
    m_isLoading = utf8.size() > largestAtOnce;
    if (m_isLoading)
        m_loader->start(utf8, longestLine);
    else
        m_loader->cancel();
    fill(LinePieces(m_isLoading ? beginning(utf8) : utf8, longestLine));
    m_view->send(View::SCI_GOTOPOS, 0);
    m_view->send(View::SCI_SETXOFFSET, 0);
    setModified(false);
    if (!m_isLoading)
        emit loaded();
}

// A new document each time: emptying one keeps its memory.
void TextEditor::fill(const LinePieces &pieces)
{
    m_view->send(View::SCI_SETDOCPOINTER, 0, 0);
    m_loader->letGo();
    m_view->send(View::SCI_SETUNDOCOLLECTION, 0);
    m_view->send(View::SCI_SETMODEVENTMASK, 0);
    const QByteArray &shown = pieces.shown();
    m_view->sendText(View::SCI_APPENDTEXT, shown.size(), shown.constData());
    begin(pieces);
}

void TextEditor::showDocument(const DocumentLoader::Loaded &loaded)
{
    const QScopedValueRollback busy(m_isFilling, true);
    const qsizetype line = m_view->send(View::SCI_GETFIRSTVISIBLELINE);
    const qsizetype anchor = m_view->send(View::SCI_GETANCHOR);
    const qsizetype caret = m_view->send(View::SCI_GETCURRENTPOS);
    m_isLoading = false;
    m_loader->show(loaded);
    begin(loaded.pieces);
    m_view->send(View::SCI_SETANCHOR, anchor);
    m_view->send(View::SCI_SETCURRENTPOS, caret);
    m_view->send(View::SCI_SETFIRSTVISIBLELINE, line);
    emit this->loaded();
}

// What a document does not know by itself.
void TextEditor::begin(const LinePieces &pieces)
{
    m_pieces = pieces.areAny() ? pieces : LinePieces();
    m_view->setLineCut(m_pieces.cut());
    m_styled = {-1};
    m_view->send(View::SCI_SETCODEPAGE, View::SC_CP_UTF8);
    m_view->send(View::SCI_SETLEXER, View::SCLEX_CONTAINER);
    m_view->send(View::SCI_SETTABWIDTH, 4);
    followLineEnds();
    markCuts();
    m_view->send(View::SCI_EMPTYUNDOBUFFER);
    m_view->send(View::SCI_SETUNDOCOLLECTION, 1);
    m_view->send(View::SCI_SETSAVEPOINT);
    m_view->send(View::SCI_SETSCROLLWIDTH, 1);
    clearError();
    listenToChanges();
    m_view->setLineNumbersVisible(!m_pieces.areAny());
    m_folds->restart();
    updateWrapping();
    updateReadOnly();
    if (!m_isLoading)
        m_finder->setText(m_text, m_pieces);
}

void TextEditor::followLineEnds()
{
    if (m_pieces.areAny() && m_pieces.canFollow()) {
        m_view->send(View::SCI_SETEOLMODE,
            m_pieces.cut() == LineCut::Return     ? View::SC_EOL_LF
                : m_pieces.cut() == LineCut::Feed ? View::SC_EOL_CR
                                                  : View::SC_EOL_CRLF);
        return;
    }
    const qsizetype end = m_view->send(View::SCI_GETLINEENDPOSITION, 0);
    const QByteArrayView ends = m_view->bytes(end, std::min<qsizetype>(2, m_view->length() - end));
    const auto mode = ends.startsWith("\r\n") ? View::SC_EOL_CRLF
        : ends.startsWith('\r')               ? View::SC_EOL_CR
                                              : View::SC_EOL_LF;
    m_view->send(View::SCI_SETEOLMODE, mode);
}

// The line behind each line end that is not the text's own.
void TextEditor::markCuts()
{
    constexpr size_t most = 10'000; // beyond them it is plain enough
    const auto &cuts = m_pieces.cuts();
    m_marked = {static_cast<qsizetype>(cuts.size()), m_view->lineCount()};
    for (size_t i = 0; i < std::min(cuts.size(), most); ++i)
        m_view->send(View::SCI_MARKERADD, m_view->send(View::SCI_LINEFROMPOSITION, cuts[i]) + 1,
            ScintillaView::Continued);
}

// After an edit. Marks move along with their lines, so long as no line comes or goes.
void TextEditor::followPieces()
{
    m_pieces.follow(m_view->parts());
    const auto cuts = static_cast<qsizetype>(m_pieces.cuts().size());
    const std::array now{cuts, m_view->lineCount()};
    if (now == m_marked)
        return;
    m_view->send(View::SCI_MARKERDELETEALL, ScintillaView::Continued);
    markCuts();
}

void TextEditor::listenToChanges()
{
    int mask = View::SC_MOD_BEFOREINSERT | View::SC_MOD_BEFOREDELETE;
    if (m_view->length() <= largestAnnounced)
        mask |= View::SC_MOD_INSERTTEXT | View::SC_MOD_DELETETEXT;
    m_view->send(View::SCI_SETMODEVENTMASK, mask);
    BriefAccess::renew(m_view);
}

QByteArray TextEditor::text() const
{
    if (!m_isModified)
        return m_text;
    return withoutCuts(m_view->bytes(0, m_view->length()).toByteArray(), m_pieces.cut());
}

bool TextEditor::isEmpty() const
{
    return m_view->length() == 0;
}

void TextEditor::setReadOnly(bool readOnly)
{
    m_isReadOnly = readOnly;
    updateReadOnly();
}

void TextEditor::updateReadOnly()
{
    const bool isWritable = !m_isReadOnly && canEdit();
    m_finder->setReplacing(isWritable);
    if (!m_finder->isReplacing())
        m_view->send(View::SCI_SETREADONLY, isWritable ? 0 : 1);
}

void TextEditor::setModified(bool modified)
{
    if (std::exchange(m_isModified, modified) != modified)
        emit modifiedChanged(modified);
}

void TextEditor::setUnmodified()
{
    m_text = text();
    m_view->send(View::SCI_SETSAVEPOINT);
    setModified(false);
}

// Before the change is made: where it is, is all that can be told by then.
void TextEditor::onModified(int position, int type)
{
    m_styled = {-1};
    if (m_isFilling || !(type & (View::SC_MOD_BEFOREINSERT | View::SC_MOD_BEFOREDELETE)))
        return;
    const qsizetype line = m_view->send(View::SCI_LINEFROMPOSITION, position);
    const bool isKnown = m_changedFrom >= 0;
    m_changedFrom = isKnown ? std::min(m_changedFrom, line) : line;
    if (!isKnown)
        QMetaObject::invokeMethod(this, &TextEditor::digestChange, Qt::QueuedConnection);
}

void TextEditor::digestChange()
{
    const qsizetype line = std::exchange(m_changedFrom, -1);
    if (line < 0)
        return; // another text has come
    clearError();
    if (m_pieces.areAny())
        followPieces();
    m_folds->changeFrom(line);
    m_finder->noteChange(m_pieces);
    m_view->fitLineNumbers();
    emit textChanged();
}

void TextEditor::setLanguage(Language language)
{
    m_language = language;
    m_styled = {-1};
    m_folds->setWanted(language == Language::Json);
    m_view->viewport()->update();
}

void TextEditor::setWrapping(bool wraps)
{
    m_wraps = wraps;
    updateWrapping();
}

void TextEditor::updateWrapping()
{
    const bool wraps = m_wraps && !m_isLoading && m_view->length() <= largestWrapped;
    m_view->send(View::SCI_SETWRAPMODE, wraps ? View::SC_WRAP_WHITESPACE : View::SC_WRAP_NONE);
}

void TextEditor::setEditorName(const QString &accessibleName)
{
    m_view->setAccessibleName(accessibleName);
}

// Only the lines on the screen: see ScintillaView::setStyles(). Folding asks for each line that it
// hides, so that what was styled last must not be styled again.
void TextEditor::styleVisible()
{
    const qsizetype top = m_view->send(View::SCI_GETFIRSTVISIBLELINE);
    const qsizetype bottom = top + m_view->send(View::SCI_LINESONSCREEN) + 1;
    const std::array shown{top, m_view->send(View::SCI_DOCLINEFROMVISIBLE, bottom),
        m_view->send(View::SCI_VISIBLEFROMDOCLINE, m_view->lineCount() - 1)};
    if (std::exchange(m_styled, shown) == shown)
        return;
    qsizetype before = -1;
    for (qsizetype row = top; row <= bottom; ++row) {
        const qsizetype line = m_view->send(View::SCI_DOCLINEFROMVISIBLE, row);
        if (line != before)
            styleLine(line);
        before = line;
    }
}

void TextEditor::styleLine(qsizetype line)
{
    const qsizetype start = m_view->lineStart(line);
    const qsizetype length = m_view->send(View::SCI_LINELENGTH, line);
    const QByteArrayView bytes = m_view->bytes(start, length);
    const auto &cuts = m_pieces.cuts();
    const bool isContinued = std::binary_search(cuts.begin(), cuts.end(), start - 1);
    const bool isJson = m_language == Language::Json;
    m_view->setStyles(start, isJson ? jsonStyles(bytes, isContinued) : plainStyles(bytes));
}

void TextEditor::showError(qsizetype byteOffset, const QString &error)
{
    clearError();
    qsizetype at = std::min(m_pieces.toShown(byteOffset), m_view->length());
    qsizetype end = m_view->send(View::SCI_POSITIONAFTER, at);
    const qsizetype lineEnd
        = m_view->send(View::SCI_GETLINEENDPOSITION, m_view->send(View::SCI_LINEFROMPOSITION, at));
    m_view->send(
        View::SCI_ENSUREVISIBLEENFORCEPOLICY, m_view->send(View::SCI_LINEFROMPOSITION, at));
    m_view->send(View::SCI_GOTOPOS, at);
    if (at >= lineEnd) { // there is nothing to mark: the one before then
        end = at;
        at = m_view->send(View::SCI_POSITIONBEFORE, at);
    }
    m_view->send(View::SCI_SETINDICATORCURRENT, ScintillaView::ErrorPlace);
    m_view->send(View::SCI_INDICATORFILLRANGE, at, end - at);
    m_error->setText(error);
    m_error->setAccessibleName(error);
    m_error->setVisible(!error.isEmpty());
}

void TextEditor::clearError()
{
    m_view->send(View::SCI_SETINDICATORCURRENT, ScintillaView::ErrorPlace);
    m_view->send(View::SCI_INDICATORCLEARRANGE, 0, m_view->length());
    m_error->hide();
    m_error->clear();
}

void TextEditor::setPartial(bool isPartial)
{
    m_findBar->setPartial(isPartial);
}

void TextEditor::find()
{
    m_goTo->hide();
    m_finder->open();
}

void TextEditor::openGoTo()
{
    m_findBar->hide();
    const qsizetype line
        = m_view->send(View::SCI_LINEFROMPOSITION, m_view->send(View::SCI_GETCURRENTPOS));
    m_goTo->open(static_cast<int>(line) + 1, static_cast<int>(m_view->lineCount()));
}

void TextEditor::closeBars()
{
    m_goTo->hide();
    if (m_findBar->isVisible())
        m_finder->close();
    m_view->setFocus(Qt::ShortcutFocusReason);
}

void TextEditor::goToLine(int line)
{
    m_view->send(View::SCI_ENSUREVISIBLEENFORCEPOLICY, line - 1);
    m_view->send(View::SCI_GOTOLINE, line - 1);
}

bool TextEditor::canFold() const
{
    return m_folds->areThere();
}

void TextEditor::foldAll()
{
    m_folds->foldAll();
}

void TextEditor::unfoldAll()
{
    m_folds->unfoldAll();
}

void TextEditor::extendMenu(QMenu *menu)
{
    if (canFold()) {
        menu->addSeparator();
        menu->addAction(tr("Fold or unfold &here"), this, [this] {
            m_folds->toggle(
                m_view->send(View::SCI_LINEFROMPOSITION, m_view->send(View::SCI_GETCURRENTPOS)));
        });
        menu->addAction(tr("Fold a&ll"), this, &TextEditor::foldAll);
        menu->addAction(tr("U&nfold all"), this, &TextEditor::unfoldAll);
    }
    menu->addSeparator();
    QAction *wrap = menu->addAction(tr("&Wrap lines"));
    wrap->setCheckable(true);
    wrap->setChecked(m_view->isWrapping());
    wrap->setEnabled(!m_isLoading && m_view->length() <= largestWrapped);
    connect(wrap, &QAction::toggled, this, &TextEditor::setWrapping);
}

} // namespace hitlens
