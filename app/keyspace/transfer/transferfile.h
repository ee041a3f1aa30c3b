// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/result.h"

#include <QSaveFile>

#include <functional>
#include <memory>

namespace hitlens {

// zlib's crc32 of what has the checksum before (0: nothing), followed by these bytes.
quint32 transferChecksum(quint32 before, QByteArrayView bytes);

// A file of keys while it is being written: readable by its owner alone, and only there when it is
// whole. Until commit the bytes are in a file beside it, which goes with the object; what stood
// there before stays. One thread at a time. Writing goes through 256 KiB of buffer.
class TransferFile final
{
public:
    explicit TransferFile(const QString &path);

    // The first thing that went wrong, of all of these.
    std::optional<Error> error() const { return m_error; }
    void write(QByteArrayView bytes);
    // Of all that was written so far. Not together with rollBack.
    quint32 checksum() const;
    // Bytes so far, those in the buffer too.
    qint64 size() const { return m_written + m_buffer.size(); }
    // Forgets everything after the first size bytes.
    void rollBack(qint64 size);
    // Puts the file in its place. Waits for the disk: not on the worker.
    void commit();

private:
    void flush();
    void put(QByteArrayView bytes);
    void fail();

    QSaveFile m_file;
    QByteArray m_buffer;
    qint64 m_written = 0;
    quint32 m_checksum = 0; // of what was flushed
    std::optional<Error> m_error;
};

// Commits on another thread, and then calls done on the thread of context, unless that is gone.
void commitElsewhere(
    const std::shared_ptr<TransferFile> &file, QObject *context, std::function<void()> done);

} // namespace hitlens
