// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/topology.h"

namespace hitlens {

// One open server for the diagnostics: what it is, never who.
struct DiagnosedServer
{
    Topology topology;
    Endpoint endpoint;
    Status status;
};

// What a person sends along with a report: versions, the system, screens, what kinds of servers are
// open, and the end of the log. No names and addresses of servers, no keys, no secrets. In English
// whatever the language of the person, since it is for who mends. GUI thread, reads the log file.
QString diagnosticsText(const QList<DiagnosedServer> &servers, const QString &logPath);

} // namespace hitlens
