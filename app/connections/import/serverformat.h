// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/import/importpreview.h"
#include "app/redis/result.h"

#include <QJsonArray>
#include <QJsonObject>

namespace hitlens {

// Tells by the names of the fields which tool wrote the JSON, and reads it as that one's.
Result<ImportPreview> serversFromArray(const QJsonArray &servers);
Result<ImportPreview> serversFromObject(const QJsonObject &root);

} // namespace hitlens
