// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyindex.h"
#include "app/keyspace/keyscan.h"
#include "app/redis/client.h"

namespace hitlens {

// The keys of a server as they were scanned: what is asked for, the scan, and what it found. Scans
// when somebody looks and the server is ready; what was found stays when the connection goes. Lives
// on the GUI thread.
class KeyListing final : public QObject
{
    Q_OBJECT

public:
    enum class Stage {
        Waiting, // for the connection
        Scanning,
        Paused, // by the person
        Settling, // the last names are being sorted
        Finished,
        Stopped, // by the person
        Failed, // the server refused
        Lost, // the connection; goes on when it is back
    };

    // The client must outlive it.
    KeyListing(Client &client, Separators separators, QObject *parent = nullptr);

    // Nothing is scanned that was not asked for before somebody looks.
    void setSeen(bool isSeen);
    bool isSeen() const { return m_isSeen; }

    // Empty: all keys.
    const QByteArray &pattern() const { return m_pattern; }
    const KeyCondition &condition() const { return m_condition; }
    bool isEverything() const { return m_pattern.isEmpty() && m_condition.questions() == 0; }
    // Scans for something else. What was found before goes, unless it is the same.
    void scan(const QByteArray &pattern, const KeyCondition &condition);
    bool canScan() const { return m_client.isReady(); }
    // What was found before stays until as many keys, or all, are there again.
    void rescan();
    void pause();
    void stop();
    // After a pause; or from where the scan ended early, with what it had found.
    void resume();
    bool canResume() const;

    // Never null.
    const KeyStorePtr &store() const { return m_index.store(); }
    void remove(const KeyFilter &isRemoved) { m_index.remove(isRemoved); }
    // One that is there on the server. It is listed where it fits the pattern and there is no
    // condition, which it might not fit.
    void addName(const QByteArray &name);
    void removeNames(const QByteArrayList &names) { m_index.removeNames(names); }

    Stage stage() const { return m_stage; }
    const ScanProgress &progress() const { return m_progress; }
    // Also while it is paused.
    bool isScanning() const;

signals:
    void changed(); // stage or progress
    void seenChanged();
    void storeChanged();
    // The scan is over in one way or another, and everything it found is in the store.
    void settled();
    // Before settled().
    void failed(const hitlens::Error &error);

private:
    void begin(KeyIndex::Keep keep);
    void run(const std::optional<ScanPosition> &from);
    void startWhenReady();
    void take(const NameBatch &names, const ScanProgress &progress);
    void end(const ScanProgress &progress, Stage outcome);
    void onSettled();
    void enter(Stage stage);

    Client &m_client;
    KeyIndex m_index;
    JobHandle<KeyScan> m_scan;
    QByteArray m_pattern; // of the scan that runs or ran last
    KeyCondition m_condition; // of that scan, too
    ScanProgress m_progress;
    Stage m_stage = Stage::Waiting;
    Stage m_outcome = Stage::Waiting; // while Settling: what comes then
    bool m_isSeen = false;
};

} // namespace hitlens
