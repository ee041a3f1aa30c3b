// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/snapshotreader.h"
#include "app/invalidation/snapshotseal.h"

#include <QFile>

namespace hitlens {

// Reads a snapshot's file, and holds it so that nobody removes it meanwhile.
class SnapshotFileReader final : public SnapshotReader
{
public:
    // The header alone.
    static Result<SnapshotFileHeader> headerOf(const QString &path);
    // An error of code "KEY" where it is encrypted and this is not its key, "BUSY" where it is
    // still being written.
    static Result<SnapshotReaderPtr> open(const QString &path, const QByteArray &key);

    const SnapshotHeader &header() const override { return m_header.header; }
    Result<QList<SnapshotEntry>> next() override;
    double fraction() const override;
    bool isWhole() const override { return m_isWhole; }

private:
    SnapshotFileReader(std::unique_ptr<QFile> file, SnapshotFileHeader header, SnapshotSeal seal);

    std::optional<QByteArray> readExactly(qint64 size);
    Result<QList<SnapshotEntry>> take(const QByteArray &head, const QByteArray &body);
    Result<QList<SnapshotEntry>> end();
    Error failed();

    const std::unique_ptr<QFile> m_file;
    const SnapshotFileHeader m_header;
    SnapshotSeal m_seal;
    qint64 m_place; // where the next frame begins
    qint64 m_keys = 0;
    bool m_isOver = false;
    bool m_isWhole = false;
    std::optional<Error> m_error;
};

} // namespace hitlens
