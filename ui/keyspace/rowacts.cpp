// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/rowacts.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>

namespace hitlens {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("Rows", text);
}

QString shortened(const QByteArray &bytes)
{
    constexpr qsizetype shown = 100;
    return displayBytes(QByteArrayView(bytes).first(std::min(bytes.size(), shown)))
        + (bytes.size() > shown ? QStringLiteral("…") : QString());
}

// "The field user:1", "The element at index 3".
QString rowText(KeyType type, const ValueRow &row)
{
    switch (type) {
    case KeyType::Hash:
        return say(QT_TRANSLATE_NOOP("Rows", "The field %1")).arg(shortened(row.name));
    case KeyType::List:
        return row.index < 0
            ? say(QT_TRANSLATE_NOOP("Rows", "The element"))
            : say(QT_TRANSLATE_NOOP("Rows", "The element at index %1")).arg(row.index);
    case KeyType::Stream:
        return say(QT_TRANSLATE_NOOP("Rows", "The entry %1")).arg(shortened(row.name));
    default:
        return say(QT_TRANSLATE_NOOP("Rows", "The member %1")).arg(shortened(row.name));
    }
}

ListElement elementOf(const ValueRow &row)
{
    return {row.index, row.value};
}

} // namespace

RowChange additionOf(const ValuePlace &where, const ValueRow &row, RowEditor::Place place,
    const std::optional<ValueRow> &pivot)
{
    switch (where.type) {
    case KeyType::Hash:
        return addField(where.key, row.name, row.value);
    case KeyType::Set:
        return addMember(where.key, row.name);
    case KeyType::SortedSet:
        return addScored(where.key, {row.name, row.value});
    case KeyType::Stream:
        return addEntry(where.key, row.name, row.fields);
    default:
        break;
    }
    const bool isBeside = place == RowEditor::Place::Before || place == RowEditor::Place::After;
    if (isBeside && pivot)
        return insertElement(where.key, elementOf(*pivot),
            place == RowEditor::Place::Before ? Beside::Before : Beside::After, row.value);
    return pushElement(
        where.key, place == RowEditor::Place::Head ? ListEnd::Head : ListEnd::Tail, row.value);
}

RowChange replacementOf(const ValuePlace &where, const ValueRow &old, const ValueRow &fresh)
{
    switch (where.type) {
    case KeyType::Hash:
        return old.name == fresh.name
            ? setField(where.key, old.name, old.value, fresh.value)
            : renameField(where.key, {old.name, old.value}, {fresh.name, fresh.value});
    case KeyType::Set:
        return replaceMember(where.key, old.name, fresh.name);
    case KeyType::SortedSet:
        return replaceScored(where.key, {old.name, old.value}, {fresh.name, fresh.value});
    default:
        return setElement(where.key, elementOf(old), fresh.value);
    }
}

RowChange removalOf(const ValuePlace &where, const QList<ValueRow> &rows)
{
    BytesPairs pairs;
    QByteArrayList names;
    QList<ListElement> elements;
    for (const ValueRow &row : rows) {
        pairs.emplaceBack(row.name, row.value);
        names << row.name;
        elements << elementOf(row);
    }
    switch (where.type) {
    case KeyType::Hash:
        return removeFields(where.key, pairs);
    case KeyType::Set:
        return removeMembers(where.key, names);
    case KeyType::SortedSet:
        return removeScored(where.key, pairs);
    case KeyType::Stream:
        return removeEntries(where.key, names);
    default:
        return removeElements(where.key, elements);
    }
}

QString countText(KeyType type, qint64 rows)
{
    const auto count = static_cast<int>(rows);
    const auto counted = [&](const char *text) {
        return QCoreApplication::translate("Rows", text, nullptr, count).arg(formatCount(rows));
    };
    const bool isOne = rows == 1;
    switch (type) {
    case KeyType::Hash:
        return isOne ? say(QT_TRANSLATE_NOOP("Rows", "1 field"))
                     : counted(QT_TRANSLATE_NOOP("Rows", "%1 fields"));
    case KeyType::List:
        return isOne ? say(QT_TRANSLATE_NOOP("Rows", "1 element"))
                     : counted(QT_TRANSLATE_NOOP("Rows", "%1 elements"));
    case KeyType::Stream:
        return isOne ? say(QT_TRANSLATE_NOOP("Rows", "1 entry"))
                     : counted(QT_TRANSLATE_NOOP("Rows", "%1 entries"));
    default:
        return isOne ? say(QT_TRANSLATE_NOOP("Rows", "1 member"))
                     : counted(QT_TRANSLATE_NOOP("Rows", "%1 members"));
    }
}

QString addedText(KeyType type, const ValueRow &row)
{
    return say(QT_TRANSLATE_NOOP("Rows", "%1 is added.")).arg(rowText(type, row));
}

QString savedText(KeyType type, const ValueRow &row)
{
    return say(QT_TRANSLATE_NOOP("Rows", "%1 is saved.")).arg(rowText(type, row));
}

QString removedText(KeyType type, const QList<ValueRow> &rows)
{
    if (rows.size() == 1)
        return say(QT_TRANSLATE_NOOP("Rows", "%1 is deleted.")).arg(rowText(type, rows.first()));
    return say(QT_TRANSLATE_NOOP("Rows", "%1 are deleted.")).arg(countText(type, rows.size()));
}

QString removalQuestion(KeyType type, const QList<ValueRow> &rows, bool all)
{
    QString question = say(QT_TRANSLATE_NOOP("Rows", "Delete %1 of this key?"))
                           .arg(countText(type, rows.size()));
    if (rows.size() == 1 && type != KeyType::List)
        question += QStringLiteral("\n") + shortened(rows.first().name);
    if (type == KeyType::Stream)
        return question + u' '
            + say(QT_TRANSLATE_NOOP("Rows", "Entries of a stream cannot be put back."));
    if (all)
        question += u' '
            + say(QT_TRANSLATE_NOOP(
                "Rows", "Nothing else is in it: the key itself is deleted with them."));
    return question;
}

QString conflictText(const ValuePlace &where, const RowReport &report)
{
    const RowCheck &check = report.check;
    ValueRow row{check.name, {}};
    if (where.type == KeyType::List)
        row.index = check.name.toLongLong();
    const QString name = rowText(where.type, row);
    switch (report.outcome) {
    case GuardedEdit::Outcome::RowTaken:
        return say(QT_TRANSLATE_NOOP("Rows", "Not saved: %1 is there already.")).arg(name);
    case GuardedEdit::Outcome::RowGone:
        return where.type == KeyType::List
            ? say(QT_TRANSLATE_NOOP(
                      "Rows", "Not saved: the list was shortened since it was loaded. %1 is gone."))
                  .arg(name)
            : say(
                QT_TRANSLATE_NOOP("Rows", "Not saved: somebody deleted it meanwhile. %1 is gone."))
                  .arg(name);
    default:
        break;
    }
    if (where.type == KeyType::List)
        return say(QT_TRANSLATE_NOOP("Rows",
                       "Not saved: the list was shifted or changed since it was loaded. %1 is now: "
                       "%2"))
            .arg(name, shortened(report.current));
    return say(QT_TRANSLATE_NOOP(
                   "Rows", "Not saved: somebody changed it since it was loaded. %1 is now: %2"))
        .arg(name, shortened(report.current));
}

} // namespace hitlens
