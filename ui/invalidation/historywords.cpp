// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/historywords.h"

#include "app/keyspace/transfer/transfertext.h"
#include "ui/invalidation/bulkwords.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

namespace hitlens {

using namespace Qt::StringLiterals;
using Column = AuditLogModel::Column;

namespace {

QString historyText(const char *text)
{
    return QCoreApplication::translate("History", text);
}

QString whoText(const AuditRecord &record)
{
    const QString user = record.osUser.isEmpty() ? u"–"_s : record.osUser;
    return record.aclUser.isEmpty() ? user : historyText("%1 as %2").arg(user, record.aclUser);
}

QString serverText(const AuditRecord &record)
{
    const QString name = record.server.isEmpty() ? record.address : record.server;
    return record.db == 0 ? name : historyText("%1, database %2").arg(name).arg(record.db);
}

// An undo does the opposite of what it takes back, whatever that was.
QString doneText(const AuditRecord &record)
{
    return record.undoes.isEmpty() ? actionText(record.action) : historyText("Undo");
}

// A pattern alone needs no more words.
QString whatText(const AuditRecord &record)
{
    const bool isPattern = record.scope.keys() == QStringList{u"pattern"_s};
    return historyText("%1: %2").arg(
        doneText(record), isPattern ? patternText(record.scope) : scopeText(record.scope));
}

QString durationText(const AuditRecord &record)
{
    return record.outcome
        ? formatDuration(std::chrono::milliseconds(record.begun.msecsTo(record.outcome->ended)))
        : u"–"_s;
}

QString resultText(const AuditRecord &record)
{
    if (record.outcome)
        return endWord(record.outcome->end);
    return record.isRunning ? historyText("Running now") : historyText("Not finished");
}

QString cellText(const AuditRecord &record, Column column)
{
    switch (column) {
    case Column::Begun:
        return historyTime(record.begun);
    case Column::Who:
        return whoText(record);
    case Column::Server:
        return serverText(record);
    case Column::What:
        return whatText(record);
    case Column::Keys:
        return record.outcome ? countsText(record.outcome->counts) : u"–"_s;
    case Column::Duration:
        return durationText(record);
    case Column::Result:
        return resultText(record);
    }
    return {};
}

QString cellTip(const AuditRecord &record, Column column)
{
    switch (column) {
    case Column::Begun:
        return historyUtc(record.begun);
    case Column::Server:
        return record.address;
    case Column::Result:
        return outcomeText(record);
    default:
        return cellText(record, column);
    }
}

// Names of a selection as the log keeps them, with how many more there are.
QString namesText(const QJsonObject &kind)
{
    QStringList names;
    const QJsonArray first = kind["first"_L1].toArray();
    for (const auto &each : first) {
        const QJsonArray ends = each.toArray();
        const auto shown = [](const QJsonValue &text) {
            const auto bytes = fromTransferText(text.toString().toUtf8());
            return bytes ? displayBytes(*bytes) : text.toString();
        };
        names << (each.isArray() ? historyText("%1 to %2").arg(shown(ends.at(0)), shown(ends.at(1)))
                                 : shown(each));
    }
    const qint64 more = kind["count"_L1].toInteger() - first.size();
    if (more > 0)
        names << historyText("… and %1 more").arg(formatCount(more));
    return names.join(u'\n');
}

void appendSelection(QList<HistoryFact> &facts, const QJsonObject &selection)
{
    const std::pair<QLatin1StringView, const char *> kinds[]
        = {{"folders"_L1, QT_TRANSLATE_NOOP("History", "Selected folders")},
            {"keys"_L1, QT_TRANSLATE_NOOP("History", "Selected keys")},
            {"stretches"_L1, QT_TRANSLATE_NOOP("History", "Selected stretches")},
            {"matching"_L1, QT_TRANSLATE_NOOP("History", "Of these, what matches")}};
    for (const auto &[kind, name] : kinds)
        facts.append({historyText(name), namesText(selection[kind].toObject()), true});
}

QString whereFrom(const AuditRecord &record)
{
    return record.host.isEmpty() ? whoText(record)
                                 : historyText("%1, on %2").arg(whoText(record), record.host);
}

QString countFacts(const BulkCounts &counts)
{
    return historyText("%1 done · %2 left as they were · %3 gone already · %4 refused · %5 not "
                       "known")
        .arg(formatCount(counts.done), formatCount(counts.skipped), formatCount(counts.gone),
            formatCount(counts.failed), formatCount(counts.unknown));
}

} // namespace

AuditLogModel::Words historyWords()
{
    return {cellText, cellTip};
}

QString historyTime(const QDateTime &time)
{
    const QDateTime local = time.toLocalTime();
    return QLocale().toString(local.date(), QLocale::ShortFormat) + u' '
        + local.toString(u"HH:mm:ss"_s);
}

QString historyUtc(const QDateTime &time)
{
    return historyText("%1 UTC").arg(time.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s));
}

QString outcomeText(const AuditRecord &record)
{
    if (record.outcome)
        return endText(record.outcome->end, record.outcome->counts, record.outcome->error);
    return record.isRunning
        ? historyText("It is running now.")
        : historyText("Hitlens ended before it was done. How many keys it reached is not known; it "
                      "can have been any of those that were meant.");
}

QList<HistoryFact> historyFacts(const AuditRecord &record)
{
    QList<HistoryFact> facts{
        {historyText("Result"), outcomeText(record)},
        {historyText("When"),
            u"%1 (%2)"_s.arg(historyTime(record.begun), historyUtc(record.begun))},
        {historyText("Duration"), record.outcome ? durationText(record) : QString()},
        {historyText("Who"), whereFrom(record)},
        {historyText("Server"),
            record.address.isEmpty() ? serverText(record)
                                     : u"%1 (%2)"_s.arg(serverText(record), record.address)},
        {historyText("Action"), doneText(record)},
        {historyText("Keys meant"), scopeText(record.scope)},
        {historyText("Pattern"), patternText(record.scope), true},
    };
    appendSelection(facts, record.scope["selection"_L1].toObject());
    facts << QList<HistoryFact>{
        {historyText("Keys shown before"), formatCount(record.shownKeys)},
        {historyText("Keys in the end"),
            record.outcome ? countFacts(record.outcome->counts) : QString()},
        {historyText("Pace"), paceText(record.pace)},
        {historyText("Recipe"), record.recipe},
        {historyText("Reason"), record.reason},
        {historyText("Takes back"), record.undoes},
        {historyText("Id"), record.id},
    };
    facts.removeIf([](const HistoryFact &fact) { return fact.text.isEmpty(); });
    return facts;
}

} // namespace hitlens
