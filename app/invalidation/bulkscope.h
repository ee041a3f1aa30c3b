// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/globpattern.h"
#include "app/keyspace/keycondition.h"
#include "app/keyspace/keyselection.h"

namespace hitlens {

// Which keys a bulk change or a dry run means. A value.
struct BulkScope
{
    QByteArray pattern; // glob, as MATCH takes it
    KeySelection selected = {}; // of the keys that match only these, where it is not empty
    QByteArray except = {}; // glob: but not these; empty: no exception
    KeyCondition condition = {}; // what they have to be like beside their name

    bool operator==(const BulkScope &) const = default;
};

// Decides by the name alone, before a key is handed to any command: what SCAN MATCH answered is
// checked again here. Any thread.
class ScopeMatcher final
{
public:
    explicit ScopeMatcher(const BulkScope &scope);

    bool matches(QByteArrayView name) const;
    // What to ask SCAN for: the pattern, or what all that is selected begins with.
    QByteArray scanPattern() const;

private:
    GlobPattern m_pattern;
    std::optional<GlobPattern> m_except;
    KeySelection m_selected;
};

} // namespace hitlens
