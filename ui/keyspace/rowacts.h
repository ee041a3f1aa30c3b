// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/rowedit.h"
#include "app/keyspace/values/valuemodel.h"
#include "ui/keyspace/roweditor.h"

#include <QString>

// What a person does to rows, as a change and in words. Pure.
namespace hitlens {

// A value of which type, under which name.
struct ValuePlace
{
    QByteArray key;
    KeyType type = KeyType::None;
};

RowChange additionOf(const ValuePlace &where, const ValueRow &row, RowEditor::Place place,
    const std::optional<ValueRow> &pivot);
RowChange replacementOf(const ValuePlace &where, const ValueRow &old, const ValueRow &fresh);
RowChange removalOf(const ValuePlace &where, const QList<ValueRow> &rows);

QString addedText(KeyType type, const ValueRow &row);
QString savedText(KeyType type, const ValueRow &row);
QString removedText(KeyType type, const QList<ValueRow> &rows);
// How many rows of that type: "3 fields".
QString countText(KeyType type, qint64 rows);
// all: it takes the key away as well.
QString removalQuestion(KeyType type, const QList<ValueRow> &rows, bool all);
// Why nothing was written: the row is another one by now.
QString conflictText(const ValuePlace &where, const RowReport &report);

} // namespace hitlens
