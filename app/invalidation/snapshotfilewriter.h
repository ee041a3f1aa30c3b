// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/snapshotseal.h"
#include "app/invalidation/snapshotwriter.h"

namespace hitlens {

// Writes a snapshot's file. It is locked while it is written, which the kernel ends with the
// process, so that nobody takes a half for the whole.
class SnapshotFileWriter final : public SnapshotWriter
{
public:
    // Makes the file, which must not exist. No key: not encrypted.
    static Result<SnapshotWriterPtr> create(const QString &path, const SnapshotFileHeader &header,
        const QByteArray &key, qint64 mostBytes);
    ~SnapshotFileWriter() override;
    Q_DISABLE_COPY_MOVE(SnapshotFileWriter)

    Result<Done> append(const QList<SnapshotEntry> &entries) override;
    void setMostBytes(qint64 bytes) override { m_mostBytes = bytes; }
    qint64 bytes() const override { return m_bytes; }
    qint64 keys() const override { return m_keys; }
    Result<Done> finish() override;

private:
    SnapshotFileWriter(QString path, int descriptor, SnapshotSeal seal, qint64 mostBytes);

    Result<Done> put(QByteArrayView block, bool isLast);
    std::optional<Error> write(QByteArrayView bytes);
    void close();

    const QString m_path;
    int m_descriptor; // -1: closed
    SnapshotSeal m_seal;
    qint64 m_mostBytes;
    qint64 m_bytes = 0;
    qint64 m_keys = 0;
};

} // namespace hitlens
