// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/auditjson.h"

#include "app/invalidation/bulkjson.h"
#include "app/invalidation/jsonwords.h"

#include <QJsonDocument>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using End = BulkReport::End;
using Outcome = AuditRecord::Outcome;

constexpr int auditVersion = 1;

const JsonWord<End> endWords[] = {{End::Complete, "complete"_L1}, {End::Cancelled, "cancelled"_L1},
    {End::MoreThanAllowed, "moreThanAllowed"_L1}, {End::SnapshotFull, "snapshotFull"_L1},
    {End::SnapshotFailed, "snapshotFailed"_L1}, {End::Refused, "refused"_L1},
    {End::Lost, "lost"_L1}};

struct TextField
{
    QLatin1StringView name;
    QString AuditRecord::*text;
};

const TextField textFields[] = {{"osUser"_L1, &AuditRecord::osUser},
    {"host"_L1, &AuditRecord::host}, {"aclUser"_L1, &AuditRecord::aclUser},
    {"serverId"_L1, &AuditRecord::serverId}, {"server"_L1, &AuditRecord::server},
    {"address"_L1, &AuditRecord::address}, {"undoes"_L1, &AuditRecord::undoes},
    {"recipe"_L1, &AuditRecord::recipe}, {"reason"_L1, &AuditRecord::reason}};

struct CountField
{
    QLatin1StringView name;
    qint64 BulkCounts::*count;
};

const CountField countFields[] = {{"done"_L1, &BulkCounts::done},
    {"skipped"_L1, &BulkCounts::skipped}, {"gone"_L1, &BulkCounts::gone},
    {"failed"_L1, &BulkCounts::failed}, {"unknown"_L1, &BulkCounts::unknown}};

QJsonObject eventJson(const QString &event, const QString &id, const QDateTime &time)
{
    return {{u"v"_s, auditVersion}, {u"event"_s, event}, {u"id"_s, id},
        {u"time"_s, time.toUTC().toString(Qt::ISODateWithMs)}};
}

QByteArray onOneLine(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

AuditLine begunFrom(const QJsonObject &json, AuditRecord record)
{
    for (const TextField &field : textFields)
        record.*field.text = json[field.name].toString();
    record.db = json["db"_L1].toInt();
    record.scope = json["scope"_L1].toObject();
    record.action = json["action"_L1].toObject();
    record.pace = paceFromWord(json["pace"_L1].toString()).value_or(Pace::Adaptive);
    record.shownKeys = json["shownKeys"_L1].toInteger();
    record.hasSnapshot = json["snapshot"_L1].toBool();
    return {std::move(record), true};
}

std::optional<AuditLine> endedFrom(const QJsonObject &json, AuditRecord record)
{
    const auto end = valueOf(endWords, json["result"_L1].toString());
    if (!end)
        return std::nullopt;
    Outcome outcome{record.begun, *end, {}, json["error"_L1].toString()};
    const QJsonObject counts = json["counts"_L1].toObject();
    for (const CountField &field : countFields)
        outcome.counts.*field.count = counts[field.name].toInteger();
    record.begun = {};
    record.outcome = outcome;
    return AuditLine{std::move(record), false};
}

} // namespace

QByteArray begunLine(const AuditRecord &record)
{
    QJsonObject json = eventJson(u"begun"_s, record.id, record.begun);
    for (const TextField &field : textFields) {
        if (const QString &text = record.*field.text; !text.isEmpty())
            json[field.name] = text;
    }
    json[u"db"_s] = record.db;
    json[u"scope"_s] = record.scope;
    json[u"action"_s] = record.action;
    json[u"pace"_s] = paceWord(record.pace);
    json[u"shownKeys"_s] = record.shownKeys;
    json[u"snapshot"_s] = record.hasSnapshot;
    return onOneLine(json);
}

QByteArray endedLine(const QString &id, const Outcome &outcome)
{
    QJsonObject json = eventJson(u"ended"_s, id, outcome.ended);
    QJsonObject counts;
    for (const CountField &field : countFields)
        counts[field.name] = outcome.counts.*field.count;
    json[u"result"_s] = wordOf(endWords, outcome.end);
    json[u"counts"_s] = counts;
    if (!outcome.error.isEmpty())
        json[u"error"_s] = outcome.error;
    return onOneLine(json);
}

std::optional<AuditLine> auditLineFrom(const QByteArray &line)
{
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    const int version = json["v"_L1].toInt();
    AuditRecord record;
    record.id = json["id"_L1].toString();
    record.begun = QDateTime::fromString(json["time"_L1].toString(), Qt::ISODateWithMs).toUTC();
    if (version < 1 || version > auditVersion || record.id.isEmpty() || !record.begun.isValid())
        return std::nullopt;
    const QString event = json["event"_L1].toString();
    if (event == u"begun")
        return begunFrom(json, std::move(record));
    return event == u"ended" ? endedFrom(json, std::move(record)) : std::nullopt;
}

} // namespace hitlens
