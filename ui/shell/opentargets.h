// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/keyspace/copytargets.h"

class QTabWidget;

namespace hitlens {

class ProfileStore;
class SecretStore;
class ServerPage;
class Settings;

// What saved servers and their secrets are found in, and how these open.
struct SavedServers
{
    ProfileStore &profiles;
    SecretStore &secrets;
    const Settings &settings;
};

// The servers that are open in these tabs and those that are saved, as the one on that page sees
// them. All must outlive it.
CopyTargets copyTargetsOf(
    const QTabWidget *tabs, const ServerPage *here, const SavedServers &saved);

} // namespace hitlens
