// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/snapshot.h"

// The file of a snapshot, "<id>.hitlens-undo". All numbers are little-endian.
//
//   header  one line of JSON, ended by a line feed: {"format":"hitlens-undo","version":1,"id":…,
//           "made":…,"removedAt":…,"server":…,"serverId":…,"address":…,"db":…,"pattern":…,
//           "hasValues":…,"isEncrypted":…}. Times are Unix milliseconds, the pattern is written as
//           transfertext.h says. Of an encrypted file also "stream", the base64 of the 24 bytes
//           that secretstream begins with, and "keyId", which tells one key from another.
//   frames  each: u32 size of the body · u32 CRC-32 · body. The CRC-32 (zlib's) goes on from that
//           of the header, over the frame's place in the file (u64) and the size.
//   body    plain: u32 CRC-32 of the block, going on from the frame's · block.
//           Encrypted: one message of libsodium's crypto_secretstream_xchacha20poly1305, with the
//           header and the eight bytes before it as additional data; the last frame's has
//           TAG_FINAL. Source: https://doc.libsodium.org/secret-key_cryptography/secretstream
//   block   'B' · one zstd frame (RFC 8878) of a batch of entries, or
//           'E' · u64 how many keys there are: the last frame of a file that was finished.
//   entry   u32 length · key · i64 expiry in Unix milliseconds, INT64_MIN for none · u32 length ·
//           what DUMP gave, nothing where only the expiry was changed.
//
// A file that ends within a frame was cut off, and is good up to there; anything else that does not
// fit is damage. Pure; any thread.
namespace hitlens {

struct SnapshotFileHeader
{
    SnapshotHeader header;
    QDateTime removedAt; // UTC
    bool isEncrypted = false;
    QByteArray stream; // of an encrypted one
    QByteArray keyId;

    bool operator==(const SnapshotFileHeader &) const = default;
};

inline const QString snapshotSuffix = QStringLiteral(".hitlens-undo");
inline constexpr qsizetype snapshotLongestHeader = 1024 * 1024;

QByteArray toSnapshotLine(const SnapshotFileHeader &header); // with the line feed
Result<SnapshotFileHeader> fromSnapshotLine(QByteArrayView line);

// nullopt: larger than the format can hold (4 GiB).
std::optional<QByteArray> toSnapshotBlock(const QList<SnapshotEntry> &entries);
QByteArray snapshotEndBlock(qint64 keys);

struct SnapshotBlock
{
    bool isEnd = false;
    qint64 keys = 0; // of the end
    QList<SnapshotEntry> entries; // at least one, unless it is the end

    bool operator==(const SnapshotBlock &) const = default;
};
// nullopt: damaged.
std::optional<SnapshotBlock> fromSnapshotBlock(QByteArrayView block);

} // namespace hitlens
