// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/keyrecord.h"

#include "app/keyspace/transfer/dumptype.h"
#include "app/keyspace/transfer/transfertext.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("KeyTransfer", text);
}

Error broken(const QString &what)
{
    return {Error::Kind::Local, {}, what};
}

Error unreadable(const char *field)
{
    return broken(words(QT_TRANSLATE_NOOP("KeyTransfer", "“%1” is missing or cannot be read."))
                      .arg(QLatin1StringView(field)));
}

Result<QJsonObject> objectOf(const QByteArray &line)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(line, &error);
    if (!document.isObject())
        return broken(words(QT_TRANSLATE_NOOP("KeyTransfer", "This is not a JSON object: %1."))
                          .arg(error.errorString()));
    return document.object();
}

std::optional<QByteArray> bytesOf(const QJsonValue &value)
{
    return value.isString() ? fromTransferText(value.toString().toUtf8()) : std::nullopt;
}

// The key and its expiry, which are the same in both of our formats. Empty when all is well.
std::optional<Error> readCommon(const QJsonObject &object, KeyRecord &record)
{
    const auto key = bytesOf(object["key"_L1]);
    if (!key)
        return unreadable("key");
    record.key = *key;
    const QJsonValue expireAt = object["expireAt"_L1];
    if (expireAt.isUndefined() || expireAt.isNull())
        return std::nullopt;
    if (!expireAt.isDouble() || expireAt.toInteger(-1) <= 0)
        return unreadable("expireAt");
    record.expireAt = expireAt.toInteger();
    return std::nullopt;
}

bool readElements(const QJsonValue &value, QByteArrayList &items)
{
    if (!value.isArray())
        return false;
    for (const auto &element : value.toArray()) {
        const auto bytes = bytesOf(element);
        if (!bytes)
            return false;
        items << *bytes;
    }
    return true;
}

bool readPairs(const QJsonValue &value, QByteArrayList &items)
{
    if (!value.isObject())
        return false;
    const QJsonObject pairs = value.toObject();
    for (auto it = pairs.begin(); it != pairs.end(); ++it) {
        const auto first = fromTransferText(it.key().toUtf8());
        const auto second = bytesOf(it.value());
        if (!first || !second)
            return false;
        items << *first << *second;
    }
    return true;
}

bool readEntries(const QJsonValue &value, QList<StreamEntry> &entries)
{
    if (!value.isArray())
        return false;
    for (const auto &element : value.toArray()) {
        const auto id = bytesOf(element["id"_L1]);
        QByteArrayList flat;
        if (!id || !readElements(element["fields"_L1], flat) || flat.size() % 2 != 0)
            return false;
        StreamEntry entry{*id, {}};
        for (qsizetype i = 0; i < flat.size(); i += 2)
            entry.fields.emplaceBack(flat[i], flat[i + 1]);
        entries << entry;
    }
    return true;
}

bool readValue(const QJsonValue &value, KeyRecord &record)
{
    if (record.type == "string") {
        const auto bytes = bytesOf(value);
        if (bytes)
            record.items << *bytes;
        return bytes.has_value();
    }
    if (record.type == "list" || record.type == "set")
        return readElements(value, record.items);
    if (record.type == "hash" || record.type == "zset")
        return readPairs(value, record.items);
    return record.type == "stream" && readEntries(value, record.entries);
}

std::optional<QByteArray> decodedHexField(QByteArrayView hex)
{
    const auto isHex = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    if (hex.size() % 2 != 0 || !std::all_of(hex.begin(), hex.end(), isHex))
        return std::nullopt;
    return QByteArray::fromHex(hex.toByteArray());
}

QByteArray unquoted(QByteArray field)
{
    field = field.trimmed();
    if (field.size() >= 2 && field.startsWith('"') && field.endsWith('"'))
        field = field.sliced(1, field.size() - 2);
    return field;
}

Result<KeyRecord> withDump(KeyRecord record, const std::optional<QByteArray> &payload)
{
    if (!payload || !rdbVersionOfDump(*payload))
        return unreadable("dump");
    record.dump = *payload;
    record.type = typeOfDump(*payload);
    return record;
}

} // namespace

qint64 KeyRecord::size() const
{
    qint64 bytes = dump.size();
    for (const QByteArray &item : items)
        bytes += item.size();
    for (const StreamEntry &entry : entries) {
        for (const auto &[field, value] : entry.fields)
            bytes += field.size() + value.size();
    }
    return bytes;
}

Result<KeyRecord> parseDumpLine(const QByteArray &line)
{
    const auto object = objectOf(line);
    if (!object)
        return object.error();
    KeyRecord record;
    if (const auto error = readCommon(*object, record))
        return *error;
    const auto payload = QByteArray::fromBase64Encoding(
        object->value("dump"_L1).toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    return withDump(record, payload ? std::optional(payload.decoded) : std::nullopt);
}

Result<KeyRecord> parseTextLine(const QByteArray &line)
{
    const auto object = objectOf(line);
    if (!object)
        return object.error();
    KeyRecord record;
    if (const auto error = readCommon(*object, record))
        return *error;
    record.type = object->value("type"_L1).toString().toUtf8();
    if (!readValue(object->value("value"_L1), record))
        return unreadable("value");
    if (record.items.isEmpty() && record.entries.isEmpty())
        return broken(words(QT_TRANSLATE_NOOP(
            "KeyTransfer", "It is empty, and Redis keeps no empty key of this type.")));
    return record;
}

Result<KeyRecord> parseHexLine(const QByteArray &line)
{
    const QByteArrayList fields = line.split(',');
    if (fields.size() < 2 || fields.size() > 3)
        return broken(
            words(QT_TRANSLATE_NOOP("KeyTransfer", "These are not two or three fields.")));
    KeyRecord record;
    const auto key = decodedHexField(unquoted(fields[0]));
    if (!key)
        return unreadable("key");
    record.key = *key;
    if (const QByteArray text = unquoted(fields.value(2)); !text.isEmpty() && text != "-1") {
        bool isNumber = false;
        const qint64 expiry = text.toLongLong(&isNumber);
        if (!isNumber || expiry <= 0)
            return unreadable("expiry");
        constexpr qint64 firstInstant = 1'000'000'000'000; // in 2001; as a TTL, 31 years
        (expiry >= firstInstant ? record.expireAt : record.ttl) = expiry;
    }
    return withDump(record, decodedHexField(unquoted(fields[1])));
}

} // namespace hitlens
