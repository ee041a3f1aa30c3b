// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a KeyBrowser offers for the rows of its tree.

#include "app/keyspace/globpattern.h"
#include "app/keyspace/storedkeys.h"
#include "ui/keyspace/copying.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keytreeheader.h"
#include "ui/keyspace/rankingbar.h"
#include "ui/keyspace/selectionbar.h"
#include "ui/widgets/format.h"
#include "ui/widgets/invalidationoffer.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace hitlens {

void KeyBrowser::copy()
{
    const int row = m_tree->currentRow();
    if (row < 0 || !m_tree->selector().isAlone(row)) {
        m_selection->copyNames();
        return;
    }
    QGuiApplication::clipboard()->setText(copiedText(m_model.row(row).name));
}

StoredKeys KeyBrowser::selectedKeys() const
{
    return {m_model.store(), m_tree->selector().ranges()};
}

void KeyBrowser::refuseToCopy(qsizetype keys)
{
    m_strip->showNote(tr("%1 keys are too many for the clipboard, which takes up to %2.")
                          .arg(formatCount(keys), formatCount(SelectionBar::mostCopied)));
    m_strip->addAction(
        tr("Export…"), this, [this] { emit exportRequested(m_tree->selector().selection()); });
}

void KeyBrowser::showMenu(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_tree->selector().isAlone(m_tree->currentRow()))
        addRowActions(menu, m_tree->currentRow());
    else
        addSelectionActions(menu);
    menu->addSeparator();
    m_tree->header().addMenus(menu);
    menu->popup(globalPosition);
}

void KeyBrowser::addSelectionActions(QMenu *menu)
{
    menu->addAction(tr("Copy names"), m_selection, &SelectionBar::copyNames);
    menu->addAction(tr("Copy commands for redis-cli"), m_selection, &SelectionBar::copyCommands);
    menu->addAction(
        tr("Export…"), this, [this] { emit exportRequested(m_tree->selector().selection()); });
    menu->addAction(tr("Copy to a database or server…"), this, &KeyBrowser::copySelectionRequested);
    menu->addSeparator();
    menu->addAction(invalidationText(m_client, tr("selected keys")), this,
        [this] { emit invalidateSelectionRequested(m_tree->selector().selection()); });
}

void KeyBrowser::addFolderRankings(QMenu *menu, const QByteArray &folder)
{
    using Column = KeyTreeModel::Column;
    QMenu *rankings = menu->addMenu(tr("List its keys"));
    const auto add = [&](const QString &text, Column column) {
        rankings->addAction(
            text, this, [this, folder, column] { m_ranking->rankFolder(folder, column); });
    };
    add(tr("Largest first"), Column::Size);
    add(tr("Soonest to expire first"), Column::Ttl);
    add(tr("Longest idle first"), Column::Idle);
}

void KeyBrowser::addRowActions(QMenu *menu, int row)
{
    const KeyTreeModel::Row there = m_model.row(row);
    const QByteArray name = there.name.toByteArray();
    if (there.isFolder) {
        menu->addAction(there.isExpanded ? tr("Close folder") : tr("Open folder"), m_tree,
            [this, name] { m_tree->toggle(m_model.rowOf(name, true)); });
    } else {
        menu->addAction(tr("Open"), this, [this, name] { emit keyOpened(name); });
        menu->addAction(tr("Open in a new tab"), this, [this, name] { emit tabRequested(name); });
    }
    menu->addAction(tr("Copy name"), this, &KeyBrowser::copy);
    menu->addAction(tr("Copy pattern"), this, [name, isFolder = there.isFolder] {
        QByteArray pattern = GlobPattern::escape(name);
        if (isFolder)
            pattern += '*';
        QGuiApplication::clipboard()->setText(copiedText(pattern));
    });
    if (there.isFolder)
        menu->addAction(tr("Copy names of its keys"), m_selection, &SelectionBar::copyNames);
    else
        menu->addAction(tr("Copy value"), m_selection, &SelectionBar::copyValue);
    menu->addAction(tr("Copy commands for redis-cli"), m_selection, &SelectionBar::copyCommands);
    if (there.isFolder)
        addFolderRankings(menu, name);
    menu->addSeparator();
    menu->setToolTipsVisible(true);
    const QString whyNot = whyNotWrite(m_client);
    if (there.isFolder) {
        menu->addAction(tr("Copy its keys to a database or server…"), this,
            &KeyBrowser::copySelectionRequested);
        enableUnless(
            menu->addAction(tr("New key…"), this, &KeyBrowser::newKeyRequested), true, whyNot);
    } else {
        enableUnless(
            menu->addAction(tr("Rename…"), this, [this, name] { emit renameRequested(name); }),
            true, whyNot);
        enableUnless(menu->addAction(
                         tr("Duplicate…"), this, [this, name] { emit duplicateRequested(name); }),
            true, whyNot);
        menu->addAction(
            tr("Copy to a database or server…"), this, [this, name] { emit copyRequested(name); });
    }
    if (there.isFolder && !showsWholeFolders())
        menu->addAction(invalidationText(m_client, tr("its keys that are listed")), this,
            [this] { emit invalidateSelectionRequested(m_tree->selector().selection()); });
    if (there.isFolder)
        menu->addAction(invalidationText(
                            m_client, showsWholeFolders() ? tr("folder") : tr("all of the folder")),
            this, [this, name] { emit invalidateFolderRequested(name); });
    else
        enableUnless(
            menu->addAction(tr("Delete…"), this, [this, name] { emit deletionRequested(name); }),
            true, whyNot);
}

} // namespace hitlens
