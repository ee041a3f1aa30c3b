// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/connections/secrets.h"
#include "app/redis/result.h"

#include <QHash>

namespace hitlens {

inline const QString exportFormat = QStringLiteral("hitlens-servers");
inline constexpr int exportVersion = 1;

// The servers as one JSON text, in their order, with the secrets that are given (by id) and no
// others.
QByteArray exportServers(
    const QList<Profile> &profiles, const QHash<QString, Secrets> &secrets = {});

// Replaces the file in one step, readable by its owner alone.
Result<Done> writeExport(const QString &path, const QByteArray &text);

} // namespace hitlens
