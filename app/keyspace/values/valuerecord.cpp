// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/valuerecord.h"

#include "app/keyspace/values/valuemodel.h"

namespace hitlens {

namespace {

// TYPE's word; empty for what has no rows.
QByteArray typeWithRows(KeyType type)
{
    switch (type) {
    case KeyType::Hash:
        return "hash";
    case KeyType::List:
        return "list";
    case KeyType::Set:
        return "set";
    case KeyType::SortedSet:
        return "zset";
    case KeyType::Stream:
        return "stream";
    default:
        return {};
    }
}

bool showsAll(const ValueModel &model)
{
    RowQuery query = model.query();
    query.isDescending = false;
    return model.isComplete() && query == RowQuery();
}

} // namespace

std::optional<KeyRecord> recordOf(const ValueModel &model, KeyType type)
{
    KeyRecord record;
    record.key = model.key();
    record.type = typeWithRows(type);
    const int rows = model.rowCount();
    if (record.type.isEmpty() || rows == 0 || !showsAll(model))
        return std::nullopt;
    const bool isBackwards = type == KeyType::Stream && model.query().isDescending;
    for (int i = 0; i < rows; ++i) {
        const ValueRow &row = model.row(isBackwards ? rows - 1 - i : i);
        if (type == KeyType::Stream)
            record.entries.append({row.name, row.fields}); // an older ID is refused after a newer
        else if (type == KeyType::List)
            record.items << row.value;
        else if (type == KeyType::Set)
            record.items << row.name;
        else
            record.items << row.name << row.value;
    }
    return record;
}

} // namespace hitlens
