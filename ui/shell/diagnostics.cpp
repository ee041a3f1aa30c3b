// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/diagnostics.h"

#include "app/problems/logfile.h"
#include "app/redis/libraryversion.h"

#include <QGuiApplication>
#include <QLocale>
#include <QMetaEnum>
#include <QScreen>
#include <QSslSocket>

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

} // namespace

QString diagnosticsText(const QList<DiagnosedServer> &servers, const QString &logPath)
{
    QStringList lines = systemLines();
    for (const QScreen *screen : QGuiApplication::screens())
        lines << u"Screen: "_s + screenLine(screen);
    for (const DiagnosedServer &server : servers)
        lines << u"Server: "_s + serverLine(server);
    const QStringList log = LogFile::tail(logPath, logLines);
    lines << QString() << (log.isEmpty() ? u"The log is empty."_s : u"The end of the log:"_s)
          << log;
    return lines.join(u'\n') + u'\n';
}

} // namespace hitlens
