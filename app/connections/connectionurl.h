// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"
#include "app/redis/result.h"

namespace hitlens {

// What somebody pastes or types to say where a Redis is. Grammar of redis:// as at
// https://redis.io/docs/latest/develop/tools/cli/ and in the IANA registration, of unix:// as in
// redis-py.
struct ConnectionUrl
{
    Endpoint endpoint; // with the password
    // redis://word@host: a user name in a URL, but redis-cli reads the word as the password.
    bool userMayBePassword = false;

    bool operator==(const ConnectionUrl &) const = default;
};

// redis://[[user]:password@][host][:port][/db][?db=N], rediss:// (or ?ssl=true) for TLS, valkey://
// and valkeys:// for the same,
// unix://[[user]:password@]/path[?db=N], and without a scheme host[:port][/db] and /path. Also what
// other libraries made of it: redis-socket://, redis+socket:// and redis+unix:// for unix://;
// redis-sentinel://[password@]host[:port][,host[:port]…][/db]?sentinelMasterId=name and
// redis+sentinel://…/name[/db], with rediss for TLS; ?timeout=10s. Pure. The
// error (of kind Local) says which part is wrong and repeats none of the text: where a sign is
// missing or one too many, any part may be the password.
Result<ConnectionUrl> parseConnectionUrl(const QString &text);

} // namespace hitlens
