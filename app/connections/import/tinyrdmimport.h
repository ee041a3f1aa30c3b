// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/import/importpreview.h"

#include <QJsonArray>

namespace hitlens {

// connections.yaml of Tiny RDM, read into JSON: a list of servers and groups of them. Format:
// backend/types/connection.go there.
ImportPreview importTinyRdm(const QJsonArray &servers);

} // namespace hitlens
