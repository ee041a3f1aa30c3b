// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/permission.h"

namespace hitlens {

using namespace Qt::StringLiterals;

// Source: getAclErrorMessage in acl.c of Redis 7 and Valkey, processCommand in server.c of Redis 6.
QString missingPermission(const Error &error)
{
    if (error.code != "NOPERM")
        return {};
    static constexpr QLatin1StringView run("run the '");
    const qsizetype begin = error.text.indexOf(run);
    if (begin >= 0) {
        const qsizetype end = error.text.indexOf(u'\'', begin + run.size());
        if (end < 0)
            return {};
        return u'+' + error.text.sliced(begin + run.size(), end - begin - run.size()).toLower();
    }
    if (error.text.contains(" key"_L1))
        return u"~pattern"_s;
    return error.text.contains(" channel"_L1) ? u"&channel"_s : QString();
}

} // namespace hitlens
