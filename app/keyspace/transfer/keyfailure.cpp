// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/keyfailure.h"

namespace hitlens {

bool isRefusal(const Error &error)
{
    return error.kind == Error::Kind::Server || error.kind == Error::Kind::Permission
        || error.kind == Error::Kind::Auth;
}

bool isPassing(const Error &error)
{
    for (const char *code : {"LOADING", "BUSY", "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN"}) {
        if (error.code == code)
            return true;
    }
    return false;
}

bool concernsEveryKey(const Error &error)
{
    // An ACL user may lack the permission for some of the keys only, and the server says so.
    if (error.kind == Error::Kind::Permission)
        return !error.text.contains(QLatin1StringView("one of the keys"), Qt::CaseInsensitive)
            && !error.text.contains(QLatin1StringView("access a key"), Qt::CaseInsensitive);
    for (const char *code : {"OOM", "MISCONF", "NOREPLICAS", "READONLY"}) {
        if (error.code == code)
            return true;
    }
    for (const char *words : {"unknown command", "unknown subcommand", "LFU maxmemory policy"}) {
        if (error.text.contains(QLatin1StringView(words), Qt::CaseInsensitive))
            return true;
    }
    return error.kind == Error::Kind::Auth;
}

} // namespace hitlens
