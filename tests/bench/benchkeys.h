// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace hitlens {

// Writes that many keys, in the shapes of an application's cache: 40 % cache:*, 20 % session:*,
// 15 % item:*, 15 % user:*:name and 10 % api:products:*, to the server on that unix socket. The
// same number gives the same keys, so that it also brings back what was deleted. Their TTLs are a
// day and more. Blocks, some seconds for a million; false when the server does not take them.
bool fillWithKeys(const QString &socketPath, quint32 keys);

} // namespace hitlens
