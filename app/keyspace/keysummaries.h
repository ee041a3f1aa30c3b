// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keytreemodel.h"
#include "app/redis/client.h"

#include <QTimer>

namespace hitlens {

// Asks for what is wanted to be known of the keys in the rows that can be seen, and of no others:
// when rows scroll away before the answer, nobody waits for it. Asks again for a key whose time has
// run out. GUI thread.
class KeySummaries final : public QObject
{
    Q_OBJECT

public:
    // Both must outlive it.
    KeySummaries(Client &client, KeyTreeModel &model, QObject *parent = nullptr);

    enum Part { Type = 1, TimeToLive = 2, Size = 4, Idle = 8 };
    Q_DECLARE_FLAGS(Parts, Part)
    // All but Idle until somebody says otherwise.
    void setParts(Parts parts);
    // The parts that these columns show. Type and time to live always: a name may be gone.
    static Parts partsFor(const KeyColumns &columns);
    static KeyTreeModel::Column columnOf(Part part);

    // Inclusive; none when last is before first. Asks a moment later, so that what is only scrolled
    // past is never asked for.
    void setVisibleRows(int first, int last);
    // Asks again for all of them: they may have changed.
    void refreshVisible();
    // Asks again for one key, which has changed.
    void refresh(const QByteArray &key);

signals:
    // The server says that these keys are not there any more. Once a second at most.
    void foundGone(const QByteArrayList &keys);
    // The server says so of no key, and is not asked any more.
    void refused(hitlens::KeySummaries::Part part, const hitlens::Error &error);

private:
    using Clock = std::chrono::steady_clock;

    void askForMissing();
    void ask(const QByteArray &key);
    template <typename T>
    void askFor(Part part, Command<T> command, std::invocable<KeySummary &, const T &> auto take);
    void askForTtl(const QByteArray &key);
    template <typename T>
    void store(Part part, const QByteArray &key, const Result<T> &answer,
        std::invocable<KeySummary &, const T &> auto take);
    bool isWanted(Part part) const { return m_parts.testFlag(part) && !m_refused.testFlag(part); }
    void noteTtl(const QByteArray &key, const Ttl &ttl);
    void expectExpiry(Clock::time_point when);
    void askForExpired();
    void reportGone();

    Client &m_client;
    KeyTreeModel &m_model;
    int m_first = 0;
    int m_last = -1;
    QTimer m_delay;
    QTimer m_expiry; // runs until the first of the keys expires
    QTimer m_goneDelay;
    QByteArrayList m_gone; // not reported yet
    std::unique_ptr<QObject> m_context; // of the questions for the rows that are visible now
    bool m_isStale = false; // what is known of the visible rows
    Parts m_parts{Type | TimeToLive | Size};
    Parts m_refused; // by permission, or because the server does not know them
};

} // namespace hitlens
