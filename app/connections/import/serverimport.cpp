// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/serverimport.h"

#include "app/connections/import/importnotes.h"

#include <QCryptographicHash>
#include <QDir>
#include <QSaveFile>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr auto ownerAlone = QFile::ReadOwner | QFile::WriteOwner;

Error notWritten(const QString &path, const QString &reason)
{
    return {Error::Kind::Local, {},
        importText("The certificate cannot be written to %1: %2").arg(path, reason)};
}

// Named after what is in it, so that the same one is there once.
Result<QString> certificateFile(const QByteArray &pem, const QString &folder)
{
    if (!QDir().mkpath(folder) || !QFile::setPermissions(folder, ownerAlone | QFile::ExeOwner))
        return notWritten(folder, importText("The folder cannot be made."));
    const QByteArray hash = QCryptographicHash::hash(pem, QCryptographicHash::Sha256).toHex();
    const QString path
        = folder + u"/authority-"_s + QString::fromLatin1(hash.first(16)) + u".pem"_s;
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.setPermissions(ownerAlone)
        && file.write(pem) == pem.size() && file.commit();
    return written ? Result<QString>(path) : notWritten(path, file.errorString());
}

QString hostOf(const Endpoint &endpoint)
{
    const QString host = endpoint.host.toLower();
    return host == "127.0.0.1"_L1 || host == "::1"_L1 ? u"localhost"_s : host;
}

} // namespace

bool isSameServer(const Endpoint &one, const Endpoint &other)
{
    const bool isSamePlace = one.socketPath.isEmpty() && other.socketPath.isEmpty()
        ? hostOf(one) == hostOf(other) && one.port == other.port
        : one.socketPath == other.socketPath;
    return isSamePlace && one.db == other.db && one.username == other.username
        && one.tls.enabled == other.tls.enabled && one.ssh.enabled == other.ssh.enabled
        && one.ssh.host == other.ssh.host && one.proxy.kind == other.proxy.kind
        && one.proxy.host == other.proxy.host
        && one.sentinel.primaryName == other.sentinel.primaryName;
}

QString freeName(const QString &name, const QStringList &taken)
{
    QString candidate = name;
    for (int number = 2; taken.contains(candidate); ++number)
        candidate = u"%1 (%2)"_s.arg(name, QString::number(number));
    return candidate;
}

Result<QList<Candidate>> importServers(
    QList<Candidate> chosen, ProfileStore &store, const QString &certificates)
{
    QStringList taken;
    for (const Profile &profile : store.profiles())
        taken << profile.name;
    QList<Profile> profiles;
    for (Candidate &candidate : chosen) {
        Profile &profile = candidate.profile;
        profile.id = ProfileStore::newId();
        profile.name = freeName(profile.name, taken);
        profile.endpoint = withoutSecrets(profile.endpoint);
        taken << profile.name;
        if (!candidate.authorityPem.isEmpty()) {
            const auto file = certificateFile(candidate.authorityPem, certificates);
            if (!file)
                return file.error();
            profile.endpoint.tls.caFile = *file;
            if (profile.endpoint.sentinel.isUsed() && profile.endpoint.sentinel.tls.enabled)
                profile.endpoint.sentinel.tls.caFile = *file;
        }
        profiles << profile;
    }
    const auto added = store.addAll(profiles);
    return added ? Result<QList<Candidate>>(chosen) : added.error();
}

} // namespace hitlens
