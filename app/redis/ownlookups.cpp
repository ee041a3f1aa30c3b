// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/ownlookups.h"

namespace hitlens {

OwnLookups::OwnLookups(CommandLog *log)
    : QObject(log)
{ }

void OwnLookups::note(const CommandLog *log, const Request &request, const Lookups &lookups)
{
    if (!log || request.route.to != Route::To::Key || lookups.hits + lookups.misses == 0)
        return;
    // For each answer: without a list, or a search.
    for (QObject *child : log->children()) {
        if (auto *own = qobject_cast<OwnLookups *>(child))
            emit own->looked(request.argv.first(), request.route.name, lookups.misses > 0);
    }
}

} // namespace hitlens
