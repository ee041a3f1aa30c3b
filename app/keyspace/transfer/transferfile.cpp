// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/transferfile.h"

#include "app/keyspace/backgroundpool.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QPromise>

#include <zlib.h>

namespace hitlens {

namespace {

constexpr qsizetype bufferSize = 256 * 1024;

} // namespace

quint32 transferChecksum(quint32 before, QByteArrayView bytes)
{
    return static_cast<quint32>(crc32_z(before, reinterpret_cast<const Bytef *>(bytes.data()),
        static_cast<z_size_t>(bytes.size())));
}

TransferFile::TransferFile(const QString &path)
    : m_file(path)
{
    m_buffer.reserve(bufferSize);
    // The mode is set while the file is still empty: nobody else ever sees a byte of it.
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)
        || !m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        fail();
}

void TransferFile::write(QByteArrayView bytes)
{
    if (m_buffer.size() + bytes.size() > bufferSize)
        flush();
    if (bytes.size() > bufferSize)
        put(bytes);
    else
        m_buffer.append(bytes.data(), bytes.size());
}

quint32 TransferFile::checksum() const
{
    return transferChecksum(m_checksum, m_buffer);
}

void TransferFile::rollBack(qint64 size)
{
    if (size >= m_written) {
        m_buffer.truncate(size - m_written);
        return;
    }
    m_buffer.clear();
    m_written = size;
    if (!m_error && (!m_file.resize(size) || !m_file.seek(size)))
        fail();
}

void TransferFile::commit()
{
    flush();
    if (!m_error && !m_file.commit())
        fail();
}

void TransferFile::flush()
{
    put(m_buffer);
    m_buffer.resize(0); // keeps its memory
}

void TransferFile::put(QByteArrayView bytes)
{
    if (!m_error && m_file.write(bytes.data(), bytes.size()) != bytes.size())
        fail();
    m_checksum = transferChecksum(m_checksum, bytes);
    m_written += bytes.size();
}

void TransferFile::fail()
{
    m_error = Error{Error::Kind::Local, {},
        QCoreApplication::translate("KeyTransfer", "The keys cannot be written to %1: %2")
            .arg(m_file.fileName(), m_file.errorString())};
}

void commitElsewhere(
    const std::shared_ptr<TransferFile> &file, QObject *context, std::function<void()> done)
{
    const auto promise = std::make_shared<QPromise<void>>();
    auto *watcher = new QFutureWatcher<void>(context);
    QObject::connect(watcher, &QFutureWatcher<void>::finished, context, std::move(done));
    watcher->setFuture(promise->future());
    promise->start();
    BackgroundPool::instance().run([promise, file] {
        file->commit();
        promise->finish();
    });
}

} // namespace hitlens
