// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/connection.h"

namespace hitlens {

// Tells of each key that Hitlens itself has looked up, and whether it was there, so that somebody
// who watches all traffic can leave these out. As long as it lives, for all connections that write
// to that log. Lives on the worker thread, as a child of the log.
class OwnLookups final : public QObject
{
    Q_OBJECT

public:
    explicit OwnLookups(CommandLog *log);

    // For Connection, once the answer has come. Only commands about one key are told of.
    static void note(const CommandLog *log, const Request &request, const Lookups &lookups);

signals:
    void looked(const QByteArray &command, const QByteArray &key, bool isMiss);
};

} // namespace hitlens
