// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/import/importpreview.h"

#include <QJsonArray>

namespace hitlens {

// The list in .p3xrs-conns.json of P3X Redis UI.
ImportPreview importP3x(const QJsonArray &servers);

} // namespace hitlens
