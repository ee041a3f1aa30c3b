// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/profilefile.h"

#include "app/connections/profilejson.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int formatVersion = 1;
constexpr qint64 mostBytes = 16 << 20; // thousands of servers; more is no list of ours
constexpr qsizetype mostBytesOfEntry = 64 << 10;

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

ProfileFile parsed(const QJsonObject &root)
{
    ProfileFile file{root, {}, {}};
    const QJsonValue servers = file.head.take(u"servers"_s);
    if (!servers.isArray())
        file.damage << translated("It holds no list of servers.");
    const QJsonArray entries = servers.toArray();
    for (const auto &entry : entries)
        addEntry(file, entry.toObject());
    return file;
}

// The entries that are whole in a text that is not: each pair of braces that makes a server. A
// string ends with its line at the latest, so that a lost quote costs one entry and not the rest.
ProfileFile salvaged(const QByteArray &text)
{
    ProfileFile file;
    QList<qsizetype> open;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n')
            inString = false;
        else if (inString && c == '\\')
            ++i;
        else if (c == '"')
            inString = !inString;
        else if (!inString && c == '{')
            open << i;
        else if (!inString && c == '}' && !open.isEmpty()) {
            const qsizetype start = open.takeLast();
            if (i - start >= mostBytesOfEntry)
                continue;
            const auto json = QJsonDocument::fromJson(text.sliced(start, i - start + 1)).object();
            if (profileFromJson(json))
                addEntry(file, json);
        }
    }
    return file;
}

} // namespace

bool ProfileFile::isNewer() const
{
    return head.value(u"version"_s).toInt(formatVersion) > formatVersion;
}

qsizetype ProfileFile::indexOf(const QString &id) const
{
    const auto entry = std::ranges::find(
        entries, id, [](const Entry &candidate) { return candidate.profile.id; });
    return entry == entries.end() ? -1 : entry - entries.begin();
}

Result<ProfileFile> readProfileFile(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return ProfileFile{};
    if (!file.open(QIODevice::ReadOnly))
        return localError(translated("The list of servers in %1 cannot be read: %2")
                              .arg(path, file.errorString()));
    if (file.size() > mostBytes)
        return localError(translated("%1 is too large to be a list of servers.").arg(path));
    const QByteArray text = file.readAll();
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(text, &error);
    if (document.isObject())
        return parsed(document.object());
    ProfileFile result = salvaged(text);
    result.damage << (error.error == QJsonParseError::NoError
            ? translated("It holds no list of servers.")
            : translated("It is damaged at byte %1: %2.")
                  .arg(QString::number(error.offset), error.errorString()));
    return result;
}

Result<Done> writeProfileFile(const QString &path, const ProfileFile &file)
{
    QJsonArray servers;
    for (const ProfileFile::Entry &entry : file.entries)
        servers << entry.json;
    QJsonObject root = file.head;
    root[u"version"_s] = formatVersion;
    root[u"servers"_s] = servers;

    QSaveFile target(path);
    // The mode is set while the file is still empty: nobody else ever sees a byte of it.
    const bool written = target.open(QIODevice::WriteOnly)
        && target.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && target.write(QJsonDocument(root).toJson()) >= 0 && target.commit();
    if (!written)
        return localError(translated("The list of servers cannot be written to %1: %2")
                              .arg(path, target.errorString()));
    return Done{};
}

Result<QString> keepAside(const QString &path)
{
    const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-hhmmss-zzz"_s);
    const QString aside = path + u".damaged-"_s + stamp;
    QFile file(path);
    if (!file.copy(aside))
        return localError(translated("The damaged list of servers cannot be copied to %1: %2")
                              .arg(aside, file.errorString()));
    QFile::setPermissions(aside, QFile::ReadOwner | QFile::WriteOwner);
    return aside;
}

} // namespace hitlens
