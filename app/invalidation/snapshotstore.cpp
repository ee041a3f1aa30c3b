// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/snapshotstore.h"

#include "app/invalidation/snapshotfilereader.h"
#include "app/invalidation/snapshotfilewriter.h"
#include "app/invalidation/snapshotkey.h"

#include <QDir>
#include <QFileSystemWatcher>
#include <QTimer>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr mode_t ownersFolder = 0700;

void makePrivateFolder(const QString &folder)
{
    QDir().mkpath(QFileInfo(folder).absolutePath());
    const QByteArray name = QFile::encodeName(folder);
    if (::mkdir(name.constData(), ownersFolder) != 0 && errno == EEXIST)
        ::chmod(name.constData(), ownersFolder);
}

// An id is a part of a path, and may have been typed.
bool isPlainId(const QString &id)
{
    return !id.isEmpty() && !id.startsWith(u'.') && !id.contains(u'/') && !id.contains(QChar(0));
}

QFileInfoList filesIn(const QString &folder)
{
    return QDir(folder).entryInfoList({u'*' + snapshotSuffix}, QDir::Files);
}

std::optional<SnapshotInfo> infoOf(const QFileInfo &file)
{
    const auto header = SnapshotFileReader::headerOf(file.filePath());
    if (!header || header->header.id + snapshotSuffix != file.fileName())
        return std::nullopt;
    return SnapshotInfo{header->header, file.size(), header->isEncrypted, header->removedAt};
}

// Hitlens went down before the first line was written: nothing is in it.
bool isStump(const QFileInfo &file)
{
    QFile content(file.filePath());
    return content.open(QIODevice::ReadOnly)
        && !content.readLine(snapshotLongestHeader).endsWith('\n');
}

// UTC. nullopt: never, it is none of ours.
std::optional<QDateTime> dueTime(const QFileInfo &file, std::chrono::seconds stumpsKeptFor)
{
    if (const auto info = infoOf(file))
        return info->removedAt;
    if (isStump(file))
        return file.lastModified().toUTC().addSecs(stumpsKeptFor.count());
    return std::nullopt;
}

Error removeError(const QString &path, const QString &why)
{
    return {Error::Kind::Local, {},
        SnapshotStore::tr("The snapshot %1 cannot be removed: %2").arg(path, why)};
}

// Only while nobody writes or reads it.
Result<Done> removeFile(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    const int descriptor = ::open(name.constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return errno == ENOENT ? Result<Done>(Done()) : removeError(path, qt_error_string(errno));
    const bool isInUse = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    const int failure = isInUse || ::unlink(name.constData()) == 0 ? 0 : errno;
    ::close(descriptor);
    if (isInUse)
        return removeError(path, SnapshotStore::tr("It is in use."));
    if (failure != 0 && failure != ENOENT)
        return removeError(path, qt_error_string(failure));
    return Done();
}

} // namespace

SnapshotStore::SnapshotStore(QString folder, SecretStore &secrets, QObject *parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_key(new SnapshotKey(m_folder + u"/key.lock"_s, secrets, this))
    , m_watcher(new QFileSystemWatcher(this))
    , m_telling(new QTimer(this))
    , m_removal(new QTimer(this))
{
    makePrivateFolder(m_folder);
    m_telling->setSingleShot(true);
    m_telling->setInterval(50ms);
    connect(m_telling, &QTimer::timeout, this, &SnapshotStore::changed);
    m_watcher->addPath(m_folder);
    connect(
        m_watcher, &QFileSystemWatcher::directoryChanged, m_telling, qOverload<>(&QTimer::start));
    connect(m_telling, &QTimer::timeout, this, &SnapshotStore::planRemoval);
    m_removal->setSingleShot(true);
    connect(m_removal, &QTimer::timeout, this, &SnapshotStore::removeDue);
    planRemoval();
}

// Not at once, since what is due may be in use for a while. And not later than in an hour, because
// a timer stands still while the computer sleeps.
void SnapshotStore::planRemoval()
{
    std::optional<QDateTime> first;
    for (const QFileInfo &file : filesIn(m_folder)) {
        const auto due = dueTime(file, m_keptFor);
        if (due && (!first || *due < *first))
            first = due;
    }
    if (!first) {
        m_removal->stop();
        return;
    }
    const std::chrono::milliseconds left(QDateTime::currentDateTimeUtc().msecsTo(*first));
    m_removal->start(std::clamp<std::chrono::milliseconds>(left, 1min, 1h));
}

std::optional<std::chrono::milliseconds> SnapshotStore::nextRemoval() const
{
    if (!m_removal->isActive())
        return std::nullopt;
    return m_removal->remainingTimeAsDuration();
}

QString SnapshotStore::pathOf(const QString &id) const
{
    return m_folder + u'/' + id + snapshotSuffix;
}

void SnapshotStore::create(
    const SnapshotHeader &header, qint64 mostBytes, QObject *context, const WriterHandler &handler)
{
    Q_ASSERT(isPlainId(header.id));
    // Not called once we are gone, since the key goes with us.
    m_key->get(context, [this, header, mostBytes, handler](const Result<QByteArray> &key) {
        handler(key ? write(header, *key, mostBytes) : key.error());
    });
}

Result<SnapshotWriterPtr> SnapshotStore::write(
    const SnapshotHeader &header, const QByteArray &key, qint64 mostBytes) const
{
    makePrivateFolder(m_folder);
    SnapshotFileHeader file;
    file.header = header;
    file.removedAt = header.made.addSecs(m_keptFor.count());
    auto writer = SnapshotFileWriter::create(pathOf(header.id), file, key, mostBytes);
    if (writer)
        m_telling->start();
    return writer;
}

void SnapshotStore::open(const QString &id, QObject *context, const ReaderHandler &handler)
{
    const QString path = pathOf(isPlainId(id) ? id : QString()); // where there is none
    const auto header = SnapshotFileReader::headerOf(path);
    if (header && header->isEncrypted) {
        m_key->find(context, [path, handler](const Result<QByteArray> &key) {
            handler(key ? SnapshotFileReader::open(path, *key) : key.error());
        });
        return;
    }
    QMetaObject::invokeMethod(
        context, [path, handler] { handler(SnapshotFileReader::open(path, {})); },
        Qt::QueuedConnection);
}

QList<SnapshotInfo> SnapshotStore::snapshots() const
{
    QList<SnapshotInfo> found;
    for (const QFileInfo &file : filesIn(m_folder)) {
        if (const auto info = infoOf(file))
            found << *info;
    }
    std::sort(found.begin(), found.end(), [](const SnapshotInfo &a, const SnapshotInfo &b) {
        return std::pair(a.header.made, a.header.id) > std::pair(b.header.made, b.header.id);
    });
    return found;
}

std::optional<SnapshotInfo> SnapshotStore::snapshot(const QString &id) const
{
    return isPlainId(id) ? infoOf(QFileInfo(pathOf(id))) : std::nullopt;
}

Result<Done> SnapshotStore::remove(const QString &id)
{
    if (!isPlainId(id))
        return removeError(id, tr("There is none of that name."));
    auto removed = removeFile(pathOf(id));
    m_telling->start();
    return removed;
}

void SnapshotStore::removeDue()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const QFileInfo &file : filesIn(m_folder)) {
        const auto due = dueTime(file, m_keptFor);
        if (due && *due <= now) {
            removeFile(file.filePath());
            m_telling->start();
        }
    }
    planRemoval();
}

void SnapshotStore::setKeptFor(std::chrono::seconds time)
{
    m_keptFor = time;
}

} // namespace hitlens
