// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/keyspace/copytargets.h"

class QTabWidget;

namespace hitlens {

class ServerPage;

// The servers that are open in these tabs, as the one on that page sees them. Both must outlive it.
CopyTargets copyTargetsOf(const QTabWidget *tabs, const ServerPage *here);

} // namespace hitlens
