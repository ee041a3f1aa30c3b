// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/watchedjob.h"
#include "app/redis/client.h"
#include "app/redis/transfercommands.h"

namespace hitlens {

// A key that a transaction looks at before it writes.
struct KeyLook
{
    QByteArray key;
    bool wantsDump = false;
    qint64 mostBytes = 64 * 1024 * 1024; // of memory: a larger value is not dumped
};

// What it found, while nobody could change it unnoticed.
struct SeenKey
{
    bool exists = false;
    Expiry expiry; // on the server's clock
    bool isExact = false; // expiry: to the millisecond, not put together from PTTL and TIME
    std::optional<qint64> memory; // bytes, where a dump was wanted; nullopt: not known
    QByteArray dump; // empty: not wanted, too large, of unknown size, or no such key
};

// Why a transaction wrote nothing.
enum class Obstacle {
    None,
    Exists, // a key that must not be there
    Gone, // a key that must be there
    Changed, // what was to be changed or overwritten is no more what it was
    TooLarge, // to be kept for an undo, or of unknown size
    Past, // the instant of expiry has passed: the key would be gone at once
    NoExpiry, // there is none that time could be added to
};

// One change of a whole key, or of two in the same slot. decide() runs on the worker, captures
// values only, and says what to write in view of what was seen.
struct KeyAct
{
    struct Seen
    {
        qint64 now = 0; // the server's clock, Unix milliseconds
        bool hasAbsTtl = true; // RESTORE takes ABSTTL: Redis 5.0 and later
        QList<SeenKey> keys; // as in looks
    };
    struct Decision
    {
        Obstacle obstacle = Obstacle::None;
        QList<QByteArrayList> writes; // none: all is as it should be already
        Expiry expiry; // that the key has afterwards, where the act is about that
    };

    QList<KeyLook> looks; // the first says which node; at least one
    std::function<Decision(const Seen &)> decide;
};

// Does a KeyAct.
class KeyTransaction final : public WatchedJob
{
    Q_OBJECT

public:
    enum class Outcome {
        Done,
        Declined, // nothing was written: obstacle says why
        Failed, // nothing was written: error says why
        Unknown, // the writes were on their way when the connection broke
    };
    Q_ENUM(Outcome)

    struct Report
    {
        Outcome outcome = Outcome::Failed;
        Obstacle obstacle = Obstacle::None;
        KeyAct::Seen seen; // before the change
        Expiry expiry; // see KeyAct::Decision
        std::optional<Error> error;
    };

    explicit KeyTransaction(KeyAct act);

signals:
    // Once, at the end.
    void finished(const hitlens::KeyTransaction::Report &report);

protected:
    void read() override;
    void decide() override;
    bool retriesAfter(const Error &error) override;
    void written(const QByteArrayList &replies) override;
    void failed(const Error &error, bool mayBeWritten) override;

private:
    void lookAt(qsizetype index);
    void onTime(qint64 now);
    void dumpSmall(qsizetype index);
    void finish(Outcome outcome);

    const KeyAct m_act;
    Report m_report;
};

// Runs the act, and hands its report to the handler on this thread. When context goes, the act is
// cancelled between two steps and the handler dropped.
void run(Client &client, KeyAct act, QObject *context,
    std::function<void(const KeyTransaction::Report &)> handler);

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::KeyTransaction::Report)
