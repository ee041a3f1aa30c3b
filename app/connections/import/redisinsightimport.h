// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/import/importpreview.h"

#include <QJsonArray>

namespace hitlens {

// The export of RedisInsight 2 and later, and the names that version 1 used. Format:
// database/models/export-database.ts there.
ImportPreview importRedisInsight(const QJsonArray &servers);

} // namespace hitlens
