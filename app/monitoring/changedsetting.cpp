// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/changedsetting.h"

#include "app/redis/jsonlistfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString settingPath(const QString &folder, const QString &serverId, const HostPort &address)
{
    const QByteArray name = (serverId + u'\n' + address.text()).toUtf8();
    return folder + u'/'
        + QString::fromLatin1(
            QCryptographicHash::hash(name, QCryptographicHash::Sha1).toHex().first(20))
        + u".json"_s;
}

QJsonObject toJson(const ChangedSetting &setting)
{
    return {{u"version"_s, 1}, {u"server"_s, setting.serverId}, {u"name"_s, setting.serverName},
        {u"host"_s, setting.address.host}, {u"port"_s, setting.address.port},
        {u"option"_s, QString::fromUtf8(setting.option)},
        {u"before"_s, QString::fromUtf8(setting.before)},
        {u"set"_s, QString::fromUtf8(setting.set)},
        {u"at"_s, setting.at.toString(Qt::ISODateWithMs)}};
}

std::optional<ChangedSetting> readSetting(const QString &path)
{
    QFile file(path);
    constexpr qint64 mostBytes = 64 * 1024;
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject json = QJsonDocument::fromJson(file.read(mostBytes)).object();
    ChangedSetting setting{json[u"server"].toString(), json[u"name"].toString(),
        {json[u"host"].toString(), static_cast<quint16>(json[u"port"].toInt())},
        json[u"option"].toString().toUtf8(), json[u"before"].toString().toUtf8(),
        json[u"set"].toString().toUtf8(),
        QDateTime::fromString(json[u"at"].toString(), Qt::ISODateWithMs)};
    // What is not from us, or from a later Hitlens, is left alone.
    if (json[u"version"].toInt() != 1 || setting.option != "notify-keyspace-events"
        || setting.serverId.isEmpty() || !json.contains(u"before"))
        return std::nullopt;
    return setting;
}

QString lockPath(const QString &path)
{
    return path.chopped(5) + u".lock"_s;
}

} // namespace

ChangedSettingFile::ChangedSettingFile(
    const QString &folder, const QString &serverId, const HostPort &address)
    : m_path(settingPath(folder, serverId, address))
    , m_lock(lockPath(m_path))
{
    m_lock.setStaleLockTime(0); // it goes with its process, not with time
}

ChangedSettingFile::~ChangedSettingFile() = default;

bool ChangedSettingFile::hold()
{
    if (m_lock.isLocked())
        return true;
    const QString folder = QFileInfo(m_path).path();
    if (!QDir().exists(folder)) {
        QDir().mkpath(folder);
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    return m_lock.tryLock(0);
}

std::optional<ChangedSetting> ChangedSettingFile::read() const
{
    return readSetting(m_path);
}

Result<Done> ChangedSettingFile::write(const ChangedSetting &setting)
{
    return writePrivately(m_path, QJsonDocument(toJson(setting)).toJson());
}

void ChangedSettingFile::remove()
{
    QFile::remove(m_path);
}

QList<ChangedSetting> ChangedSettingFile::leftOver(const QString &folder, const QString &serverId)
{
    QList<ChangedSetting> found;
    const QDir dir(folder);
    for (const QString &name : dir.entryList({u"*.json"_s}, QDir::Files, QDir::Name)) {
        const auto setting = readSetting(dir.filePath(name));
        if (!setting || (!serverId.isEmpty() && setting->serverId != serverId))
            continue;
        ChangedSettingFile file(folder, setting->serverId, setting->address);
        if (file.hold())
            found.append(*setting);
    }
    return found;
}

} // namespace hitlens
