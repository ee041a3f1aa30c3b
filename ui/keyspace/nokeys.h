// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace hitlens {

class KeyListing;
class KeySearch;

// Why no key is shown, and what to do about it: two sentences.
struct NoKeys
{
    QString title;
    QString hint;

    bool operator==(const NoKeys &) const = default;
};

// For a listing of this database, through this filter.
NoKeys whyNoKeys(const KeyListing &listing, const KeySearch &filter, int database);

} // namespace hitlens
