// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/nokeys.h"

#include "app/keyspace/keylisting.h"
#include "app/keyspace/keysearch.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

namespace hitlens {

namespace {

using Stage = KeyListing::Stage;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(NoKeys)
};

// The scan found some, and the filter leaves all of them out.
NoKeys whyNoMatch(const KeyListing &listing)
{
    const QString loaded = formatKeys(listing.store()->count());
    const QString title = Texts::tr("No loaded key matches the filter");
    switch (listing.stage()) {
    case Stage::Scanning:
    case Stage::Settling:
        return {Texts::tr("No loaded key matches the filter yet"),
            Texts::tr("Loaded so far: %1, and more are coming. What matches appears here.")
                .arg(loaded)};
    case Stage::Paused:
        return {title,
            Texts::tr("The scan is paused at %1. Continue it, or press Enter in the filter to "
                      "ask the server.")
                .arg(loaded)};
    case Stage::Finished:
        break;
    case Stage::Waiting:
    case Stage::Stopped:
    case Stage::Failed:
    case Stage::Lost:
        return {title,
            Texts::tr("The scan stopped at %1. Press Enter in the filter to ask the server for "
                      "all that match.")
                .arg(loaded)};
    }
    if (listing.isEverything())
        return {Texts::tr("No key matches the filter"),
            Texts::tr(
                "The last scan found %1, and it leaves all out. Press Escape in the filter to "
                "clear it.")
                .arg(loaded)};
    return {title,
        Texts::tr("The server was asked for some of its keys only: %1. Clear the "
                  "filter to see them.")
            .arg(loaded)};
}

NoKeys whyNoneLoaded(const KeyListing &listing)
{
    switch (listing.stage()) {
    case Stage::Scanning:
    case Stage::Settling:
        return {Texts::tr("Looking for keys…"),
            Texts::tr("They appear here as the server lists them.")};
    case Stage::Paused:
        return {
            Texts::tr("Nothing found yet"), Texts::tr("The scan is paused. Continue it to go on.")};
    case Stage::Stopped:
        return {Texts::tr("Nothing found yet"),
            listing.canResume() ? Texts::tr("The scan was stopped. Continue it to go on.")
                                : Texts::tr("The scan was stopped. Rescan to begin again.")};
    case Stage::Failed:
        return {Texts::tr("No keys to show"), Texts::tr("The scan failed for the reason above.")};
    case Stage::Waiting:
    case Stage::Lost:
    case Stage::Finished:
        break;
    }
    return {Texts::tr("Not connected"), Texts::tr("The keys are listed once the server answers.")};
}

} // namespace

NoKeys whyNoKeys(const KeyListing &listing, const KeySearch &filter, int database)
{
    if (filter.isSearching())
        return {Texts::tr("Filtering…"), {}};
    if (!listing.store()->isEmpty())
        return whyNoMatch(listing);
    if (listing.stage() != Stage::Finished)
        return whyNoneLoaded(listing);
    const QString pattern = displayBytes(listing.pattern());
    const bool hasConditions = listing.condition().questions() > 0;
    if (hasConditions && !pattern.isEmpty())
        return {Texts::tr("No key is like this"),
            Texts::tr("None that matches %1 meets the conditions. Choose others, or none.")
                .arg(pattern)};
    if (hasConditions)
        return {Texts::tr("No key is like this"),
            Texts::tr("Choose other conditions above, or none, to see more keys.")};
    if (!pattern.isEmpty())
        return {Texts::tr("No key on the server matches %1").arg(pattern),
            Texts::tr("Upper and lower case differ. Remove the pattern to list all keys.")};
    return {Texts::tr("Database %1 is empty").arg(database),
        Texts::tr("Write a key and rescan, or choose another database at the top right.")};
}

} // namespace hitlens
