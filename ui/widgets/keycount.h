// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace hitlens {

QString keysText(qint64 keys); // "1 key", "1,240 keys"

} // namespace hitlens
