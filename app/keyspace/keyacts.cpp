// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyacts.h"

#include "app/keyspace/transfer/keywrites.h"
#include "app/redis/keycommands.h"

namespace hitlens {

namespace {

using Decision = KeyAct::Decision;
using Seen = KeyAct::Seen;

// Two looks at the same expiry may differ by that much, where it is put together from two answers.
constexpr qint64 blur = 50; // milliseconds

Decision refuse(Obstacle obstacle)
{
    return {obstacle, {}, {}};
}

Decision writes(QList<QByteArrayList> all)
{
    return {Obstacle::None, std::move(all), {}};
}

bool isStill(const SeenKey &seen, const KeptKey &kept)
{
    return seen.exists && !seen.dump.isEmpty() && seen.dump == kept.dump;
}

bool isPast(const Expiry &expiry, qint64 now)
{
    return expiry.state == Ttl::State::Expires && expiry.at <= now;
}

QByteArrayList restoreWords(const KeptKey &kept, const Seen &seen, IfExists ifExists)
{
    const Expiry &expiry = kept.expiry;
    if (expiry.state != Ttl::State::Expires)
        return restore(kept.key, Expires::Never, 0, kept.dump, ifExists).argv;
    if (seen.hasAbsTtl)
        return restore(kept.key, Expires::At, expiry.at, kept.dump, ifExists).argv;
    return restore(kept.key, Expires::In, expiry.at - seen.now, kept.dump, ifExists).argv;
}

// A dump that had to be taken and was not.
bool isMissing(const SeenKey &seen)
{
    return seen.exists && seen.dump.isEmpty();
}

// Of what was shown of it, so that it is dumped again however large it was then.
KeyLook lookAgain(const KeptKey &shown)
{
    return {shown.key, true, std::numeric_limits<qint64>::max()};
}

bool isSame(const SeenKey &seen, const Expiry &expected)
{
    if (seen.expiry.state != expected.state)
        return false;
    const qint64 most = seen.isExact ? 0 : blur;
    return expected.state != Ttl::State::Expires || qAbs(seen.expiry.at - expected.at) <= most;
}

std::optional<qint64> instantOf(const ExpiryChange &change, const Seen &seen)
{
    const qint64 from = change.kind == ExpiryChange::Kind::In ? seen.now
        : change.kind == ExpiryChange::Kind::Add              ? seen.keys.first().expiry.at
                                                              : 0;
    qint64 sum = 0;
    return qAddOverflow(from, change.milliseconds, &sum) ? std::nullopt : std::optional(sum);
}

Decision decideExpiry(const QByteArray &key, const ExpiryChange &change, const Seen &seen)
{
    const SeenKey &now = seen.keys.first();
    if (!now.exists)
        return refuse(Obstacle::Gone);
    if (change.expected && !isSame(now, *change.expected))
        return refuse(Obstacle::Changed);
    if (change.kind == ExpiryChange::Kind::Never) {
        const bool isSo = now.expiry.state == Ttl::State::Persistent;
        return {Obstacle::None,
            isSo ? QList<QByteArrayList>() : QList<QByteArrayList>{persist(key).argv},
            {Ttl::State::Persistent, 0}};
    }
    if (change.kind == ExpiryChange::Kind::Add && now.expiry.state != Ttl::State::Expires)
        return refuse(Obstacle::NoExpiry);
    const auto instant = instantOf(change, seen);
    if (!instant || *instant <= seen.now)
        return refuse(Obstacle::Past);
    return {Obstacle::None, {pexpireAtWords(key, *instant)}, {Ttl::State::Expires, *instant}};
}

} // namespace

KeptKey keptKey(const QByteArray &key, const SeenKey &seen)
{
    return {key, seen.dump, seen.exists ? seen.expiry : Expiry()};
}

KeyAct createKey(const KeyRecord &record, std::optional<qint64> ttl)
{
    return {{{record.key}}, [record, ttl](const Seen &seen) {
                if (seen.keys.first().exists)
                    return refuse(Obstacle::Exists);
                Decision made = writes(record.type == jsonType
                        ? QList<QByteArrayList>{jsonSetWords(record.key, record.items.value(0))}
                        : writesOf(record, record.key));
                if (ttl)
                    made.writes << pexpireAtWords(record.key, seen.now + *ttl);
                return made;
            }};
}

KeyAct keepKey(const QByteArray &key)
{
    return {{{key, true}}, [](const Seen &seen) {
                const SeenKey &now = seen.keys.first();
                return refuse(!now.exists ? Obstacle::Gone
                        : isMissing(now)  ? Obstacle::TooLarge
                                          : Obstacle::None);
            }};
}

KeyAct deleteKeeping(const QByteArray &key)
{
    return {{{key, true}}, [key](const Seen &seen) {
                const SeenKey &now = seen.keys.first();
                if (!now.exists)
                    return refuse(Obstacle::Gone);
                if (isMissing(now))
                    return refuse(Obstacle::TooLarge);
                return writes({{"UNLINK", key}});
            }};
}

KeyAct deleteIfStill(const KeptKey &kept)
{
    return {
        {lookAgain(kept)}, [kept](const Seen &seen) {
            const SeenKey &now = seen.keys.first();
            if (!now.exists)
                return refuse(Obstacle::Gone);
            return isStill(now, kept) ? writes({{"UNLINK", kept.key}}) : refuse(Obstacle::Changed);
        }};
}

KeyAct restoreKey(const KeptKey &kept)
{
    return {{{kept.key}}, [kept](const Seen &seen) {
                if (seen.keys.first().exists)
                    return refuse(Obstacle::Exists);
                if (isPast(kept.expiry, seen.now))
                    return refuse(Obstacle::Past);
                return writes({restoreWords(kept, seen, IfExists::Fail)});
            }};
}

KeyAct restoreOver(const KeptKey &kept, const KeptKey &shown)
{
    return {{lookAgain(shown)}, [kept, shown](const Seen &seen) {
                const SeenKey &now = seen.keys.first();
                if (isPast(kept.expiry, seen.now))
                    return refuse(Obstacle::Past);
                if (now.exists && !isStill(now, shown))
                    return refuse(Obstacle::Changed);
                return writes({restoreWords(kept, seen, IfExists::Replace)});
            }};
}

KeyAct renameOver(const QByteArray &from, const KeptKey &shown)
{
    return {{{from}, lookAgain(shown)}, [from, shown](const Seen &seen) {
                const SeenKey &over = seen.keys.last();
                if (!seen.keys.first().exists)
                    return refuse(Obstacle::Gone);
                if (over.exists && !isStill(over, shown))
                    return refuse(Obstacle::Changed);
                return writes({{"RENAME", from, shown.key}});
            }};
}

KeyAct undoRenameOver(const QByteArray &from, const KeptKey &overwritten)
{
    return {{{overwritten.key}, {from}}, [from, overwritten](const Seen &seen) {
                if (!seen.keys.first().exists)
                    return refuse(Obstacle::Gone);
                if (seen.keys.last().exists)
                    return refuse(Obstacle::Exists);
                Decision back = writes({{"RENAME", overwritten.key, from}});
                if (!isPast(overwritten.expiry, seen.now))
                    back.writes << restoreWords(overwritten, seen, IfExists::Fail);
                return back;
            }};
}

KeyAct changeExpiry(const QByteArray &key, const ExpiryChange &change)
{
    return {{{key}}, [key, change](const Seen &seen) { return decideExpiry(key, change, seen); }};
}

ExpiryChange backTo(const Expiry &before, const Expiry &made)
{
    if (before.state == Ttl::State::Expires)
        return {ExpiryChange::Kind::At, before.at, made};
    return {ExpiryChange::Kind::Never, 0, made};
}

} // namespace hitlens
