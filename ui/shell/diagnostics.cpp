// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/diagnostics.h"

#include "app/connections/profile.h"
#include "app/problems/logfile.h"
#include "app/redis/libraryversion.h"

#include <QGuiApplication>
#include <QLocale>
#include <QMetaEnum>
#include <QRegularExpression>
#include <QScreen>
#include <QSslSocket>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype logLines = 100;

QString kindWord(Topology::Kind kind)
{
    switch (kind) {
    case Topology::Kind::Standalone:
        return u"standalone"_s;
    case Topology::Kind::Sentinel:
        return u"behind Sentinel"_s;
    case Topology::Kind::Cluster:
        return u"cluster"_s;
    case Topology::Kind::Unknown:
        break;
    }
    return u"of unknown kind"_s;
}

QString stateWord(Status::State state)
{
    switch (state) {
    case Status::State::Closed:
        return u"closed"_s;
    case Status::State::Connecting:
        return u"connecting"_s;
    case Status::State::Ready:
        return u"ready"_s;
    case Status::State::Waiting:
        return u"waiting to try again"_s;
    case Status::State::Failed:
        break;
    }
    return u"failed"_s;
}

QString serverLine(const DiagnosedServer &server)
{
    const Topology &topology = server.topology;
    const QString product = topology.product.isEmpty()
        ? u"unknown product"_s
        : QString::fromUtf8(topology.product + ' ' + topology.version);
    QString line = product + u", "_s + kindWord(topology.kind) + u", nodes "_s
        + QString::number(topology.nodes.size()) + u", "_s + stateWord(server.status.state);
    if (server.endpoint.tls.enabled)
        line += u", TLS"_s;
    if (server.endpoint.ssh.enabled)
        line += u", SSH"_s;
    if (server.endpoint.proxy.kind != Proxy::Kind::None)
        line += u", proxy"_s;
    if (server.endpoint.readOnly)
        line += u", read-only"_s;
    return line;
}

QString screenLine(const QScreen *screen)
{
    const QSize size = screen->size();
    return u"%1×%2 at %3, %4 dpi"_s.arg(size.width())
        .arg(size.height())
        .arg(screen->devicePixelRatio())
        .arg(qRound(screen->logicalDotsPerInch()));
}

QStringList systemLines()
{
    return {u"Hitlens "_s + QStringLiteral(HITLENS_VERSION),
        u"Qt %1, built with %2"_s.arg(
            QLatin1StringView(qVersion()), QLatin1StringView(QT_VERSION_STR)),
        u"hiredis "_s + hiredisVersion(),
        u"TLS: "_s
            + (QSslSocket::supportsSsl() ? QSslSocket::sslLibraryVersionString() : u"none"_s),
        u"System: %1, %2 %3, %4"_s.arg(QSysInfo::prettyProductName(), QSysInfo::kernelType(),
            QSysInfo::kernelVersion(), QSysInfo::currentCpuArchitecture()),
        u"Desktop: %1, %2"_s.arg(qEnvironmentVariable("XDG_CURRENT_DESKTOP", u"unknown"_s),
            QGuiApplication::platformName()),
        u"Locale: "_s + QLocale().name()};
}

// Also where one is a part of another: the longest first.
QStringList withoutNames(QStringList lines, QStringList names)
{
    std::ranges::sort(names, std::ranges::greater(), &QString::size);
    for (const QString &name : names) {
        if (name.isEmpty())
            continue;
        const QRegularExpression word(u"(?<!\\w)%1(?!\\w)"_s.arg(QRegularExpression::escape(name)),
            QRegularExpression::CaseInsensitiveOption);
        lines.replaceInStrings(word, u"…"_s);
    }
    return lines;
}

} // namespace

QStringList namesOf(const Profile &profile)
{
    const Endpoint &endpoint = profile.endpoint;
    QStringList names{profile.name, profile.group, endpoint.host, endpoint.socketPath,
        endpoint.username, endpoint.tls.serverName, endpoint.tls.caFile,
        endpoint.tls.certificateFile, endpoint.tls.keyFile, endpoint.ssh.host, endpoint.ssh.user,
        endpoint.ssh.keyFile, endpoint.ssh.configFile, endpoint.proxy.host, endpoint.proxy.user,
        endpoint.sentinel.primaryName, endpoint.sentinel.username};
    for (const HostPort &sentinel : endpoint.sentinel.others)
        names << sentinel.host;
    for (const QString &address : endpoint.addressMap.keys() + endpoint.addressMap.values())
        names << address;
    return names;
}

QString diagnosticsText(
    const QList<DiagnosedServer> &servers, const QString &logPath, const QStringList &names)
{
    QStringList lines = systemLines();
    for (const QScreen *screen : QGuiApplication::screens())
        lines << u"Screen: "_s + screenLine(screen);
    for (const DiagnosedServer &server : servers)
        lines << u"Server: "_s + serverLine(server);
    const QStringList log = withoutNames(LogFile::tail(logPath, logLines), names);
    lines << QString() << (log.isEmpty() ? u"The log is empty."_s : u"The end of the log:"_s)
          << log;
    return lines.join(u'\n') + u'\n';
}

} // namespace hitlens
