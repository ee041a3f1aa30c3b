// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyranges.h"

namespace hitlens {

// Some keys, by their place in a store. A value.
struct StoredKeys
{
    KeyStorePtr store;
    KeyRanges ranges;
};

} // namespace hitlens
