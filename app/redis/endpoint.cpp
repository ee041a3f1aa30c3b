// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/endpoint.h"

namespace hitlens {

QString Endpoint::displayName() const
{
    if (!socketPath.isEmpty())
        return socketPath;
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    return shown + u':' + QString::number(port);
}

} // namespace hitlens
