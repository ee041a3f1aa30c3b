// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

// Where bulk changes leave their traces on this computer: the window and hitlens-cli share them.
// By QStandardPaths, so by XDG where that is the custom. There must be an application.
namespace hitlens {

QString auditLogPath(); // a file
QString snapshotsPath(); // a folder
QString recipesPath(); // a file

} // namespace hitlens
