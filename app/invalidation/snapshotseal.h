// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/snapshotformat.h"

namespace hitlens {

// Puts the blocks of a snapshot into frames and takes them out again, one after the other: sealed
// by checksums, or encrypted and authenticated where there is a key. See snapshotformat.h. A value:
// a copy goes on from where its original was. Any thread, one at a time.
class SnapshotSeal final
{
public:
    static constexpr qsizetype keySize = 32;
    static constexpr qsizetype headSize = 8;
    // What a frame is larger than its block, at most.
    static constexpr qsizetype overhead = headSize + 17;

    static QByteArray newKey();
    static QByteArray idOf(const QByteArray &key);

    // Fills in what the header says of the encryption, and goes on to write what follows it. No
    // key: not encrypted.
    static SnapshotSeal forWriting(SnapshotFileHeader &header, const QByteArray &key);
    // line: as it stands in the file.
    static Result<SnapshotSeal> forReading(
        const SnapshotFileHeader &header, const QByteArray &line, const QByteArray &key);

    // The frame of a block that stands at this place in the file.
    QByteArray sealed(QByteArrayView block, qint64 place, bool isLast);
    // How long a body the frame with this head has; nullopt: the head is damaged.
    std::optional<qint64> bodySize(QByteArrayView head, qint64 place) const;
    // The block; nullopt: damaged.
    std::optional<QByteArray> opened(QByteArrayView head, QByteArrayView body);

private:
    SnapshotSeal() = default;
    quint32 headChecksum(qint64 place, quint32 size) const;
    void setLine(const QByteArray &line);

    QByteArray m_line; // the header
    quint32 m_checksum = 0; // of the header
    QByteArray m_state; // of the secretstream; empty: not encrypted
};

} // namespace hitlens
