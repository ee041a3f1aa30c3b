// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keystore.h"
#include "app/redis/namelist.h"

#include <functional>

namespace hitlens {

using NameBatch = std::shared_ptr<const NameList>;
using KeyFilter = std::function<bool(QByteArrayView)>;

// A new store of what base holds and the batches bring, without the names that isRemoved (when
// given) says yes to. Batches are in any order and may repeat names. Pure: takes time (0.1 to 0.3
// seconds for a million names), so call it off the GUI thread.
KeyStorePtr mergeKeys(
    const KeyStore &base, const std::vector<NameBatch> &batches, const KeyFilter &isRemoved = {});

} // namespace hitlens
