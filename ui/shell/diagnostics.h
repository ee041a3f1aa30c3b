// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/topology.h"

namespace hitlens {

struct Profile;

// One open server for the diagnostics: what it is, never who.
struct DiagnosedServer
{
    Topology topology;
    Endpoint endpoint;
    Status status;
};

// What a person sends along with a report: versions, the system, screens, what kinds of servers are
// open, and the end of the log. No secrets, and no word of names: in the log too they are left out.
// Keys never come to the log. In English whatever the language of the person, since it is for who
// mends. GUI thread, reads the log file.
QString diagnosticsText(
    const QList<DiagnosedServer> &servers, const QString &logPath, const QStringList &names = {});

// What tells who a server is: its names, addresses, users and files.
QStringList namesOf(const Profile &profile);

} // namespace hitlens
