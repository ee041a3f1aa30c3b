// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/client.h"

class QElapsedTimer;

namespace hitlens {

double millisecondsSince(const QElapsedTimer &timer);

// Milliseconds for a scan by a client that is ready, until all names have arrived on this thread;
// negative when it did not find that many keys within two minutes. Runs the event loop.
double timeOfScan(Client &client, qint64 keys);

} // namespace hitlens
