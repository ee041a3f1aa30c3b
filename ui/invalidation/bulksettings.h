// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <chrono>

namespace hitlens {

// How changes to many keys leave their traces, for all servers. A value.
struct BulkSettings
{
    std::chrono::hours keptFor{24}; // undo snapshots, from the time they were made
    QString auditCopy; // a file that the audit log goes to as well; empty: none
    QString streamServer; // of a profile: its stream gets the audit log as well; empty: none
    QString streamKey;

    bool operator==(const BulkSettings &) const = default;
};

} // namespace hitlens
