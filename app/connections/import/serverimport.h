// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/import/importpreview.h"
#include "app/connections/profilestore.h"

namespace hitlens {

// Whether both lead to the same place in the same way: address, database, user, and what is passed
// on the way there. Names, colours and secrets do not count.
bool isSameServer(const Endpoint &one, const Endpoint &other);

// The name itself, or with " (2)" and so on behind it when it is taken.
QString freeName(const QString &name, const QStringList &taken);

// Adds them to the store, all or none, under new ids and names that are free, and returns them as
// they are there. Certificates become files in the folder, readable by their owner alone; the
// secrets are for the caller to keep. Nothing that is there is changed.
Result<QList<Candidate>> importServers(
    QList<Candidate> chosen, ProfileStore &store, const QString &certificates);

} // namespace hitlens
