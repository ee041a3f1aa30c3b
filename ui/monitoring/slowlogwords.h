// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/slowlog.h"

namespace hitlens {

// From where on commands are noted and how many; where nodes differ, of which.
QString noteLimits(const SlowLog &log);
// Who sends that command now, in a sentence; why it is not known.
QString whoSends(const SlowLog &log, const QByteArray &command);
// How a command is written: "CONFIG".
QString shownCommand(const QByteArray &command);

} // namespace hitlens
