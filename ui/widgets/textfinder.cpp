// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/textfinder.h"

#include "ui/widgets/findbar.h"
#include "ui/widgets/format.h"
#include "ui/widgets/scintillaview.h"

#include <QElapsedTimer>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using View = QsciScintillaBase;

constexpr qint64 milliseconds = 4; // of one turn of the event loop
constexpr qsizetype longestSelection = 200; // that is looked for when the bar opens
constexpr size_t mostMarks = 2000;

} // namespace

TextFinder::TextFinder(ScintillaView &view, FindBar &bar)
    : m_view(view)
    , m_bar(bar)
{
    m_marks.setSingleShot(true);
    connect(&m_marks, &QTimer::timeout, this, &TextFinder::markVisible);
    connect(&m_replaceTimer, &QTimer::timeout, this, &TextFinder::replaceSome);
    connect(&m_search, &TextSearch::progressed, this, &TextFinder::onProgress);
    connect(&bar, &FindBar::queryChanged, this, &TextFinder::onQueryChanged);
    connect(&bar, &FindBar::nextRequested, this, &TextFinder::goOn);
    connect(&bar, &FindBar::replaceRequested, this, &TextFinder::replaceOne);
    connect(&bar, &FindBar::replaceAllRequested, this, &TextFinder::replaceAll);
    connect(&bar, &FindBar::closed, this, &TextFinder::close);
    // Marks are content to Scintilla: marking at each change of it would never end.
    connect(&view, &View::SCN_UPDATEUI, this, [this](int updated) {
        if (updated & ~View::SC_UPDATE_CONTENT)
            m_marks.start(0ms);
        if (updated & View::SC_UPDATE_SELECTION && m_bar.isVisible())
            say();
    });
}

void TextFinder::setText(const QByteArray &text, const LinePieces &pieces)
{
    m_text = pieces.areAny() ? text : QByteArray();
    m_pieces = pieces;
    m_hasText = true;
    restart();
}

void TextFinder::forgetText()
{
    if (isReplacing())
        endReplacing();
    m_search.stop();
    m_text.clear();
    m_pieces = LinePieces();
    m_hasText = false;
    m_replaced = 0;
}

void TextFinder::noteChange(const LinePieces &pieces)
{
    m_pieces = pieces;
    m_text = QByteArray();
    if (m_bar.isVisible() && !isReplacing())
        restart();
}

void TextFinder::setReplacing(bool isPossible)
{
    m_canReplace = isPossible;
    m_bar.setReplacing(isPossible);
}

void TextFinder::open()
{
    const TextSearch::Hit chosen = selection();
    QString text;
    if (chosen.length > 0 && chosen.length <= longestSelection && !m_pieces.areAny())
        text = QString::fromUtf8(m_view.bytes(chosen.from, chosen.length));
    const bool isOneLine = !text.contains(u'\n') && !text.contains(u'\r');
    m_bar.open(isOneLine ? text : QString());
    restart();
}

void TextFinder::close()
{
    m_bar.hide();
    if (!isReplacing())
        m_search.stop();
    m_wanted.reset();
    markVisible();
    m_view.setFocus(Qt::ShortcutFocusReason);
}

void TextFinder::restart()
{
    // While hits are being replaced, they are known by what was searched for.
    if (!m_hasText || !m_bar.isVisible() || isReplacing())
        return;
    // What is cut into pieces is searched as it is.
    if (m_pieces.areAny()) {
        if (m_text.isNull())
            m_text = withoutCuts(m_view.bytes(0, m_view.length()).toByteArray(), m_pieces.cut());
        m_search.start(
            m_bar.query(),
            [this](qsizetype from, qsizetype length) {
                return QByteArrayView(m_text).sliced(from, length);
            },
            m_text.size());
        return;
    }
    m_search.start(
        m_bar.query(),
        [this](qsizetype from, qsizetype length) { return m_view.bytes(from, length); },
        m_view.length());
}

void TextFinder::onQueryChanged()
{
    m_wanted = Wanted{selection().from, true};
    m_replaced = 0;
    m_kept = 0;
    restart();
}

void TextFinder::goOn(bool forward)
{
    m_kept = 0;
    if (!m_bar.isVisible() && m_bar.query().text.isEmpty())
        return open();
    if (!m_bar.isVisible()) {
        m_bar.show();
        restart();
    }
    const TextSearch::Hit chosen = selection();
    m_wanted = Wanted{forward ? chosen.end() : chosen.from, forward};
    onProgress();
}

void TextFinder::onProgress()
{
    if (m_wanted && goToWanted())
        m_wanted.reset();
    if (m_isReplaceAllWanted && !m_search.isRunning())
        replaceAll();
    say();
    m_marks.start(0ms);
}

// False: it cannot be known yet.
bool TextFinder::goToWanted()
{
    const auto &hits = m_search.hits();
    const size_t next = m_search.firstFrom(m_wanted->from);
    const bool isEnd = !m_search.isRunning();
    if (hits.empty())
        return isEnd;
    if (m_wanted->forward && next < hits.size())
        select(hits[next]);
    else if (m_wanted->forward && isEnd)
        select(hits.front());
    else if (!m_wanted->forward && next > 0 && (isEnd || m_search.searchedTo() > m_wanted->from))
        select(hits[next - 1]);
    else if (!m_wanted->forward && isEnd)
        select(hits.back());
    else
        return false;
    return true;
}

void TextFinder::select(const TextSearch::Hit &hit)
{
    const TextSearch::Hit shown = asShown(hit);
    m_view.send(
        View::SCI_ENSUREVISIBLEENFORCEPOLICY, m_view.send(View::SCI_LINEFROMPOSITION, shown.from));
    m_view.send(View::SCI_SETSEL, shown.from, shown.end());
    m_view.send(View::SCI_SCROLLRANGE, shown.end(), shown.from);
}

TextSearch::Hit TextFinder::asShown(const TextSearch::Hit &hit) const
{
    const qsizetype from = m_pieces.toShown(hit.from);
    return {from, hit.length > 0 ? m_pieces.endToShown(hit.end()) - from : 0};
}

TextSearch::Hit TextFinder::selection() const
{
    const qsizetype from = m_pieces.toText(m_view.send(View::SCI_GETSELECTIONSTART));
    const qsizetype end = m_pieces.toText(m_view.send(View::SCI_GETSELECTIONEND));
    return {from, end - from};
}

void TextFinder::say()
{
    if (isReplacing())
        return;
    const auto &hits = m_search.hits();
    const QString count = formatCount(static_cast<qint64>(hits.size()));
    const size_t at = m_search.firstFrom(selection().from);
    const bool isAtHit = at < hits.size() && hits[at] == selection();
    if (m_bar.query().text.isEmpty())
        m_bar.say({}, false);
    else if (!m_search.error().isEmpty())
        m_bar.say(tr("This is no regular expression: %1.").arg(m_search.error()), true);
    else if (!m_hasText)
        m_bar.say(tr("The text is being loaded."), false);
    else if (m_search.isRunning())
        m_bar.say(hits.size() == 1 ? tr("1 hit so far") : tr("%1 hits so far").arg(count), false);
    else if (m_kept > 0 || (hits.empty() && m_replaced > 0))
        sayReplaced();
    else if (hits.empty())
        m_bar.say(tr("Nothing found"), false);
    else if (m_search.isCut())
        m_bar.say(tr("More than %1 hits").arg(count), false);
    else if (isAtHit)
        m_bar.say(tr("%1 of %2").arg(formatCount(static_cast<qint64>(at) + 1), count), false);
    else
        m_bar.say(hits.size() == 1 ? tr("1 hit") : tr("%1 hits").arg(count), false);
}

void TextFinder::markVisible()
{
    const qsizetype top = m_view.send(View::SCI_GETFIRSTVISIBLELINE);
    const qsizetype lines = m_view.send(View::SCI_LINESONSCREEN) + 1;
    const qsizetype from = m_view.lineStart(m_view.send(View::SCI_DOCLINEFROMVISIBLE, top));
    const qsizetype last = m_view.send(View::SCI_DOCLINEFROMVISIBLE, top + lines);
    const qsizetype end = m_view.send(View::SCI_GETLINEENDPOSITION, last);
    m_view.send(View::SCI_SETINDICATORCURRENT, ScintillaView::Hit);
    m_view.send(View::SCI_INDICATORCLEARRANGE, 0, m_view.length());
    const auto &hits = m_search.hits();
    size_t marks = 0;
    for (size_t i = m_search.firstFrom(m_pieces.toText(from)); i < hits.size(); ++i, ++marks) {
        const TextSearch::Hit shown = asShown(hits[i]);
        if (shown.from > end || marks > mostMarks)
            break;
        m_view.send(View::SCI_INDICATORFILLRANGE, shown.from, shown.length);
    }
}

void TextFinder::replaceOne()
{
    const TextSearch::Hit chosen = selection();
    const auto &hits = m_search.hits();
    const size_t at = m_search.firstFrom(chosen.from);
    if (!m_canReplace || isReplacing())
        return;
    if (at >= hits.size() || hits[at] != chosen)
        return goOn(true);
    m_with = m_bar.replacement();
    m_replaced = 0;
    const std::optional<qsizetype> length = replace(chosen);
    if (!length) {
        goOn(true);
        m_kept = 1;
        return say();
    }
    m_wanted = Wanted{chosen.from + *length, true};
    m_view.send(View::SCI_SETEMPTYSELECTION, m_view.send(View::SCI_GETTARGETEND));
    follow();
    restart();
}

// By how many bytes. Nothing where a line end would become one of the cuts.
std::optional<qsizetype> TextFinder::replace(const TextSearch::Hit &hit)
{
    const TextSearch::Hit shown = asShown(hit);
    const QByteArray with = m_search.replacement(hit, m_with);
    const bool losesReturn = m_pieces.cut() == LineCut::LoneFeed && shown.end() < m_view.length()
        && m_view.bytes(shown.end() - 1, 2) == "\r\n" && !with.endsWith('\r');
    if (losesReturn)
        return std::nullopt;
    m_view.send(View::SCI_SETTARGETRANGE, shown.from, shown.end());
    m_view.sendText(View::SCI_REPLACETARGET, with.size(), with.constData());
    return with.size();
}

void TextFinder::follow()
{
    if (!m_pieces.areAny())
        return;
    m_pieces.follow(m_view.parts());
    m_text = QByteArray();
}

void TextFinder::replaceAll()
{
    m_isReplaceAllWanted = m_search.isRunning();
    if (!m_canReplace || m_isReplaceAllWanted || isReplacing() || m_search.hits().empty())
        return;
    m_toReplace = m_search.hits();
    m_with = m_bar.replacement();
    m_replaced = 0;
    m_kept = 0;
    m_view.send(View::SCI_BEGINUNDOACTION);
    m_replaceTimer.start();
    replaceSome();
}

// Nothing can be typed in between: the places would not be the same any more.
void TextFinder::replaceSome()
{
    QElapsedTimer timer;
    timer.start();
    m_view.send(View::SCI_SETREADONLY, 0);
    const qsizetype mask = m_view.send(View::SCI_GETMODEVENTMASK);
    m_view.send(View::SCI_SETMODEVENTMASK, View::SC_MOD_BEFOREINSERT | View::SC_MOD_BEFOREDELETE);
    while (!m_toReplace.empty() && timer.elapsed() < milliseconds) {
        ++(replace(m_toReplace.back()) ? m_replaced : m_kept);
        m_toReplace.pop_back();
    }
    m_view.send(View::SCI_SETMODEVENTMASK, mask);
    m_view.send(View::SCI_SETREADONLY, 1);
    sayReplaced();
    if (!m_toReplace.empty())
        return;
    endReplacing();
    follow();
    m_search.stop();
    restart();
}

void TextFinder::sayReplaced()
{
    const QString count = formatCount(static_cast<qint64>(m_replaced));
    const QString kept = formatCount(static_cast<qint64>(m_kept));
    QStringList said;
    if (m_replaced > 0 || m_kept == 0)
        said << (m_replaced == 1 ? tr("1 hit replaced") : tr("%1 hits replaced").arg(count));
    if (m_kept > 0)
        said << (m_kept == 1 ? tr("1 hit kept: lines this long need its line end")
                             : tr("%1 hits kept: lines this long need their line ends").arg(kept));
    m_bar.say(said.join(u" · "_s), m_kept > 0);
}

void TextFinder::endReplacing()
{
    m_replaceTimer.stop();
    m_toReplace.clear();
    m_view.send(View::SCI_ENDUNDOACTION);
    m_view.send(View::SCI_SETREADONLY, m_canReplace ? 0 : 1);
}

} // namespace hitlens
