// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/redis/result.h"

#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace hitlens {

// The file of servers as it was read: one JSON object with a format version and a list. A value.
struct ProfileFile
{
    struct Entry
    {
        Profile profile;
        QJsonObject json; // with the fields this version does not know

        bool operator==(const Entry &) const = default;
    };

    QJsonObject head; // all that stands beside the servers
    QList<Entry> entries;
    QStringList damage; // a sentence for each thing that could not be read

    // Written by a later Hitlens, in a format that we might spoil.
    bool isNewer() const;
    qsizetype indexOf(const QString &id) const; // -1: not there
};

// A file that is not there holds no servers. A damaged one gives what can be read of it, and says
// so in damage; an error means that the file could not be read at all.
Result<ProfileFile> readProfileFile(const QString &path);

// Replaces the file in one step, readable by its owner alone.
Result<Done> writeProfileFile(const QString &path, const ProfileFile &file);

} // namespace hitlens
