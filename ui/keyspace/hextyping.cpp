// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/hextyping.h"

#include "app/keyspace/asciichar.h"
#include "ui/widgets/scintillaview.h"

#include <QKeyEvent>

#include <algorithm>

namespace hitlens {

namespace {

using View = QsciScintillaBase;

bool isHexDigit(const QKeyEvent &key)
{
    const QString text = key.text();
    return text.size() == 1 && text[0].unicode() < 0x80 && hitlens::isHexDigit(text[0].toLatin1());
}

qsizetype digitsIn(QByteArrayView text)
{
    return std::ranges::count_if(text, [](char c) { return hitlens::isHexDigit(c); });
}

} // namespace

HexTyping::HexTyping(ScintillaView &view)
    : QObject(&view)
    , m_view(view)
{
    view.installEventFilter(this);
    connect(&view, &View::SCN_UPDATEUI, this, &HexTyping::labelVisible);
}

void HexTyping::setActive(bool active)
{
    if (std::exchange(m_isActive, active) == active)
        return;
    m_view.send(View::SCI_SETOVERTYPE, active ? 1 : 0);
    m_view.send(View::SCI_SETMARGINTYPEN, ScintillaView::LineNumbers,
        active ? View::SC_MARGIN_RTEXT : View::SC_MARGIN_NUMBER);
    if (active)
        labelVisible();
    else
        m_view.fitLineNumbers();
}

// What is typed moves all that follows. Counting up to the largest text takes 3 ms.
void HexTyping::labelVisible()
{
    if (!m_isActive)
        return;
    const qsizetype width
        = m_view.sendText(View::SCI_TEXTWIDTH, View::STYLE_LINENUMBER, "_99999999");
    m_view.send(View::SCI_SETMARGINWIDTHN, ScintillaView::LineNumbers, width);
    const qsizetype top = m_view.send(View::SCI_GETFIRSTVISIBLELINE);
    const qsizetype rows = m_view.send(View::SCI_LINESONSCREEN) + 1;
    const qsizetype first = m_view.send(View::SCI_DOCLINEFROMVISIBLE, top);
    const qsizetype last
        = std::min(m_view.send(View::SCI_DOCLINEFROMVISIBLE, top + rows), m_view.lineCount() - 1);
    qsizetype digits = digitsIn(m_view.bytes(0, m_view.lineStart(first)));
    for (qsizetype line = first; line <= last; ++line) {
        label(line, digits / 2);
        const qsizetype from = m_view.lineStart(line);
        digits += digitsIn(m_view.bytes(from, m_view.lineStart(line + 1) - from));
    }
}

// Only where it is another: each costs a line to be painted again.
void HexTyping::label(qsizetype line, qsizetype offset)
{
    const QByteArray text = QByteArray::number(offset, 16).rightJustified(8, '0');
    QByteArray is(m_view.send(View::SCI_MARGINGETTEXT, line), Qt::Uninitialized);
    if (is.size() == text.size())
        m_view.send(View::SCI_MARGINGETTEXT, line, reinterpret_cast<qsizetype>(is.data()));
    if (is == text)
        return;
    m_view.sendText(View::SCI_MARGINSETTEXT, line, text.constData());
    m_view.send(View::SCI_MARGINSETSTYLE, line, View::STYLE_LINENUMBER);
}

bool HexTyping::eventFilter(QObject *watched, QEvent *event)
{
    if (m_isActive && event->type() == QEvent::KeyPress
        && isHexDigit(*static_cast<const QKeyEvent *>(event)))
        stepOverGap();
    return QObject::eventFilter(watched, event);
}

void HexTyping::stepOverGap()
{
    const bool isOver = m_view.send(View::SCI_GETOVERTYPE) != 0
        && m_view.send(View::SCI_GETSELECTIONEMPTY) != 0 && !m_view.send(View::SCI_GETREADONLY);
    if (!isOver)
        return;
    qsizetype at = m_view.send(View::SCI_GETCURRENTPOS);
    while (at < m_view.length() && isBlank(m_view.bytes(at, 1)[0]))
        ++at;
    m_view.send(View::SCI_GOTOPOS, at);
}

} // namespace hitlens
