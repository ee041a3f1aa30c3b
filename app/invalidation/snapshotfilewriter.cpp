// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/snapshotfilewriter.h"

#include <QCoreApplication>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace hitlens {

namespace {

constexpr mode_t ownerOnly = 0600;
constexpr qint64 endFrame = SnapshotSeal::overhead + 9;

const char *nameOfErrno(int number)
{
    static constexpr std::pair<int, const char *> known[]
        = {{ENOSPC, "ENOSPC"}, {EDQUOT, "EDQUOT"}, {EFBIG, "EFBIG"}, {EACCES, "EACCES"},
            {EROFS, "EROFS"}, {EEXIST, "EEXIST"}, {ENOENT, "ENOENT"}, {EIO, "EIO"}};
    for (const auto &[code, name] : known) {
        if (code == number)
            return name;
    }
    return "";
}

Error writeError(const QString &path, int number)
{
    return {Error::Kind::Local, nameOfErrno(number),
        QCoreApplication::translate("hitlens::Snapshot", "The snapshot cannot be written to %1: %2")
            .arg(path, qt_error_string(number))};
}

Error fullError(qint64 mostBytes)
{
    return {Error::Kind::Local, "FULL",
        QCoreApplication::translate(
            "hitlens::Snapshot", "The snapshot has reached its limit of %1 bytes.")
            .arg(mostBytes)};
}

Error largeError()
{
    return {Error::Kind::Local, "LARGE",
        QCoreApplication::translate(
            "hitlens::Snapshot", "A snapshot cannot hold a batch of more than 4 GiB.")};
}

} // namespace

Result<SnapshotWriterPtr> SnapshotFileWriter::create(
    const QString &path, const SnapshotFileHeader &header, const QByteArray &key, qint64 mostBytes)
{
    SnapshotFileHeader written = header;
    SnapshotSeal seal = SnapshotSeal::forWriting(written, key);
    const int descriptor = ::open(QFile::encodeName(path).constData(),
        O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, ownerOnly);
    if (descriptor < 0)
        return writeError(path, errno);
    // What the lock is good for is no reason to refuse, where a file system knows none.
    ::flock(descriptor, LOCK_EX | LOCK_NB);
    const std::shared_ptr<SnapshotFileWriter> writer(
        new SnapshotFileWriter(path, descriptor, std::move(seal), mostBytes));
    const QByteArray line = toSnapshotLine(written);
    if (const auto error = writer->write(line))
        return *error; // without keys, it is removed
    writer->m_bytes = line.size();
    return SnapshotWriterPtr(writer);
}

SnapshotFileWriter::SnapshotFileWriter(
    QString path, int descriptor, SnapshotSeal seal, qint64 mostBytes)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
    , m_seal(std::move(seal))
    , m_mostBytes(mostBytes)
{ }

SnapshotFileWriter::~SnapshotFileWriter()
{
    close();
}

Result<Done> SnapshotFileWriter::append(const QList<SnapshotEntry> &entries)
{
    if (m_descriptor < 0)
        return writeError(m_path, EBADF);
    if (entries.isEmpty())
        return Done();
    const auto block = toSnapshotBlock(entries);
    if (!block)
        return largeError();
    auto done = put(*block, false);
    if (done)
        m_keys += entries.size();
    return done;
}

// All of it or nothing: the seal stays where the file ends.
Result<Done> SnapshotFileWriter::put(QByteArrayView block, bool isLast)
{
    SnapshotSeal next = m_seal;
    const QByteArray frame = next.sealed(block, m_bytes, isLast);
    if (!isLast && m_bytes + frame.size() + endFrame > m_mostBytes)
        return fullError(m_mostBytes);
    if (const auto error = write(frame)) {
        if (::ftruncate(m_descriptor, m_bytes) != 0)
            close(); // its end is cut off, which a reader knows how to take
        return *error;
    }
    m_seal = next;
    m_bytes += frame.size();
    return Done();
}

std::optional<Error> SnapshotFileWriter::write(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const auto written = ::write(m_descriptor, bytes.data(), static_cast<size_t>(bytes.size()));
        if (written < 0 && errno != EINTR)
            return writeError(m_path, errno);
        bytes = bytes.sliced(std::max<qsizetype>(written, 0));
    }
    return std::nullopt;
}

Result<Done> SnapshotFileWriter::finish()
{
    if (m_descriptor < 0)
        return writeError(m_path, EBADF);
    auto done = m_keys > 0 ? put(snapshotEndBlock(m_keys), true) : Result<Done>(Done());
    close();
    return done;
}

void SnapshotFileWriter::close()
{
    if (m_descriptor < 0)
        return;
    if (m_keys == 0)
        ::unlink(QFile::encodeName(m_path).constData());
    ::close(m_descriptor);
    m_descriptor = -1;
}

} // namespace hitlens
