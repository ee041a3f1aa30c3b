// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

// Where Hitlens keeps what it says of itself: $XDG_STATE_HOME/hitlens, ~/.local/state/hitlens by
// default; on other systems beside its data. There must be an application.
namespace hitlens {

QString logPath(); // of LogFile
QString runsPath(); // the folder of RunMarker
QString changedSettingsPath(); // the folder of ChangedSettingFile

} // namespace hitlens
