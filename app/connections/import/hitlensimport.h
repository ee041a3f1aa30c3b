// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/import/importpreview.h"

#include <QJsonArray>

namespace hitlens {

// The servers of our own export, see exportServers().
ImportPreview importHitlens(const QJsonArray &servers);

} // namespace hitlens
