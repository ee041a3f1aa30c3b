// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkrun.h"
#include "app/invalidation/recipestore.h"

namespace hitlens {

// What all open servers share about changes to many keys.
struct BulkParts
{
    BulkTraces traces;
    RecipeStore &recipes;
};

} // namespace hitlens
