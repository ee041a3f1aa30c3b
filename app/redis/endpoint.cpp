// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/endpoint.h"

namespace hitlens {

QString HostPort::text() const
{
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    return shown + u':' + QString::number(port);
}

std::optional<HostPort> HostPort::fromText(const QString &text, quint16 defaultPort)
{
    const QString trimmed = text.trimmed();
    const bool isBracketed = trimmed.startsWith(u'[');
    const qsizetype hostEnd = isBracketed ? trimmed.indexOf(u']') : trimmed.lastIndexOf(u':');
    // An IPv6 address without brackets has several colons and no port.
    const bool isBare = !isBracketed && (hostEnd < 0 || trimmed.count(u':') > 1);
    if (isBare)
        return trimmed.isEmpty() ? std::nullopt : std::optional(HostPort{trimmed, defaultPort});
    const QString host = isBracketed ? trimmed.sliced(1, std::max<qsizetype>(hostEnd - 1, 0))
                                     : trimmed.first(hostEnd);
    QString rest = hostEnd < 0 ? QString() : trimmed.sliced(hostEnd + (isBracketed ? 1 : 0));
    if (host.isEmpty() || (!rest.isEmpty() && !rest.startsWith(u':')))
        return std::nullopt;
    bool isNumber = true;
    const quint16 port = rest.isEmpty() ? defaultPort : rest.sliced(1).toUShort(&isNumber);
    if (!isNumber || port == 0)
        return std::nullopt;
    return HostPort{host, port};
}

HostPort Endpoint::wayTo(const HostPort &announced) const
{
    return HostPort::fromText(addressMap.value(announced.text()), announced.port)
        .value_or(announced);
}

QString Endpoint::displayName() const
{
    return socketPath.isEmpty() ? address().text() : socketPath;
}

} // namespace hitlens
