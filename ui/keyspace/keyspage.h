// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/keyspace/keyselection.h"
#include "app/redis/client.h"
#include "ui/keyspace/copytargets.h"

#include <QTimer>
#include <QWidget>

namespace hitlens {

class DecoderLibrary;
class KeyBrowser;
class KeyTabs;

// The page Keys of one server: the keys on the left, the chosen key on the right.
class KeysPage final : public QWidget
{
    Q_OBJECT

public:
    // The client must outlive the page.
    KeysPage(Client &client, const Profile &profile, QWidget *parent = nullptr);

    void rescan();
    void stop();
    bool isScanning() const;
    // "1,000,000 keys · 1.5 s"; empty before the first scan.
    QString scanSummary() const;
    // Takes keys out of the tree that were deleted elsewhere.
    void removeKey(const QByteArray &key);
    void removeMatching(const QByteArray &pattern);
    // Shows only keys that match, see KeyBrowser::patternOf.
    void setFilter(const QString &filter);
    // Of any key, here.
    bool hasUnsavedEdits() const;
    // What changes nothing about the keys themselves: bookmarks, how often to refresh.
    void setProfile(const Profile &profile);
    // What the server was asked for before, newest first.
    void setRecentPatterns(const QStringList &patterns);
    // What values are decoded by; it must outlive this page.
    void setDecoders(DecoderLibrary &decoders);
    void goToFilter();
    void openPatterns();
    // Opens the dialog that makes a key, in the folder that is chosen.
    void newKey();
    // Shows a key of which others may not know yet, in the tree, too.
    void openKey(const QByteArray &key);
    void setCopyTargets(const CopyTargets &targets);
    // The scan.
    void pauseOrContinue();
    bool canPauseOrContinue() const;
    KeyBrowser *browser() const { return m_browser; }

signals:
    // A glob pattern whose keys the person wants to delete: matches of the filter, or a folder,
    // whose name is escaped so that it hits only itself.
    void invalidateRequested(const QByteArray &pattern);
    // The same for keys and folders that were selected together.
    void invalidateSelectionRequested(const hitlens::KeySelection &selection);
    void exportRequested(const hitlens::KeySelection &selection);
    void scanChanged();
    void profileEdited(const hitlens::ProfileEdit &edit);
    void recentPatternsChanged(const QStringList &patterns);

private:
    void connectParts();
    void connectFilter();
    void connectActs();
    void showKey(const QByteArray &key);
    void copySelection();

    Client &m_client;
    Profile m_profile;
    KeyBrowser *m_browser;
    KeyTabs *m_keys;
    CopyTargets m_copyTargets;
    QByteArray m_chosen; // null: none
    QTimer m_delay; // so that keys are not loaded that are only passed on the way
};

} // namespace hitlens
