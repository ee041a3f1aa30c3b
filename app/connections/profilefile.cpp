// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/profilefile.h"

#include "app/connections/profilejson.h"
#include "app/redis/jsonlistfile.h"

#include <QCoreApplication>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

const QString serverList = u"servers"_s;

QString translated(const char *text)
{
    return QCoreApplication::translate("ProfileStore", text);
}

Error localError(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

void addEntry(ProfileFile &file, const QJsonObject &json)
{
    const auto profile = profileFromJson(json);
    if (!profile)
        file.damage << profile.error().text;
    else if (file.indexOf(profile->id) >= 0)
        file.damage << translated("The server “%1” is there twice.").arg(profile->name);
    else
        file.entries << ProfileFile::Entry{*profile, json};
}

} // namespace

bool ProfileFile::isNewer() const
{
    return JsonListFile{head, {}, {}}.isNewer();
}

qsizetype ProfileFile::indexOf(const QString &id) const
{
    const auto entry = std::ranges::find(
        entries, id, [](const Entry &candidate) { return candidate.profile.id; });
    return entry == entries.end() ? -1 : entry - entries.begin();
}

Result<ProfileFile> readProfileFile(const QString &path)
{
    const auto list = readJsonList(
        path, serverList, [](const QJsonObject &json) { return profileFromJson(json).isOk(); });
    if (!list)
        return localError(translated("The list of servers in %1 cannot be read: %2")
                              .arg(path, list.error().text));
    ProfileFile file{list->head, {}, {}};
    for (const QJsonObject &entry : list->entries)
        addEntry(file, entry);
    file.damage << list->damage;
    return file;
}

Result<Done> writeProfileFile(const QString &path, const ProfileFile &file)
{
    JsonListFile list{file.head, {}, {}};
    for (const ProfileFile::Entry &entry : file.entries)
        list.entries << entry.json;
    const auto written = writeJsonList(path, serverList, list);
    if (!written)
        return localError(translated("The list of servers cannot be written to %1: %2")
                              .arg(path, written.error().text));
    return written;
}

} // namespace hitlens
