// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historyfile.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int layoutVersion = 1;
constexpr qint64 day = 86'400'000;
constexpr int mostEvents = 2000;

// Codes of SQLite: SQLITE_CORRUPT and SQLITE_NOTADB, of which the extended ones keep the low byte.
bool isDamage(const QSqlError &error)
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    return code == 11 || code == 26;
}

// For how long buckets of a length suffice.
qint64 keptFor(qint64 step)
{
    return step <= 10'000 ? day : 7 * day;
}

void bind(QSqlQuery &query, const HistoryBucket &bucket, qint64 step)
{
    query.addBindValue(step);
    query.addBindValue(bucket.at);
    query.addBindValue(bucket.covered);
    query.addBindValue(bucket.hasLookups ? QVariant(bucket.lookups.hits) : QVariant());
    query.addBindValue(bucket.hasLookups ? QVariant(bucket.lookups.misses) : QVariant());
    query.addBindValue(bucket.figures());
}

} // namespace

HistoryFile::HistoryFile(const QString &path, Kind kind)
    : m_path(path)
    , m_kind(kind)
    , m_connection(QUuid::createUuid().toString())
{ }

HistoryFile::~HistoryFile()
{
    if (QSqlDatabase::contains(m_connection)) {
        QSqlDatabase::database(m_connection, false).close();
        QSqlDatabase::removeDatabase(m_connection);
    }
}

bool HistoryFile::fail(const QString &text)
{
    m_error = text;
    return false;
}

bool HistoryFile::fail(const QSqlError &error)
{
    m_isDamaged = m_isDamaged || isDamage(error);
    return fail(error.text());
}

bool HistoryFile::run(const QString &statement)
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    return query.exec(statement) || fail(query.lastError());
}

bool HistoryFile::open(bool isReadOnly)
{
    if (m_isOpen)
        return true;
    const QFileInfo info(m_path);
    if (!isReadOnly && !QDir().mkpath(info.absolutePath()))
        return fail(u"mkdir %1"_s.arg(info.absolutePath()));
    if (!QSqlDatabase::contains(m_connection)) {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection);
        database.setDatabaseName(m_path);
        database.setConnectOptions(isReadOnly ? u"QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000"_s
                                              : u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    }
    m_isOpen = prepare(isReadOnly) || (putAside() && prepare(isReadOnly));
    return m_isOpen;
}

bool HistoryFile::prepare(bool isReadOnly)
{
    QSqlDatabase database = QSqlDatabase::database(m_connection, false);
    if (!database.open())
        return fail(database.lastError());
    QSqlQuery version(u"PRAGMA user_version"_s, database);
    if (!version.next())
        return fail(version.lastError());
    if (version.value(0).toInt() > layoutVersion)
        return fail(u"the file was written by a newer Hitlens"_s);
    const bool isOurs = version.value(0).toInt() == layoutVersion;
    version.finish();
    if (isReadOnly)
        return isOurs || fail(u"the file is no history of Hitlens"_s);
    // What people look up is nobody else's business, until they hand a recording on.
    if (m_kind == Kind::Kept || !isOurs)
        QFile::setPermissions(m_path, QFile::ReadOwner | QFile::WriteOwner);
    const QString journal = m_kind == Kind::Kept ? u"WAL"_s : u"DELETE"_s;
    return run(u"PRAGMA journal_mode=%1"_s.arg(journal)) && run(u"PRAGMA synchronous=NORMAL"_s)
        && run(u"CREATE TABLE IF NOT EXISTS bucket(step INTEGER, at INTEGER, covered INTEGER, "
               "hits INTEGER, misses INTEGER, figures BLOB, PRIMARY KEY(step, at)) WITHOUT ROWID"_s)
        && run(u"CREATE TABLE IF NOT EXISTS event(at INTEGER, kind INTEGER, text TEXT, "
               "PRIMARY KEY(at, kind, text)) WITHOUT ROWID"_s)
        && run(u"PRAGMA user_version=%1"_s.arg(layoutVersion));
}

// With what SQLite keeps beside it, which belongs to no other file.
bool HistoryFile::putAside()
{
    if (!std::exchange(m_isDamaged, false) || m_kind != Kind::Kept)
        return false;
    m_isOpen = false;
    QSqlDatabase::database(m_connection, false).close();
    for (const QString &beside : {u""_s, u"-wal"_s}) {
        const QString aside = m_path + u".broken"_s + beside;
        QFile::remove(aside);
        QFile::rename(m_path + beside, aside);
    }
    QFile::remove(m_path + u"-shm"_s);
    return true;
}

std::optional<QList<TierChanges>> HistoryFile::readTiers(qint64 now)
{
    QList<TierChanges> tiers;
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    query.prepare(u"SELECT step, at, covered, hits, misses, figures FROM bucket WHERE at <= ? "
                  "ORDER BY step, at"_s);
    query.addBindValue(now + day);
    if (!query.exec()) {
        fail(query.lastError());
        return std::nullopt;
    }
    while (query.next()) {
        const qint64 step = query.value(0).toLongLong();
        if (tiers.isEmpty() || tiers.last().step != step)
            tiers.append(TierChanges{step, {}, {}});
        HistoryBucket bucket;
        bucket.at = query.value(1).toLongLong();
        bucket.covered = query.value(2).toLongLong();
        bucket.hasLookups = !query.value(3).isNull() && !query.value(4).isNull();
        bucket.lookups = {query.value(3).toLongLong(), query.value(4).toLongLong()};
        bucket.setFigures(query.value(5).toByteArray());
        tiers.last().written.append(bucket);
    }
    return tiers;
}

std::optional<HistoryRecord> HistoryFile::read()
{
    if (!open(m_kind == Kind::Recording))
        return std::nullopt;
    auto record = readAll();
    if (!record && putAside() && open())
        record = readAll();
    return record;
}

std::optional<HistoryRecord> HistoryFile::readAll()
{
    const auto tiers = readTiers(QDateTime::currentMSecsSinceEpoch());
    if (!tiers)
        return std::nullopt;
    HistoryRecord record{*tiers, {}};
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    if (!query.exec(u"SELECT at, kind, text FROM event ORDER BY at"_s)) {
        fail(query.lastError());
        return std::nullopt;
    }
    while (query.next()) {
        HistoryEvent event;
        event.at = query.value(0).toLongLong();
        event.kind = static_cast<HistoryEvent::Kind>(query.value(1).toInt());
        event.text = query.value(2).toString();
        record.events.append(event);
    }
    return record;
}

bool HistoryFile::write(const HistoryChanges &changes)
{
    return open() && (writeAll(changes) || (putAside() && open() && writeAll(changes)));
}

bool HistoryFile::writeAll(const HistoryChanges &changes)
{
    // At once for writing: a lock that is only asked for later may be refused without a wait.
    if (!run(u"BEGIN IMMEDIATE"_s))
        return false;
    bool isWritten = writeEvents(changes);
    for (const TierChanges &tier : changes.tiers)
        isWritten = isWritten && writeTier(tier);
    isWritten = isWritten && dropOld(QDateTime::currentMSecsSinceEpoch());
    // One that fails may leave the transaction open, and then nothing is ever written again.
    if (isWritten && run(u"COMMIT"_s))
        return true;
    const QString error = m_error;
    run(u"ROLLBACK"_s);
    return fail(error);
}

bool HistoryFile::writeTier(const TierChanges &tier)
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.prepare(u"DELETE FROM bucket WHERE step = ? AND at = ?"_s);
    for (const qint64 at : tier.removed) {
        query.addBindValue(tier.step);
        query.addBindValue(at);
        if (!query.exec())
            return fail(query.lastError());
    }
    query.prepare(
        u"INSERT INTO bucket VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT(step, at) DO UPDATE SET "
        "covered = excluded.covered, hits = excluded.hits, misses = excluded.misses, "
        "figures = excluded.figures WHERE excluded.covered >= bucket.covered"_s);
    for (const HistoryBucket &bucket : tier.written) {
        bind(query, bucket, tier.step);
        if (!query.exec())
            return fail(query.lastError());
    }
    return true;
}

// Several programs see the same restart, none at quite the same instant: once is enough.
bool HistoryFile::writeEvents(const HistoryChanges &changes)
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    const auto run = [&](const HistoryEvent &event, bool isNew) {
        const auto kind = static_cast<int>(event.kind);
        QVariantList values{event.at, kind, event.text.isNull() ? u""_s : event.text};
        if (isNew)
            values << kind << kind << event.at;
        for (const QVariant &value : std::as_const(values))
            query.addBindValue(value);
        return query.exec() || fail(query.lastError());
    };
    query.prepare(u"DELETE FROM event WHERE at = ? AND kind = ? AND text = ?"_s);
    for (const HistoryEvent &event : changes.removedEvents) {
        if (!run(event, false))
            return false;
    }
    query.prepare(u"INSERT OR IGNORE INTO event SELECT ?, ?, ? WHERE ? IN (%1, %2) OR NOT EXISTS "
                  "(SELECT 1 FROM event WHERE kind = ? AND abs(at - ?) < 5000)"_s
                      .arg(static_cast<int>(HistoryEvent::Kind::Note))
                      .arg(static_cast<int>(HistoryEvent::Kind::Act)));
    for (const HistoryEvent &event : changes.events) {
        if (!run(event, true))
            return false;
    }
    return true;
}

// Once a minute is enough. By number and not by age: a clock that is wrong for a while must not
// take away what was written by a right one. What is farthest from now goes first.
bool HistoryFile::dropOld(qint64 now)
{
    if (m_kind == Kind::Recording || std::abs(now - m_droppedAt) < 60'000)
        return true;
    m_droppedAt = now;
    const QString tooMany = u"DELETE FROM bucket WHERE step = %1 AND at IN (SELECT at FROM bucket "
                            "WHERE step = %1 ORDER BY abs(at - %2) DESC LIMIT max(0, "
                            "(SELECT count(*) FROM bucket WHERE step = %1) - %3))"_s;
    for (const qint64 step : {10'000, 120'000}) {
        if (!run(tooMany.arg(step).arg(now).arg(keptFor(step) / step)))
            return false;
    }
    // Events go with the steps that they happened in; what a person wrote goes last.
    return run(u"DELETE FROM event WHERE at < (SELECT min(at) FROM bucket)"_s)
        && run(
            u"DELETE FROM event WHERE (at, kind, text) IN (SELECT at, kind, text FROM event "
            "ORDER BY kind = %1, abs(at - %2) DESC LIMIT max(0, "
            "(SELECT count(*) FROM event) - %3))"_s.arg(static_cast<int>(HistoryEvent::Kind::Note))
                .arg(now)
                .arg(mostEvents));
}

} // namespace hitlens
