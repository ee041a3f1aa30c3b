// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/invalidation/auditlog.h"
#include "app/redis/client.h"

namespace hitlens {

// The beginning of a record of an act on that server: a new id, now, who, and where.
AuditRecord newActRecord(const Client &client, const Profile &profile);
// How it ended.
AuditRecord::Outcome outcomeOf(const BulkReport &report);

} // namespace hitlens
