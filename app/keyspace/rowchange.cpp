// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/rowchange.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUuid>

#include <algorithm>
#include <cmath>

namespace hitlens {

namespace {

using namespace Qt::StringLiterals;
using Expect = RowCheck::Expect;
using What = RowCheck::What;
using Argvs = QList<QByteArrayList>;

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

QByteArrayList fieldCommand(const QByteArray &name, const QByteArray &key,
    const QByteArrayList &before, const QByteArray &field)
{
    return QByteArrayList{name, key} + before + QByteArrayList{"FIELDS", "1", field};
}

// What gives a field the expiry it had; nothing where it had none.
Argvs expiryOf(const QByteArray &key, const QByteArray &field, std::optional<qint64> at)
{
    return at ? Argvs{fieldCommand("HPEXPIREAT", key, {number(*at)}, field)} : Argvs();
}

std::function<Argvs(const RowSight &)> always(Argvs commands)
{
    return [commands = std::move(commands)](const RowSight &) { return commands; };
}

RowCheck elementIs(const ListElement &element)
{
    return {What::Element, number(element.index), Expect::Value, element.value};
}

// No element that anybody has: stands for the one that is meant while others may be its equals.
QByteArray marker()
{
    return "hitlens:" + QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
}

Argvs insertBeside(
    const QByteArray &key, const ListElement &pivot, Beside where, const QByteArray &value)
{
    const QByteArray mark = marker();
    const bool isBefore = where == Beside::Before;
    return {{"LSET", key, number(pivot.index), mark},
        {"LINSERT", key, isBefore ? "BEFORE" : "AFTER", mark, value},
        {"LSET", key, number(pivot.index + (isBefore ? 1 : 0)), pivot.value}};
}

// Where removing took the last row, the key went with it: putting a row back makes it anew.
void mayRevive(RowChange &change, const RowSight &before, qsizetype removed)
{
    change.mayCreate = before.length == removed;
    change.newKeyExpiry = before.keyExpiry;
}

} // namespace

// ---- hashes

RowChange addField(const QByteArray &key, const QByteArray &field, const QByteArray &value)
{
    RowChange change{KeyType::Hash, key, {{What::Field, field, Expect::Missing}},
        always({{"HSET", key, field, value}})};
    change.undo = [=](const RowSight &) { return removeFields(key, {{field, value}}); };
    return change;
}

RowChange setField(
    const QByteArray &key, const QByteArray &field, const QByteArray &old, const QByteArray &value)
{
    // HSET takes the field's expiry away.
    RowChange change{
        KeyType::Hash, key, {{What::Field, field, Expect::Value, old}}, [=](const RowSight &sight) {
            return Argvs{{"HSET", key, field, value}}
            + expiryOf(key, field, sight.fieldExpiries.value(0));
        }};
    change.undo = [=](const RowSight &) { return setField(key, field, value, old); };
    return change;
}

RowChange renameField(const QByteArray &key, const std::pair<QByteArray, QByteArray> &old,
    const std::pair<QByteArray, QByteArray> &fresh)
{
    RowChange change{KeyType::Hash, key,
        {{What::Field, old.first, Expect::Value, old.second},
            {What::Field, fresh.first, Expect::Missing}},
        [=](const RowSight &sight) {
            return Argvs{{"HSET", key, fresh.first, fresh.second}}
            + expiryOf(key, fresh.first, sight.fieldExpiries.value(0))
                + Argvs{{"HDEL", key, old.first}};
        }};
    change.undo = [=](const RowSight &) { return renameField(key, fresh, old); };
    return change;
}

namespace {

// Those that would have expired by now stay gone.
RowChange putFieldsBack(
    const QByteArray &key, const BytesPairs &fields, const QList<std::optional<qint64>> &expiries)
{
    RowChange change{KeyType::Hash, key, {}, [=](const RowSight &sight) {
                         Argvs commands;
                         for (qsizetype i = 0; i < fields.size(); ++i) {
                             const auto &[field, value] = fields[i];
                             const std::optional<qint64> at = expiries.value(i);
                             if (at && *at <= sight.now)
                                 continue;
                             commands << QByteArrayList{"HSET", key, field, value};
                             commands << expiryOf(key, field, at);
                         }
                         return commands;
                     }};
    for (const auto &[field, value] : fields)
        change.checks << RowCheck{What::Field, field, Expect::Missing};
    change.undo = [=](const RowSight &) { return removeFields(key, fields); };
    return change;
}

using Expiries = QList<std::optional<qint64>>; // nullopt: never

Argvs expiryWords(const QByteArray &key, const QByteArrayList &fields, const Expiries &expiries)
{
    if (expiries.count(expiries.first()) == expiries.size()) {
        const QByteArrayList all = QByteArrayList{"FIELDS", number(fields.size())} + fields;
        const std::optional<qint64> at = expiries.first();
        return {at ? QByteArrayList{"HPEXPIREAT", key, number(*at)} + all
                   : QByteArrayList{"HPERSIST", key} + all};
    }
    Argvs commands;
    for (qsizetype i = 0; i < fields.size(); ++i)
        commands << expiryWords(key, {fields[i]}, {expiries[i]});
    return commands;
}

// The undo is made only of fields that still expire when this let them.
RowChange changeExpiries(const QByteArray &key, const QByteArrayList &fields,
    const std::function<Expiries(const RowSight &)> &wanted)
{
    RowChange change{
        KeyType::Hash, key, {}, [=](const RowSight &sight) {
            const Expiries after = wanted(sight);
            // An instant that has passed would delete the field.
            const bool isLate = std::ranges::any_of(
                after, [&](const std::optional<qint64> &at) { return at && *at <= sight.now; });
            return isLate ? Argvs() : expiryWords(key, fields, after);
        }};
    for (const QByteArray &field : fields)
        change.checks << RowCheck{What::Field, field, Expect::Present};
    change.undo = [=](const RowSight &before) {
        RowChange back = changeExpiries(
            key, fields, [was = before.fieldExpiries](const RowSight &) { return was; });
        back.fieldExpiries = wanted(before);
        return back;
    };
    return change;
}

} // namespace

RowChange removeFields(const QByteArray &key, const BytesPairs &fields)
{
    RowChange change{KeyType::Hash, key, {}, {}};
    QByteArrayList argv{"HDEL", key};
    for (const auto &[field, value] : fields) {
        change.checks << RowCheck{What::Field, field, Expect::Value, value};
        argv << field;
    }
    change.writes = always({argv});
    change.undo = [=](const RowSight &before) {
        RowChange back = putFieldsBack(key, fields, before.fieldExpiries);
        mayRevive(back, before, fields.size());
        return back;
    };
    return change;
}

RowChange expireFields(
    const QByteArray &key, const QByteArrayList &fields, std::chrono::milliseconds ttl)
{
    return changeExpiries(key, fields, [count = fields.size(), ttl](const RowSight &sight) {
        return Expiries(count, sight.now + ttl.count());
    });
}

RowChange expireFieldsAt(const QByteArray &key, const QByteArrayList &fields, qint64 unixMs)
{
    return changeExpiries(key, fields,
        [count = fields.size(), unixMs](const RowSight &) { return Expiries(count, unixMs); });
}

RowChange prolongFields(
    const QByteArray &key, const QByteArrayList &fields, std::chrono::milliseconds more)
{
    return changeExpiries(key, fields, [more](const RowSight &sight) {
        Expiries after = sight.fieldExpiries;
        for (std::optional<qint64> &at : after) {
            if (at)
                *at += more.count();
        }
        return after;
    });
}

RowChange persistFields(const QByteArray &key, const QByteArrayList &fields)
{
    return changeExpiries(key, fields,
        [count = fields.size()](const RowSight &) { return Expiries(count, std::nullopt); });
}

// ---- lists

RowChange setElement(const QByteArray &key, const ListElement &old, const QByteArray &value)
{
    RowChange change{
        KeyType::List, key, {elementIs(old)}, always({{"LSET", key, number(old.index), value}})};
    change.undo = [=](const RowSight &) { return setElement(key, {old.index, value}, old.value); };
    return change;
}

RowChange pushElement(const QByteArray &key, ListEnd end, const QByteArray &value)
{
    const bool isHead = end == ListEnd::Head;
    RowChange change{KeyType::List, key, {}, always({{isHead ? "LPUSH" : "RPUSH", key, value}})};
    change.undo = [=](const RowSight &before) {
        return removeElements(key, {{isHead ? 0 : before.length, value}});
    };
    return change;
}

RowChange insertElement(
    const QByteArray &key, const ListElement &pivot, Beside where, const QByteArray &value)
{
    RowChange change{
        KeyType::List, key, {elementIs(pivot)}, always(insertBeside(key, pivot, where, value))};
    const qint64 at = pivot.index + (where == Beside::After ? 1 : 0);
    change.undo = [=](const RowSight &) { return removeElements(key, {{at, value}}); };
    return change;
}

namespace {

// In the order of their places: when one is put back, all before it are where they were.
RowChange putElementsBack(const QByteArray &key, const QList<ListElement> &elements,
    const QHash<qint64, QByteArray> &neighbours)
{
    RowChange change{KeyType::List, key, {}, {}};
    Argvs commands;
    qint64 back = 0;
    ListElement last{-1, {}};
    for (const ListElement &element : elements) {
        const qint64 before = element.index - 1;
        if (element.index == 0) {
            commands << QByteArrayList{"LPUSH", key, element.value};
        } else {
            const bool isFollowing = last.index == before;
            const QByteArray value = isFollowing ? last.value : neighbours.value(before);
            if (!isFollowing)
                change.checks << elementIs({before - back, value});
            commands << insertBeside(key, {before, value}, Beside::After, element.value);
        }
        last = element;
        ++back;
    }
    change.writes = always(commands);
    change.undo = [=](const RowSight &) { return removeElements(key, elements); };
    return change;
}

} // namespace

RowChange removeElements(const QByteArray &key, QList<ListElement> elements)
{
    std::ranges::sort(elements, {}, &ListElement::index);
    RowChange change{KeyType::List, key, {}, {}};
    const QByteArray mark = marker();
    Argvs commands;
    qint64 last = -1;
    for (const ListElement &element : elements) {
        // What stands before it says where to put it back.
        if (element.index - 1 > last)
            change.checks << RowCheck{What::Element, number(element.index - 1), Expect::Anything};
        change.checks << elementIs(element);
        commands << QByteArrayList{"LSET", key, number(element.index), mark};
        last = element.index;
    }
    commands << QByteArrayList{"LREM", key, "0", mark};
    change.writes = always(commands);
    change.undo = [=, checks = change.checks](const RowSight &before) {
        QHash<qint64, QByteArray> neighbours;
        for (qsizetype i = 0; i < checks.size(); ++i)
            neighbours.insert(
                checks[i].name.toLongLong(), before.values.value(i).value_or(QByteArray()));
        RowChange back = putElementsBack(key, elements, neighbours);
        mayRevive(back, before, elements.size());
        return back;
    };
    return change;
}

RowChange swapElements(const QByteArray &key, const ListElement &a, const ListElement &b)
{
    RowChange change{KeyType::List, key, {elementIs(a), elementIs(b)},
        always({{"LSET", key, number(a.index), b.value}, {"LSET", key, number(b.index), a.value}})};
    change.undo = [=](const RowSight &) {
        return swapElements(key, {a.index, b.value}, {b.index, a.value});
    };
    return change;
}

// ---- sets

namespace {

RowChange addMembers(const QByteArray &key, const QByteArrayList &members)
{
    RowChange change{KeyType::Set, key, {}, always({QByteArrayList{"SADD", key} + members})};
    for (const QByteArray &member : members)
        change.checks << RowCheck{What::Member, member, Expect::Missing};
    change.undo = [=](const RowSight &) { return removeMembers(key, members); };
    return change;
}

} // namespace

RowChange addMember(const QByteArray &key, const QByteArray &member)
{
    return addMembers(key, {member});
}

RowChange replaceMember(const QByteArray &key, const QByteArray &old, const QByteArray &member)
{
    RowChange change{KeyType::Set, key,
        {{What::Member, old, Expect::Present}, {What::Member, member, Expect::Missing}},
        always({{"SADD", key, member}, {"SREM", key, old}})};
    change.undo = [=](const RowSight &) { return replaceMember(key, member, old); };
    return change;
}

RowChange removeMembers(const QByteArray &key, const QByteArrayList &members)
{
    RowChange change{KeyType::Set, key, {}, always({QByteArrayList{"SREM", key} + members})};
    for (const QByteArray &member : members)
        change.checks << RowCheck{What::Member, member, Expect::Present};
    change.undo = [=](const RowSight &before) {
        RowChange back = addMembers(key, members);
        mayRevive(back, before, members.size());
        return back;
    };
    return change;
}

// ---- sorted sets

namespace {

// Adding nothing makes the server tell the score in its own digits.
Argvs scoring(const QByteArray &key, const ScoredMember &row)
{
    return {{"ZADD", key, row.second, row.first}, {"ZINCRBY", key, "0", row.first}};
}

RowChange addAllScored(const QByteArray &key, const BytesPairs &rows)
{
    RowChange change{KeyType::SortedSet, key, {}, {}};
    Argvs commands;
    for (const ScoredMember &row : rows) {
        change.checks << RowCheck{What::Score, row.first, Expect::Missing};
        commands << scoring(key, row);
    }
    change.writes = always(commands);
    change.undo = [=](const RowSight &made) {
        BytesPairs told;
        for (qsizetype i = 0; i < rows.size(); ++i)
            told.emplaceBack(rows[i].first, made.replies.value(2 * i + 1));
        return removeScored(key, told);
    };
    return change;
}

} // namespace

RowChange addScored(const QByteArray &key, const ScoredMember &row)
{
    return addAllScored(key, {row});
}

RowChange replaceScored(const QByteArray &key, const ScoredMember &old, const ScoredMember &fresh)
{
    const bool renames = old.first != fresh.first;
    RowChange change{KeyType::SortedSet, key, {{What::Score, old.first, Expect::Value, old.second}},
        always(scoring(key, fresh) + (renames ? Argvs{{"ZREM", key, old.first}} : Argvs()))};
    if (renames)
        change.checks << RowCheck{What::Score, fresh.first, Expect::Missing};
    change.undo = [=](const RowSight &made) {
        return replaceScored(key, {fresh.first, made.replies.value(1)}, old);
    };
    return change;
}

RowChange removeScored(const QByteArray &key, const BytesPairs &rows)
{
    RowChange change{KeyType::SortedSet, key, {}, {}};
    QByteArrayList argv{"ZREM", key};
    for (const auto &[member, score] : rows) {
        change.checks << RowCheck{What::Score, member, Expect::Value, score};
        argv << member;
    }
    change.writes = always({argv});
    change.undo = [=](const RowSight &before) {
        RowChange back = addAllScored(key, rows);
        mayRevive(back, before, rows.size());
        return back;
    };
    return change;
}

QString refusalOfScore(const QByteArray &score)
{
    const auto say = [](const char *text) { return QCoreApplication::translate("Score", text); };
    static const QRegularExpression decimal(u"\\A[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\z"_s);
    const QString text = QString::fromUtf8(score);
    if (score.size() > 64 || !decimal.match(text).hasMatch())
        return say(QT_TRANSLATE_NOOP("Score", "A score is a decimal number, as 12.5 or -3e4."));
    // Only whether the server would take it: what is sent is the text.
    bool isInRange = false;
    const double value = score.toDouble(&isInRange);
    static const QRegularExpression zero(u"\\A[+-]?[0.]+([eE].*)?\\z"_s);
    const bool isLost = value == 0 && !zero.match(text).hasMatch();
    if (!isInRange || !std::isfinite(value) || isLost)
        return say(QT_TRANSLATE_NOOP("Score", "Redis cannot hold a number of this size."));
    return {};
}

// ---- streams

RowChange addEntry(const QByteArray &key, const QByteArray &id, const BytesPairs &fields)
{
    QByteArrayList argv{"XADD", key, id};
    for (const auto &[name, value] : fields)
        argv << name << value;
    RowChange change{KeyType::Stream, key, {}, always({argv})};
    change.undo = [=](const RowSight &made) {
        RowChange back = removeEntries(key, {made.replies.value(0)});
        return back;
    };
    return change;
}

RowChange removeEntries(const QByteArray &key, const QByteArrayList &ids)
{
    RowChange change{KeyType::Stream, key, {}, always({QByteArrayList{"XDEL", key} + ids})};
    for (const QByteArray &id : ids)
        change.checks << RowCheck{What::Entry, id, Expect::Present};
    return change;
}

} // namespace hitlens
