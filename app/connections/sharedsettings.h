// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace hitlens {

// Of the settings file those keys that the window sets and hitlens-cli goes by, too.

// Whether production servers take no changes until the person says so by their name.
inline const QString productionLockKey = QStringLiteral("servers/productionReadOnly");
// How long undo snapshots are kept; 24 where nothing is set.
inline const QString snapshotHoursKey = QStringLiteral("bulk/snapshotHours");
// A file that the audit log goes to as well; empty: none.
inline const QString auditCopyKey = QStringLiteral("bulk/auditCopy");
// The id of the saved server, and the key there, of a stream that the audit log goes to as well;
// one of them empty: none.
inline const QString streamServerKey = QStringLiteral("bulk/streamServer");
inline const QString streamKeyKey = QStringLiteral("bulk/streamKey");

} // namespace hitlens
