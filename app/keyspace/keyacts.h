// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keytransaction.h"
#include "app/keyspace/transfer/keyrecord.h"

namespace hitlens {

// A key as it was, whole: what an undo puts back, and what is brought to another name or server.
struct KeptKey
{
    QByteArray key;
    QByteArray dump;
    Expiry expiry; // Gone: there was none

    bool operator==(const KeptKey &) const = default;
    bool isThere() const { return expiry.state != Ttl::State::Gone; }
};
// What a transaction saw of a key it dumped.
KeptKey keptKey(const QByteArray &key, const SeenKey &seen);

// What can be done to a key as a whole, each in one transaction that notices what others do to the
// key meanwhile. Pure: they are run by run(). In brackets, why they may write nothing.

// Makes a key with its value in the open; never over another one. [Exists]
// ttl: milliseconds from now; nullopt: it does not expire.
KeyAct createKey(const KeyRecord &record, std::optional<qint64> ttl);
// The same where type is the JSON of the server's module, and the only item is the document.
inline constexpr QByteArrayView jsonType("ReJSON-RL");

// Looks at a key, and takes it along. Nothing is written. [Gone, TooLarge]
KeyAct keepKey(const QByteArray &key);

// Deletes a key of which the report has all that restoreKey() needs. [Gone, TooLarge]
KeyAct deleteKeeping(const QByteArray &key);
// Deletes a key if it still holds this value; its expiry does not matter. [Gone, Changed]
KeyAct deleteIfStill(const KeptKey &kept);

// Puts a key back, under its name and with its expiry, where there is none by now. [Exists, Past]
KeyAct restoreKey(const KeptKey &kept);
// Puts it over another one if that is still what was shown. [Gone, Changed, Past]
KeyAct restoreOver(const KeptKey &kept, const KeptKey &shown);

// Renames a key over another one in the same slot, if that is still what was shown. [Gone, Changed]
KeyAct renameOver(const QByteArray &from, const KeptKey &shown);
// Takes that back: the key is "from" again, and what it had overwritten is there. [Exists, Gone]
KeyAct undoRenameOver(const QByteArray &from, const KeptKey &overwritten);

// Changes when a key expires. The report says when that is then.
struct ExpiryChange
{
    enum class Kind { In, Add, At, Never };

    Kind kind = Kind::Never;
    qint64 milliseconds = 0; // from now; more, or less; Unix
    // Only if it is still this: for an undo.
    std::optional<Expiry> expected;
};
// [Gone, Changed, Past, NoExpiry]
KeyAct changeExpiry(const QByteArray &key, const ExpiryChange &change);
// Back to what it was before, if it is still what it was made.
ExpiryChange backTo(const Expiry &before, const Expiry &made);

} // namespace hitlens
