// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/error.h"

namespace hitlens {

// The ACL rule whose lack an error tells of, as ACL SETUSER takes it: "+memory|usage". Where the
// server does not name the key or the channel: "~pattern", "&channel". Empty for other errors.
QString missingPermission(const Error &error);

} // namespace hitlens
