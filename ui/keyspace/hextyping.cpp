// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/hextyping.h"

#include "app/keyspace/asciichar.h"
#include "ui/widgets/scintillaview.h"

#include <QKeyEvent>

namespace hitlens {

namespace {

using View = QsciScintillaBase;

bool isHexDigit(const QKeyEvent &key)
{
    const QString text = key.text();
    return text.size() == 1 && text[0].unicode() < 0x80 && hitlens::isHexDigit(text[0].toLatin1());
}

} // namespace

HexTyping::HexTyping(ScintillaView &view)
    : QObject(&view)
    , m_view(view)
{
    view.installEventFilter(this);
}

void HexTyping::setActive(bool active)
{
    if (std::exchange(m_isActive, active) != active)
        m_view.send(View::SCI_SETOVERTYPE, active ? 1 : 0);
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
