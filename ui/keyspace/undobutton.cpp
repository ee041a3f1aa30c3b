// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/undobutton.h"

#include "ui/widgets/whynot.h"

#include <QMenu>

namespace hitlens {

using namespace Qt::StringLiterals;

UndoButton::UndoButton(UndoList &undos, QWidget *parent)
    : QPushButton(tr("Undo…"), parent)
    , m_undos(undos)
{
    setAutoDefault(false);
    setToolTip(tr("Take back one of the last edits made here (Ctrl+Z: the last). What was deleted "
                  "is kept in the memory of this computer only, until this tab is closed."));
    auto *menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fill(menu); });
    setMenu(menu);
    connect(&m_undos, &UndoList::changed, this, &UndoButton::updateState);
    updateState();
}

void UndoButton::setWhyNot(const QString &whyNot)
{
    m_whyNot = whyNot;
    updateState();
}

void UndoButton::fill(QMenu *menu)
{
    constexpr int longest = 80; // a name can be a megabyte
    menu->clear();
    for (const UndoList::Edit &edit : m_undos.edits()) {
        const QString &what = edit.what;
        QString text = what.size() > longest ? what.first(longest) + u'…' : what;
        QAction *action = menu->addAction(
            text.replace(u'&', u"&&"_s), this, [this, id = edit.id] { m_undos.undo(id); });
        action->setToolTip(tr("Take this back"));
    }
}

void UndoButton::updateState()
{
    enableUnless(this, !m_undos.isEmpty(), m_whyNot);
}

} // namespace hitlens
