// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

namespace hitlens {

// One block of Snappy: its size as a varint, then literals and copies. The library only says that
// a block is bad and wants room for all of it; this says where, and stops at the limit.
Decoded unsnapped(QByteArrayView block, const DecodeLimits &limits);

QByteArray snapped(QByteArrayView content);

} // namespace hitlens
