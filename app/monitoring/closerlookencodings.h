// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/closerlook.h"

namespace hitlens {

// Encodings of small values: a hash, set or sorted set is stored compactly ("listpack"; "ziplist"
// before Redis 7) while it has no more elements, and none longer, than two settings say. Source:
// redis.conf, "hash-max-listpack-entries" and those after it.

// Whether a key in that encoding (OBJECT ENCODING) might be stored more compactly.
bool isCostlyEncoding(QByteArrayView encoding);

// CostlyEncodings: hashes, sets or sorted sets that are small enough for a limit somewhat higher.
std::optional<Finding> costlyEncodings(const CloserLook &look, const FindingLimits &limits);

} // namespace hitlens
