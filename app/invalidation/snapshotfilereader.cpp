// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/snapshotfilereader.h"

#include <QCoreApplication>

#include <sys/file.h>

#include <cerrno>

namespace hitlens {

namespace {

Error openError(const QString &path, const QByteArray &code, const QString &why)
{
    return {Error::Kind::Local, code,
        QCoreApplication::translate("hitlens::Snapshot", "The snapshot %1 cannot be read: %2")
            .arg(path, why)};
}

Result<SnapshotFileHeader> headerIn(QFile &file, QByteArray &line)
{
    line = file.readLine(snapshotLongestHeader);
    auto header = fromSnapshotLine(line);
    if (!header)
        return openError(file.fileName(), header.error().code, header.error().text);
    return header;
}

bool isBeingWritten(const QFile &file)
{
    return ::flock(file.handle(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

} // namespace

Result<SnapshotFileHeader> SnapshotFileReader::headerOf(const QString &path)
{
    QFile file(path);
    QByteArray line;
    if (!file.open(QIODevice::ReadOnly))
        return openError(path, {}, file.errorString());
    return headerIn(file, line);
}

Result<SnapshotReaderPtr> SnapshotFileReader::open(const QString &path, const QByteArray &key)
{
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly))
        return openError(path, {}, file->errorString());
    if (isBeingWritten(*file))
        return openError(path, "BUSY",
            QCoreApplication::translate("hitlens::Snapshot",
                "It is still being written by the change that it belongs to."));
    QByteArray line;
    const auto header = headerIn(*file, line);
    if (!header)
        return header.error();
    const auto seal = SnapshotSeal::forReading(*header, line, key);
    if (!seal)
        return openError(path, seal.error().code, seal.error().text);
    return SnapshotReaderPtr(new SnapshotFileReader(std::move(file), *header, *seal));
}

SnapshotFileReader::SnapshotFileReader(
    std::unique_ptr<QFile> file, SnapshotFileHeader header, SnapshotSeal seal)
    : m_file(std::move(file))
    , m_header(std::move(header))
    , m_seal(std::move(seal))
    , m_place(m_file->pos())
{ }

double SnapshotFileReader::fraction() const
{
    return m_isOver ? 1 : static_cast<double>(m_place) / static_cast<double>(m_file->size());
}

Result<QList<SnapshotEntry>> SnapshotFileReader::next()
{
    if (m_error)
        return *m_error;
    if (m_isOver)
        return QList<SnapshotEntry>();
    const auto head = readExactly(SnapshotSeal::headSize);
    if (!head)
        return end();
    const auto size = m_seal.bodySize(*head, m_place);
    if (!size)
        return failed();
    // What is not there is not asked for: the size may be that of nearly 4 GiB.
    const bool isThere = *size <= m_file->size() - m_file->pos();
    const auto body = isThere ? readExactly(*size) : std::nullopt;
    return body ? take(*head, *body) : end();
}

std::optional<QByteArray> SnapshotFileReader::readExactly(qint64 size)
{
    QByteArray bytes = m_file->read(size);
    return bytes.size() == size ? std::optional(bytes) : std::nullopt;
}

Result<QList<SnapshotEntry>> SnapshotFileReader::take(
    const QByteArray &head, const QByteArray &body)
{
    const auto opened = m_seal.opened(head, body);
    const auto block = opened ? fromSnapshotBlock(*opened) : std::nullopt;
    if (!block)
        return failed();
    if (block->isEnd) {
        if (block->keys != m_keys || !m_file->atEnd())
            return failed();
        m_isWhole = true;
        return end();
    }
    m_place = m_file->pos();
    m_keys += block->entries.size();
    return block->entries;
}

Result<QList<SnapshotEntry>> SnapshotFileReader::end()
{
    if (m_file->error() != QFileDevice::NoError) {
        m_error = openError(m_file->fileName(), {}, m_file->errorString());
        return *m_error;
    }
    m_isOver = true;
    return QList<SnapshotEntry>();
}

Error SnapshotFileReader::failed()
{
    m_error = openError(m_file->fileName(), "DAMAGED",
        QCoreApplication::translate("hitlens::Snapshot",
            "It is damaged after the first %1 bytes. The %2 keys before that are intact.")
            .arg(m_place)
            .arg(m_keys));
    return *m_error;
}

} // namespace hitlens
