// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyrecord.h"

namespace hitlens {

// The commands that make a key with the value of a record that has it in the open, in their order:
// some 1,000 rows or 1 MiB each, but one for each entry of a stream. Pure.
QList<QByteArrayList> writesOf(const KeyRecord &record, const QByteArray &key);

// The name of a key that stands in for another one while it is being made. In the same slot where
// isCluster, and beginning like it, since a user may be allowed certain names only.
QByteArray standInFor(const QByteArray &key, quint32 number, bool isCluster);

} // namespace hitlens
