// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/valuecommands.h"

#include <optional>

// What a plain type is used for, as far as its bytes tell: Redis keeps HyperLogLogs and bitmaps in
// strings and places in sorted sets, and its TYPE says so of none of them. Pure.
namespace hitlens {

// Exactly: a string that PFADD made. beginning: the first 16 bytes or more. Source: struct hllhdr
// in Redis' hyperloglog.c: "HYLL", an encoding of 0 (dense, 12304 bytes) or 1 (sparse), three
// zeros.
bool isHyperLogLog(QByteArrayView beginning, qint64 total);
// How many elements it counted when it was asked last; nullopt: it has changed since then. Of a
// HyperLogLog. Source: card of the same struct, little endian, whose top bit says so.
std::optional<qint64> storedCount(QByteArrayView hyperLogLog);

// It may be a bitmap, as it is no text. (Redis cannot tell either.)
bool mayBeBitmap(QByteArrayView beginning);

// It may hold places: every score is a whole number that could be a geohash. Source: geohash.c of
// Redis interleaves 26 bits of each coordinate, 52 in all; below 2^44 lies nothing but the
// Antarctic Pacific, and there are counters, seconds and milliseconds.
bool mayBePlaces(const BytesPairs &membersAndScores);

} // namespace hitlens
