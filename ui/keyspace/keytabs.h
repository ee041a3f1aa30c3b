// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/redis/client.h"
#include "ui/keyspace/copytargets.h"

#include <QWidget>

class QStackedWidget;
class QTabWidget;

namespace hitlens {

class DecoderLibrary;
class FolderPage;
class KeyPage;
class KeyTreeModel;
class MessageStrip;

// Keys side by side: the first tab shows the key or folder that is selected in the tree, each other
// one a key that was opened in it and stays.
class KeyTabs final : public QWidget
{
    Q_OBJECT

public:
    // Client and model, which has the folders, must outlive it.
    KeyTabs(Client &client, const Profile &profile, const KeyTreeModel &model,
        QWidget *parent = nullptr);

    // In the first tab, which comes to the front. A key that it shows already is left alone: there
    // may be an edit in it.
    void showKey(const QByteArray &key);
    // The same for a folder. The key that was there keeps its edit.
    void showFolder(const QByteArray &prefix);
    // In a tab of its own: the one that has it, or a new one.
    void pin(const QByteArray &key);
    // In the first tab.
    void askToDelete(const QByteArray &key);
    // Dialogs about a key, in the first tab.
    void rename(const QByteArray &key);
    void duplicate(const QByteArray &key);
    void copyElsewhere(const QByteArray &key);
    void setCopyTargets(const CopyTargets &targets);
    // It was deleted elsewhere, and when it comes back it is another one.
    void forget(const QByteArray &key);
    // Not the first. Asks before it drops an edit that is not saved.
    void close(int tab);
    void closeCurrent();
    // Puts the focus into the tab in front.
    void focusKey();
    bool hasUnsavedEdits() const;
    // What values are decoded by; it must outlive this.
    void setDecoders(DecoderLibrary &decoders);

signals:
    void keyDeleted(const QByteArray &key);
    void keyChanged(const QByteArray &key);
    // See KeyPage. isInFirst: the first tab shows it.
    void keyAdded(const QByteArray &key);
    void keyRenamed(const QByteArray &from, const QByteArray &to, bool isInFirst);
    void openRequested(const QByteArray &key);
    void folderInvalidationRequested(const QByteArray &prefix);
    void folderExportRequested(const QByteArray &prefix);

private:
    KeyPage *addPage();
    KeyPage *page(int tab) const;
    void buildFirst();
    void setKey(int tab, const QByteArray &key);
    void setTitle(int tab, const QByteArray &keyOrFolder);
    void drop(KeyPage *page);
    void onRenamed(const QByteArray &from, const QByteArray &to);

    Client &m_client;
    const Profile m_profile;
    DecoderLibrary *m_decoders = nullptr; // null: only the built-in ones
    CopyTargets m_targets;
    MessageStrip *m_strip;
    QTabWidget *m_tabs;
    QStackedWidget *m_firstTab; // m_first or m_folder
    KeyPage *m_first;
    FolderPage *m_folder;
    QByteArray m_shown; // in the first tab; null: none
};

} // namespace hitlens
