// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/bulkparts.h"

namespace hitlens {

// Recipes and a history for pictures of the program: of the demo's server.
void fillWithExamples(const BulkParts &bulk);

} // namespace hitlens
