// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace hitlens {

// In the settings file: whether production servers take no changes until the person says so by
// their name. The window sets it, and hitlens-cli goes by it, too.
inline const QString productionLockKey = QStringLiteral("servers/productionReadOnly");

} // namespace hitlens
