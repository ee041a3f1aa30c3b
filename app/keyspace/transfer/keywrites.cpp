// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/keywrites.h"

#include "app/redis/topology.h"

namespace hitlens {

namespace {

constexpr qsizetype mostBytes = 1024 * 1024;
constexpr qsizetype mostRows = 1000;

QByteArray writerOf(const QByteArray &type)
{
    if (type == "hash")
        return "HSET";
    if (type == "zset")
        return "ZADD";
    return type == "list" ? "RPUSH" : "SADD";
}

QList<QByteArrayList> entryWrites(const KeyRecord &record, const QByteArray &key)
{
    QList<QByteArrayList> writes;
    for (const StreamEntry &entry : record.entries) {
        QByteArrayList argv{"XADD", key, entry.id};
        for (const auto &[field, value] : entry.fields)
            argv << field << value;
        writes << argv;
    }
    return writes;
}

// A short hash tag for each slot, made once in some milliseconds.
QByteArray tagOfSlot(int slot)
{
    static const std::vector<QByteArray> tags = [] {
        std::vector<QByteArray> found(std::tuple_size_v<SlotTable>);
        size_t missing = found.size();
        for (int number = 0; missing > 0; ++number) {
            const QByteArray tag = QByteArray::number(number, 36);
            QByteArray &place = found[static_cast<size_t>(keySlot(tag))];
            missing -= place.isEmpty();
            if (place.isEmpty())
                place = tag;
        }
        return found;
    }();
    return tags[static_cast<size_t>(slot)];
}

} // namespace

QList<QByteArrayList> writesOf(const KeyRecord &record, const QByteArray &key)
{
    if (record.type == "string")
        return {{"SET", key, record.items.first()}};
    if (record.type == "stream")
        return entryWrites(record, key);
    const bool isPairs = record.type == "hash" || record.type == "zset";
    const qsizetype step = isPairs ? 2 : 1;
    QList<QByteArrayList> writes;
    qsizetype bytes = mostBytes; // so that the first row opens a command
    for (qsizetype i = 0; i + step <= record.items.size(); i += step) {
        if (bytes >= mostBytes || writes.last().size() >= mostRows * step) {
            writes << QByteArrayList{writerOf(record.type), key};
            bytes = 0;
        }
        QByteArrayList row = record.items.mid(i, step);
        if (record.type == "zset")
            row.swapItemsAt(0, 1); // ZADD has the score first
        for (const QByteArray &part : row)
            bytes += part.size();
        writes.last() += row;
    }
    return writes;
}

QByteArray standInFor(const QByteArray &key, quint32 number, bool isCluster)
{
    const auto candidate = [&key, isCluster](quint32 n) -> QByteArray {
        QByteArray name = key + ":hitlens-import:" + QByteArray::number(n, 36);
        if (isCluster && !key.contains('{'))
            name += '{' + tagOfSlot(keySlot(key)) + '}';
        return name;
    };
    QByteArray name = candidate(number);
    // Right at once, but for a name like "a{b" or "{}a": that takes thousands of tries.
    while (isCluster && keySlot(name) != keySlot(key))
        name = candidate(++number);
    return name;
}

} // namespace hitlens
