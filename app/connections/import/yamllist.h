// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/result.h"

#include <QJsonArray>

namespace hitlens {

// The list that a YAML document is. All that is written plain is text, but for null. Anchors, which
// can make a small file endlessly large, are refused, as is what is larger or deeper than a list of
// servers can be.
Result<QJsonArray> yamlList(const QByteArray &text);

} // namespace hitlens
