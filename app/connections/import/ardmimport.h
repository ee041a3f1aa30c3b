// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/import/importpreview.h"

#include <QJsonArray>

namespace hitlens {

// The export of Another Redis Desktop Manager, with the base64 around it taken off. Groups came
// with 1.7.2; before, the file was the array of servers alone. Format: storage.js there.
ImportPreview importArdm(const QJsonArray &servers, const QJsonArray &groups = {});

} // namespace hitlens
