// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/redis/result.h"

#include <QJsonObject>

namespace hitlens {

// How a server stands in the file of servers. Passwords are no part of it.

// Writes the profile over the object it was read from, so that fields this version does not know
// stay as they are.
QJsonObject toJson(const Profile &profile, QJsonObject over = {});

// The error's text names the field that is wrong. Fields that are missing take their defaults,
// except for the id, which is demanded.
Result<Profile> profileFromJson(const QJsonObject &json);

} // namespace hitlens
