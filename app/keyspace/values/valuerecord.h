// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyrecord.h"

namespace hitlens {

class ValueModel;

// The rows as a key that createKey() makes: all of the value, but for the expiry of fields and the
// groups of a stream. Nullopt where some rows are not loaded or searched away, or there are none.
std::optional<KeyRecord> recordOf(const ValueModel &model, KeyType type);

} // namespace hitlens
