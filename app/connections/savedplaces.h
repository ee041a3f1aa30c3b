// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

// Where Hitlens keeps on this computer what it saves, so that the window and hitlens-cli share it.
// By QStandardPaths, so by XDG where that is the custom. There must be an application.
namespace hitlens {

QString serversPath(); // the file of ProfileStore
QString recipesPath(); // the file of RecipeStore
QString auditLogPath(); // the file of AuditLog
QString historiesPath(); // the folder of the files of HistoryStore
QString snapshotsPath(); // the folder of SnapshotStore

} // namespace hitlens
