// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/import/importpreview.h"

#include <QJsonArray>

namespace hitlens {

// connections.json of RESP.app, once called RDM: an array of servers and groups of them. Format:
// connectionsmanager.cpp there and connectionconfig.cpp of qredisclient.
ImportPreview importResp(const QJsonArray &servers);

} // namespace hitlens
