// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keymerge.h"

#include <QFutureWatcher>
#include <QObject>

namespace hitlens {

// Turns the batches of a scan into stores. Lives on the GUI thread; sorting and merging run on the
// thread pool, one at a time, and rarely enough that all merges of a scan together cost about
// three copies of its names. Large merges go in steps, each of which is shown: then what was merged
// replaces what it was merged from bit by bit, and there are never two copies of all names.
class KeyIndex final : public QObject
{
    Q_OBJECT

public:
    explicit KeyIndex(Separators separators, QObject *parent = nullptr);
    ~KeyIndex() override;

    // Never null.
    const KeyStorePtr &store() const { return m_shown; }

    enum class Keep {
        Nothing, // show what is found from the first name on
        UntilReplaced, // show the old store until the new one has as many keys, or is complete
    };
    void restart(Keep keep);
    void add(const NameBatch &names);
    // Everything added so far is merged and shown soon, also a little: no more comes for a while.
    void catchUp();
    // No more batches: everything added is merged and shown, then settled() is emitted. When not
    // complete, an old store that is still shown stays if it has more, and more batches may follow
    // all the same: they are added to what the scan found, not to the old store.
    void finish(bool isComplete);
    // Also from batches that are still waiting, and from the next one, which may hold names that
    // were seen before the removal.
    void remove(const KeyFilter &isRemoved);
    // That of a key which is there now, whatever was removed before.
    void addName(const QByteArray &name);
    void removeNames(QByteArrayList names);

signals:
    void changed();
    void settled();

private:
    struct Merged
    {
        KeyStorePtr grown;
        KeyStorePtr shown; // only when it is another one, and names were removed from it
        bool isDone = false;
    };

    bool isDue() const;
    void work();
    void step(const KeyFilter &removedFromShown);
    void takeResult();
    void apply(const Merged &merged);
    void conclude();
    void show(const KeyStorePtr &store);

    const Separators m_separators;
    KeyStorePtr m_shown;
    KeyStorePtr m_grown; // of the scan that runs: m_shown, unless that is of an earlier scan
    std::vector<NameBatch> m_batches;
    qsizetype m_waiting = 0; // names in m_batches
    std::vector<KeyFilter> m_removals; // from everything that is there
    std::vector<KeyFilter> m_lateRemovals; // from the next batch
    std::shared_ptr<KeyMerge> m_running; // its next step, when there is one
    bool m_isMerging = false;
    bool m_isCatchingUp = false;
    bool m_isStale = false; // what is being merged belongs to an earlier scan
    enum class Ending { No, Complete, Broken } m_ending = Ending::No;
    QFutureWatcher<Merged> m_merge;
};

} // namespace hitlens
