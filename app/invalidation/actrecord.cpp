// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/actrecord.h"

namespace hitlens {

AuditRecord newActRecord(const Client &client, const Profile &profile)
{
    const Endpoint &endpoint = client.endpoint();
    AuditRecord record;
    record.id = AuditLog::newId();
    record.begun = QDateTime::currentDateTimeUtc();
    record.osUser = AuditLog::thisUser();
    record.aclUser = endpoint.username;
    record.serverId = profile.id;
    record.server = profile.name.isEmpty() ? endpoint.displayName() : profile.name;
    record.address = endpoint.displayName();
    record.db = endpoint.db;
    return record;
}

AuditRecord::Outcome outcomeOf(const BulkReport &report)
{
    return {QDateTime::currentDateTimeUtc(), report.end, report.counts,
        report.error ? report.error->text : QString()};
}

} // namespace hitlens
