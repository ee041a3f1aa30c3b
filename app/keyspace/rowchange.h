// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/valuecommands.h"

#include <functional>

// What to do to rows of a value, under which condition, and what puts it back. Pure values, made
// here and carried out by RowEdit; any thread. Each keeps the expiry of the key and of the fields:
// what is replaced is added before the old is removed, so that the key is never empty in between.
namespace hitlens {

// What must hold of one row when the writes are made.
struct RowCheck
{
    enum class What {
        Field,
        Element,
        Member,
        Score,
        Entry
    }; // of a hash, list, set, sorted set, stream
    enum class Expect { Value, Missing, Present, Anything };

    What what = What::Field;
    QByteArray name; // field, member, ID; the index of an element in digits
    Expect expect = Expect::Value;
    QByteArray value = {}; // when Expect::Value: as the server told it, scores in its own digits
};

// What the server held in the instant of the writes.
struct RowSight
{
    QList<std::optional<QByteArray>> values; // one for each check; nullopt: no such row
    QList<std::optional<qint64>> fieldExpiries; // one for each check of a field; Unix ms
    std::optional<qint64> keyExpiry; // Unix ms
    qint64 length = 0; // rows before the writes
    qint64 now = 0; // the server's clock, Unix ms
    QByteArrayList replies; // what each of the writes answered
};

struct RowChange
{
    KeyType type = KeyType::Hash;
    QByteArray key;
    QList<RowCheck> checks;
    // No writes: the change makes no sense any more, and nothing is done.
    std::function<QList<QByteArrayList>(const RowSight &)> writes;
    // From what was there before. Null where nothing puts it back.
    std::function<RowChange(const RowSight &)> undo = {};
    // The key need not exist, and if it does not, it gets this expiry (Unix ms).
    bool mayCreate = false;
    std::optional<qint64> newKeyExpiry = {};
    bool readsFieldExpiry = true; // not where the server has no such thing
    // When the fields of the checks must expire, one for each, Unix ms; empty: whenever.
    QList<std::optional<qint64>> fieldExpiries = {};
};

// ---- hashes
RowChange addField(const QByteArray &key, const QByteArray &field, const QByteArray &value);
RowChange setField(
    const QByteArray &key, const QByteArray &field, const QByteArray &old, const QByteArray &value);
// With its value and its expiry, never onto another field.
RowChange renameField(const QByteArray &key, const std::pair<QByteArray, QByteArray> &old,
    const std::pair<QByteArray, QByteArray> &fresh);
RowChange removeFields(const QByteArray &key, const BytesPairs &fields);
RowChange expireFields(
    const QByteArray &key, const QByteArrayList &fields, std::chrono::milliseconds ttl);
RowChange expireFieldsAt(const QByteArray &key, const QByteArrayList &fields, qint64 unixMs);
// Those that expire already do so that much later, or earlier.
RowChange prolongFields(
    const QByteArray &key, const QByteArrayList &fields, std::chrono::milliseconds more);
RowChange persistFields(const QByteArray &key, const QByteArrayList &fields);

// ---- lists. An index is only right together with the element that was seen there.
struct ListElement
{
    qint64 index = 0;
    QByteArray value;
};
enum class ListEnd { Head, Tail };
enum class Beside { Before, After };
RowChange setElement(const QByteArray &key, const ListElement &old, const QByteArray &value);
RowChange pushElement(const QByteArray &key, ListEnd end, const QByteArray &value);
RowChange insertElement(
    const QByteArray &key, const ListElement &pivot, Beside where, const QByteArray &value);
RowChange removeElements(const QByteArray &key, QList<ListElement> elements);
// Moves an element one place up or down: two neighbours change places.
RowChange swapElements(const QByteArray &key, const ListElement &a, const ListElement &b);

// ---- sets
RowChange addMember(const QByteArray &key, const QByteArray &member);
RowChange replaceMember(const QByteArray &key, const QByteArray &old, const QByteArray &member);
RowChange removeMembers(const QByteArray &key, const QByteArrayList &members);

// ---- sorted sets: member and score. Scores are text all the way: see refusalOfScore().
using ScoredMember = std::pair<QByteArray, QByteArray>;
RowChange addScored(const QByteArray &key, const ScoredMember &row);
// One of both or both change.
RowChange replaceScored(const QByteArray &key, const ScoredMember &old, const ScoredMember &fresh);
RowChange removeScored(const QByteArray &key, const BytesPairs &rows);
// Why this cannot be typed as a score, a sentence; empty: it can.
QString refusalOfScore(const QByteArray &score);

// ---- streams
RowChange addEntry(const QByteArray &key, const QByteArray &id, const BytesPairs &fields);
RowChange removeEntries(const QByteArray &key, const QByteArrayList &ids); // for good

} // namespace hitlens
