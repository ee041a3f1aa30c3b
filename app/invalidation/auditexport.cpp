// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/auditexport.h"

#include "app/invalidation/auditjson.h"
#include "app/keyspace/transfer/transfertext.h"
#include "app/redis/jsonlistfile.h"

#include <QJsonDocument>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

struct CsvColumn
{
    const char *name;
    QString (*text)(const AuditRecord &record);
};

QString timeText(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

QString jsonText(const QJsonObject &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

template <qint64 BulkCounts::*count>
QString countText(const AuditRecord &record)
{
    return record.outcome ? QString::number(record.outcome->counts.*count) : QString();
}

template <QString AuditRecord::*text>
QString fieldText(const AuditRecord &record)
{
    return record.*text;
}

QString durationText(const AuditRecord &record)
{
    return record.outcome ? QString::number(record.begun.msecsTo(record.outcome->ended))
                          : QString();
}

// The word that the log has for it.
QString resultText(const AuditRecord &record)
{
    if (!record.outcome)
        return record.isRunning ? u"running"_s : u"unfinished"_s;
    const QByteArray line = endedLine(record.id, *record.outcome);
    return QJsonDocument::fromJson(line).object()["result"_L1].toString();
}

const CsvColumn csvColumns[] = {{"id", fieldText<&AuditRecord::id>},
    {"begun", [](const AuditRecord &record) { return timeText(record.begun); }},
    {"ended",
        [](const AuditRecord &record) {
            return record.outcome ? timeText(record.outcome->ended) : QString();
        }},
    {"duration_ms", durationText}, {"os_user", fieldText<&AuditRecord::osUser>},
    {"host", fieldText<&AuditRecord::host>}, {"acl_user", fieldText<&AuditRecord::aclUser>},
    {"server", fieldText<&AuditRecord::server>}, {"address", fieldText<&AuditRecord::address>},
    {"db", [](const AuditRecord &record) { return QString::number(record.db); }},
    {"pattern", [](const AuditRecord &record) { return record.scope["pattern"_L1].toString(); }},
    {"scope", [](const AuditRecord &record) { return jsonText(record.scope); }},
    {"action", [](const AuditRecord &record) { return jsonText(record.action); }},
    {"shown_keys", [](const AuditRecord &record) { return QString::number(record.shownKeys); }},
    {"done", countText<&BulkCounts::done>}, {"skipped", countText<&BulkCounts::skipped>},
    {"gone", countText<&BulkCounts::gone>}, {"failed", countText<&BulkCounts::failed>},
    {"unknown", countText<&BulkCounts::unknown>}, {"result", resultText},
    {"error",
        [](const AuditRecord &record) {
            return record.outcome ? record.outcome->error : QString();
        }},
    {"recipe", fieldText<&AuditRecord::recipe>}, {"reason", fieldText<&AuditRecord::reason>},
    {"undoes", fieldText<&AuditRecord::undoes>}};

} // namespace

QByteArray asJsonLines(const QList<AuditRecord> &records)
{
    QByteArray text;
    for (const AuditRecord &record : records) {
        text += begunLine(record) + '\n';
        if (record.outcome)
            text += endedLine(record.id, *record.outcome) + '\n';
    }
    return text;
}

QByteArray asCsv(const QList<AuditRecord> &records)
{
    QByteArrayList names;
    for (const CsvColumn &column : csvColumns)
        names << column.name;
    QByteArray text = names.join(',') + "\r\n";
    for (const AuditRecord &record : records) {
        const char *separator = "\"";
        for (const CsvColumn &column : csvColumns) {
            text += separator;
            appendCsvText(text, column.text(record).toUtf8());
            separator = "\",\"";
        }
        text += "\"\r\n";
    }
    return text;
}

Result<Done> writeAudit(const QString &path, const QList<AuditRecord> &records)
{
    const bool isCsv = path.endsWith(".csv"_L1, Qt::CaseInsensitive);
    const auto written = writePrivately(path, isCsv ? asCsv(records) : asJsonLines(records));
    if (!written)
        return Error{Error::Kind::Local, {},
            AuditLog::tr("The history cannot be written to %1: %2")
                .arg(path, written.error().text)};
    return written;
}

} // namespace hitlens
