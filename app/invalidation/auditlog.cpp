// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/auditlog.h"

#include "app/invalidation/auditcopy.h"
#include "app/invalidation/auditjson.h"
#include "app/invalidation/linefile.h"

#include <QDir>
#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QHash>
#include <QRandomGenerator>
#include <QSysInfo>

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// Not the log itself: on NFS every lock of a file is in the way of every other.
const QString runningSuffix = u".running"_s;

// Puts begun and ended together, line by line.
class AuditReading
{
public:
    void add(const QByteArray &line, qint64 offset)
    {
        auto parsed = auditLineFrom(line);
        const auto index = parsed ? m_indexes.constFind(parsed->record.id) : m_indexes.constEnd();
        const bool isKnown = index != m_indexes.constEnd();
        if (!parsed || parsed->isBegun == isKnown) {
            ++m_result.unreadable; // not a line, an end without a beginning, or a second beginning
        } else if (parsed->isBegun) {
            m_indexes.insert(parsed->record.id, m_result.records.size());
            m_result.records.append(std::move(parsed->record));
            m_offsets.push_back(offset);
        } else {
            m_result.records[*index].outcome = std::move(parsed->record.outcome);
        }
    }
    AuditLog::Records finish(const QString &path)
    {
        QFile marks(path + runningSuffix);
        const bool isAnyRunning = marks.open(QIODevice::ReadOnly);
        for (qsizetype i = 0; i < m_result.records.size(); ++i) {
            AuditRecord &record = m_result.records[i];
            record.isRunning = isAnyRunning && !record.outcome
                && LineFile::isHeld(marks.handle(), m_offsets[static_cast<size_t>(i)]);
        }
        std::ranges::reverse(m_result.records);
        std::ranges::stable_sort(m_result.records, std::greater(), &AuditRecord::begun);
        return std::move(m_result);
    }

private:
    AuditLog::Records m_result;
    QHash<QString, qsizetype> m_indexes; // by id
    std::vector<qint64> m_offsets; // of the begun lines
};

} // namespace

AuditLog::AuditLog(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
    , m_watcher(new QFileSystemWatcher(this))
    , m_copy(new AuditCopy(this))
    , m_size(QFileInfo(m_path).size())
{
    // The folder tells of the file being made.
    connect(m_watcher, &QFileSystemWatcher::directoryChanged, this, &AuditLog::noteChange);
    connect(m_watcher, &QFileSystemWatcher::fileChanged, this, &AuditLog::noteChange);
    connect(m_copy, &AuditCopy::failed, this, &AuditLog::copyFailed);
    watch();
}

AuditLog::~AuditLog() = default;

QString AuditLog::newId()
{
    return QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss-zzz"_s)
        + u"-%1"_s.arg(QRandomGenerator::system()->generate(), 8, 16, QChar(u'0'));
}

QString AuditLog::thisUser()
{
    const passwd *entry = ::getpwuid(::geteuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : qEnvironmentVariable("USER");
}

Result<Done> AuditLog::begin(const AuditRecord &record)
{
    QDir().mkpath(QFileInfo(m_path).path());
    auto file = LineFile::open(m_path, LineFile::ownerOnly);
    if (!file)
        return file.error();
    AuditRecord filled = record;
    if (filled.host.isEmpty())
        filled.host = QSysInfo::machineHostName();
    const QByteArray line = begunLine(filled);
    const auto offset = file.value()->append(line);
    if (!offset)
        return offset.error();
    file.value()->sync();
    if (auto marks = LineFile::open(m_path + runningSuffix, LineFile::ownerOnly)) {
        marks.value()->hold(*offset);
        m_running[record.id] = std::move(marks.value());
    }
    announce(line);
    return Done{};
}

Result<Done> AuditLog::complete(const QString &id, const AuditRecord::Outcome &outcome)
{
    const auto running = m_running.extract(id); // until its end stands in the file
    // Opened anew: somebody may have moved the file away meanwhile.
    const auto file = LineFile::open(m_path, LineFile::ownerOnly);
    if (!file)
        return file.error();
    const QByteArray line = endedLine(id, outcome);
    if (const auto offset = file.value()->append(line); !offset)
        return offset.error();
    file.value()->sync();
    announce(line);
    return Done{};
}

void AuditLog::announce(const QByteArray &line)
{
    m_copy->write(line);
    emit written(line);
    noteChange();
}

Result<AuditLog::Records> AuditLog::readFile(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return Records{};
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Kind::Local, {},
            tr("The audit log %1 cannot be read: %2").arg(path, file.errorString())};
    AuditReading reading;
    while (!file.atEnd()) {
        const qint64 offset = file.pos();
        const QByteArray line = file.readLine();
        if (line.isEmpty())
            break;
        // Without its end it is still being written, or never will be.
        if (line.endsWith('\n') && line.size() > 1)
            reading.add(line, offset);
        else if (line.size() > 1)
            reading.add({}, offset);
    }
    return reading.finish(path);
}

void AuditLog::setCopyPath(const QString &path)
{
    m_copy->setPath(path);
}

void AuditLog::finishCopies()
{
    m_copy->finish();
}

void AuditLog::watch()
{
    for (const QString &path : {QFileInfo(m_path).path(), m_path}) {
        if (QFileInfo::exists(path))
            m_watcher->addPath(path); // again does no harm
    }
}

// The folder changes for other reasons, too.
void AuditLog::noteChange()
{
    watch();
    const qint64 size = QFileInfo(m_path).size();
    if (std::exchange(m_size, size) != size)
        emit changed();
}

} // namespace hitlens
