// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keydetails.h"

namespace hitlens {

// "a hash, 1.2 KiB in memory, expires in 5 min": what would be lost with a key.
QString describeKey(const KeyDetails &details);

// What a value of a module's type is, after “This is ”: a Bloom filter (MBbloom--). By the names
// that RedisBloom, RedisTimeSeries, RedisGraph, valkey-bloom and Redis 8 give their types.
QString moduleTypeWords(const QString &type);

// What is said of a write that ended in an error: notDone, or mightBe where no answer came, so that
// it may have been done all the same.
QString failureWords(const Error &error, const QString &notDone, const QString &mightBe);

} // namespace hitlens
