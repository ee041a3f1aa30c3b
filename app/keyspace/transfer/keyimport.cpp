// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/keyimport.h"

#include "app/keyspace/transfer/dumptype.h"
#include "app/keyspace/transfer/keywrites.h"

#include <QRandomGenerator>

namespace hitlens {

namespace {

constexpr qsizetype mostKeysOnTheWay = 64; // for each primary
constexpr qint64 mostBytesOnTheWay = 8 * 1024 * 1024;
constexpr qsizetype entriesAtOnce = 100; // of a stream
constexpr auto standInLife = std::chrono::minutes(10);

qint64 localNow()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

KeyImport::KeyImport(ImportOptions options)
    : m_options(std::move(options))
    , m_file(m_options.path)
    , m_number(QRandomGenerator::global()->generate())
{ }

void KeyImport::run()
{
    if (const auto error = m_file.open()) {
        stop(ImportReport::End::NotRead, *error);
        return finish();
    }
    send(time(), [this](const Result<QDateTime> &now) {
        if (now)
            m_clockOffset = now->toMSecsSinceEpoch() - localNow();
        proceed([this] { pump(); });
    });
}

void KeyImport::cancelled()
{
    stop(ImportReport::End::Cancelled, {});
    if (m_onTheWay == 0)
        finish();
}

void KeyImport::pump()
{
    // A key that fails at once comes back here from within.
    if (m_isPumping || m_isOver)
        return;
    m_isPumping = true;
    while (!m_stop && m_onTheWay < mostOnTheWay() && (m_next || !m_isRead)) {
        if (!m_next) {
            take(m_file.next());
            continue;
        }
        if (m_onTheWay > 0 && m_bytesOnTheWay + m_next->size() > mostBytesOnTheWay)
            break;
        take(*std::exchange(m_next, std::nullopt));
    }
    m_isPumping = false;
    if (m_onTheWay == 0 && (m_stop || (m_isRead && !m_next)))
        finish();
}

qsizetype KeyImport::mostOnTheWay() const
{
    return mostKeysOnTheWay * std::max<qsizetype>(router().topology().servingNodes().size(), 1);
}

void KeyImport::take(const KeyFile::Item &item)
{
    if (const auto *record = std::get_if<KeyRecord>(&item)) {
        m_next = *record;
    } else if (const auto *problem = std::get_if<KeyFile::Problem>(&item)) {
        // One about the file as a whole is said, and no line is missing for it.
        m_report.counts.unreadable += problem->line > 0;
        if (m_report.problems.size() < keptFailures)
            m_report.problems << *problem;
    } else {
        m_isRead = true;
    }
}

bool KeyImport::hasExpired(const KeyRecord &record) const
{
    return record.expireAt && *record.expireAt <= localNow() + m_clockOffset;
}

void KeyImport::take(const KeyRecord &record)
{
    ++m_onTheWay;
    m_bytesOnTheWay += record.size();
    if (hasExpired(record))
        done(record, &ImportCounts::expired);
    else if (record.dump.isEmpty())
        build(record);
    else
        restoreKey(record);
}

// ---- as DUMP gave it

void KeyImport::restoreKey(const KeyRecord &record)
{
    const IfExists ifExists = m_options.existing == ImportOptions::Existing::Replace
        ? IfExists::Replace
        : IfExists::Fail;
    const bool isAbsolute = record.expireAt && m_hasAbsTtl;
    const Expires expires = isAbsolute  ? Expires::At
        : record.expireAt || record.ttl ? Expires::In
                                        : Expires::Never;
    const qint64 milliseconds = isAbsolute ? *record.expireAt
        : record.expireAt                  ? *record.expireAt - localNow() - m_clockOffset
                                           : record.ttl.value_or(0);
    // An answer before send() returns means that nothing left this machine.
    const auto sending = std::make_shared<bool>(true);
    send(restore(record.key, expires, std::max<qint64>(milliseconds, 1), record.dump, ifExists),
        [this, record, sending, isAbsolute](const Result<Done> &restored) {
            if (!restored)
                return onRefused(record, restored.error(), !*sending);
            if (record.expireAt && !isAbsolute)
                return sharpenExpiry(record);
            done(record, &ImportCounts::imported);
        });
    *sending = false;
}

// Before Redis 5.0 RESTORE counts from its arrival: this says the instant.
void KeyImport::sharpenExpiry(const KeyRecord &record)
{
    const auto instant = QDateTime::fromMSecsSinceEpoch(*record.expireAt);
    send(pexpireAt(record.key, instant), [this, record](const Result<bool> &set) {
        if (set)
            done(record, &ImportCounts::imported);
        else
            failed(record, set.error());
    });
}

void KeyImport::onRefused(const KeyRecord &record, const Error &error, bool wasSent)
{
    if (error.code == "BUSYKEY") {
        done(record, &ImportCounts::kept);
    } else if (m_hasAbsTtl && record.expireAt
        && error.text.contains(QLatin1StringView("syntax error"))) {
        m_hasAbsTtl = false;
        restoreKey(record);
    } else if (!isRefusal(error)) {
        lost(record, error, wasSent);
    } else {
        failed(record, withAdviceOnForm(error, record.dump));
    }
}

// ---- in the open

void KeyImport::build(const KeyRecord &record)
{
    const auto build = std::make_shared<Build>();
    build->record = record;
    build->standIn = standInFor(record.key, m_number++, router().topology().isCluster());
    build->writes = writesOf(record, build->standIn);
    if (m_options.existing == ImportOptions::Existing::Replace)
        return writeNext(build);
    // Asked again by RENAMENX in the end; this saves the work.
    send(exists(record.key), [this, build](const Result<bool> &isThere) {
        if (!isThere)
            giveUp(build, isThere.error());
        else if (*isThere)
            done(build->record, &ImportCounts::kept);
        else
            writeNext(build);
    });
}

// One after the other, because what a cluster redirects may overtake: only entries of a stream,
// which the server keeps in their order, go together.
void KeyImport::writeNext(const BuildPtr &build)
{
    if (build->sent == build->writes.size())
        return setExpiry(build);
    const bool isFirst = build->sent == 0;
    const qsizetype atOnce = build->record.type == "stream" && !isFirst ? entriesAtOnce : 1;
    const qsizetype end = std::min(build->sent + atOnce, build->writes.size());
    const auto written = [this, build](const Result<Done> &answer) { onWritten(build, answer); };
    build->unanswered = static_cast<int>(end - build->sent) + 1;
    while (build->sent < end)
        send(writeTo(build->standIn, build->writes[build->sent++]), written);
    if (isFirst)
        send(pexpire(build->standIn, standInLife), [written](const Result<bool> &set) {
            written(set ? Result<Done>(Done()) : Result<Done>(set.error()));
        });
    else
        written(Done());
}

void KeyImport::onWritten(const BuildPtr &build, const Result<Done> &written)
{
    if (!written && !build->error)
        build->error = written.error();
    if (--build->unanswered > 0)
        return;
    if (build->error)
        giveUp(build, *build->error);
    else
        writeNext(build);
}

void KeyImport::setExpiry(const BuildPtr &build)
{
    const KeyRecord &record = build->record;
    const auto answered = [this, build](const Result<bool> &set) {
        if (set)
            putInPlace(build);
        else
            giveUp(build, set.error());
    };
    if (record.expireAt)
        send(pexpireAt(build->standIn, QDateTime::fromMSecsSinceEpoch(*record.expireAt)), answered);
    else if (record.ttl)
        send(pexpire(build->standIn, std::chrono::milliseconds(*record.ttl)), answered);
    else
        send(persist(build->standIn), answered);
}

void KeyImport::putInPlace(const BuildPtr &build)
{
    const auto refused = [this, build](const Error &error) {
        if (hasExpired(build->record))
            done(build->record, &ImportCounts::expired);
        else if (isRefusal(error))
            giveUp(build, error);
        else
            lost(build->record, error, true);
    };
    if (m_options.existing == ImportOptions::Existing::Replace) {
        send(rename(build->standIn, build->record.key), [=, this](const Result<Done> &renamed) {
            if (renamed)
                done(build->record, &ImportCounts::imported);
            else
                refused(renamed.error());
        });
        return;
    }
    send(renameNx(build->standIn, build->record.key), [=, this](const Result<bool> &renamed) {
        if (!renamed)
            return refused(renamed.error());
        if (*renamed)
            return done(build->record, &ImportCounts::imported);
        // Somebody else has made it meanwhile.
        send(unlink({build->standIn}), [](const Result<qint64> &) {});
        done(build->record, &ImportCounts::kept);
    });
}

// Nothing of the key is there under its name.
void KeyImport::giveUp(const BuildPtr &build, const Error &error)
{
    if (!isRefusal(error))
        return lost(build->record, error, false);
    send(unlink({build->standIn}), [](const Result<qint64> &) {});
    failed(build->record, error);
}

// ---- what came of a key

void KeyImport::done(const KeyRecord &record, qint64 ImportCounts::*count)
{
    ++(m_report.counts.*count);
    --m_onTheWay;
    m_bytesOnTheWay -= record.size();
    settle();
}

void KeyImport::failed(const KeyRecord &record, const Error &error)
{
    if (m_report.failures.size() < keptFailures)
        m_report.failures.append({record.key, error.text});
    if (concernsEveryKey(error))
        stop(ImportReport::End::Refused, error);
    done(record, &ImportCounts::failed);
}

void KeyImport::lost(const KeyRecord &record, const Error &error, bool wasSent)
{
    stop(ImportReport::End::Lost, error);
    m_report.counts.unknown += wasSent;
    --m_onTheWay;
    m_bytesOnTheWay -= record.size();
    settle();
}

void KeyImport::stop(ImportReport::End end, const std::optional<Error> &error)
{
    if (m_stop)
        return;
    m_stop = end;
    m_report.error = error;
}

void KeyImport::settle()
{
    if (m_clock.isDue())
        emit progressed(m_report.counts,
            static_cast<double>(m_file.position()) / static_cast<double>(m_file.size()));
    if (m_stop) {
        if (m_onTheWay == 0 && !m_isPumping)
            finish();
    } else {
        proceed([this] { pump(); });
    }
}

void KeyImport::finish()
{
    if (std::exchange(m_isOver, true))
        return;
    m_report.end = m_stop.value_or(ImportReport::End::Complete);
    emit progressed(m_report.counts, 1);
    emit ended(m_report);
}

} // namespace hitlens
