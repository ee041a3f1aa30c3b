// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"

namespace hitlens {

// What two running Hitlens made of the same saved server. Host, port, login, encryption and the way
// in are one thing here: half of each is what neither of the two meant.
struct ProfileMerge
{
    // What both changed, each in its way.
    struct Clash
    {
        QString what; // "Name"
        QString mine; // as the person would read it; empty where it says nothing to one
        QString theirs;

        bool operator==(const Clash &) const = default;
    };

    QList<Clash> clashes;
    Profile mine; // all changes of both, and mine where they clash
    Profile theirs; // the same, and theirs where they clash
};

// base: what both began with. Pure.
ProfileMerge mergeProfiles(const Profile &base, const Profile &mine, const Profile &theirs);

} // namespace hitlens
