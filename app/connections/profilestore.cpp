// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/profilestore.h"

#include "app/connections/profilejson.h"
#include "app/redis/jsonlistfile.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>
#include <QUuid>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

Error localError(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

QString copyName(const QString &name, const ProfileFile &file)
{
    const auto isTaken = [&file](const QString &candidate) {
        return std::ranges::any_of(file.entries, [&candidate](const ProfileFile::Entry &entry) {
            return entry.profile.name == candidate;
        });
    };
    QString candidate = ProfileStore::tr("%1 (copy)").arg(name);
    for (int number = 2; isTaken(candidate); ++number)
        candidate = ProfileStore::tr("%1 (copy %2)").arg(name, QString::number(number));
    return candidate;
}

ProfileFile::Entry entryOf(Profile profile, const QJsonObject &over = {})
{
    profile.endpoint.password.clear();
    const QJsonObject json = toJson(profile, over);
    return {std::move(profile), json};
}

} // namespace

ProfileStore::ProfileStore(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
{
    readFirst();
    // The folder tells of the file being replaced, the file of it being edited in place.
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &ProfileStore::readAgain);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &ProfileStore::readAgain);
    watch();
}

QString ProfileStore::newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

std::optional<Profile> ProfileStore::profile(const QString &id) const
{
    const qsizetype index = m_file.indexOf(id);
    return index < 0 ? std::nullopt : std::optional(m_profiles[index]);
}

Result<QString> ProfileStore::add(Profile profile)
{
    if (profile.id.isEmpty())
        profile.id = newId();
    const auto done = change([&profile](ProfileFile &file) -> Result<Done> {
        file.entries << entryOf(profile);
        return Done{};
    });
    return done ? Result<QString>(profile.id) : done.error();
}

Result<Done> ProfileStore::addAll(const QList<Profile> &profiles)
{
    return change([&profiles](ProfileFile &file) -> Result<Done> {
        for (const Profile &profile : profiles)
            file.entries << entryOf(profile);
        return Done{};
    });
}

Result<Done> ProfileStore::update(const Profile &profile)
{
    return change([&profile](ProfileFile &file) -> Result<Done> {
        const qsizetype index = file.indexOf(profile.id);
        // Removed by another Hitlens meanwhile: whoever saves wants to have it.
        if (index < 0)
            file.entries << entryOf(profile);
        else
            file.entries[index] = entryOf(profile, file.entries[index].json);
        return Done{};
    });
}

Result<QList<ProfileMerge::Clash>> ProfileStore::merge(const Profile &base, const Profile &mine)
{
    QList<ProfileMerge::Clash> clashes;
    const auto done = change([&](ProfileFile &file) -> Result<Done> {
        const qsizetype index = file.indexOf(mine.id);
        if (index < 0) {
            file.entries << entryOf(mine);
            return Done{};
        }
        ProfileFile::Entry &entry = file.entries[index];
        const ProfileMerge merged = mergeProfiles(base, mine, entry.profile);
        clashes = merged.clashes;
        if (clashes.isEmpty())
            entry = entryOf(merged.mine, entry.json);
        return Done{};
    });
    return done ? Result<QList<ProfileMerge::Clash>>(clashes) : done.error();
}

Result<QString> ProfileStore::duplicate(const QString &id)
{
    const QString copyId = newId();
    const auto done = change([&id, &copyId](ProfileFile &file) -> Result<Done> {
        const qsizetype index = file.indexOf(id);
        if (index < 0)
            return localError(tr("This server was removed by another running Hitlens."));
        Profile copy = file.entries[index].profile;
        copy.id = copyId;
        copy.name = copyName(copy.name, file);
        file.entries.insert(index + 1, entryOf(copy, file.entries[index].json));
        return Done{};
    });
    return done ? Result<QString>(copyId) : done.error();
}

Result<Done> ProfileStore::remove(const QString &id)
{
    return change([&id](ProfileFile &file) -> Result<Done> {
        file.entries.removeIf(
            [&id](const ProfileFile::Entry &entry) { return entry.profile.id == id; });
        return Done{};
    });
}

Result<Done> ProfileStore::move(const QString &id, qsizetype position)
{
    return change([&id, position](ProfileFile &file) -> Result<Done> {
        const qsizetype index = file.indexOf(id);
        if (index < 0)
            return localError(tr("This server was removed by another running Hitlens."));
        file.entries.move(index, std::clamp<qsizetype>(position, 0, file.entries.size() - 1));
        return Done{};
    });
}

Result<Done> ProfileStore::place(const QString &id, const QString &group, const QString &before)
{
    return change([&](ProfileFile &file) -> Result<Done> {
        const qsizetype index = file.indexOf(id);
        if (index < 0)
            return localError(tr("This server was removed by another running Hitlens."));
        const ProfileFile::Entry entry = file.entries.takeAt(index);
        Profile profile = entry.profile;
        profile.group = group;
        const qsizetype next = before.isEmpty() ? -1 : file.indexOf(before);
        file.entries.insert(next < 0 ? file.entries.size() : next, entryOf(profile, entry.json));
        return Done{};
    });
}

Result<Done> ProfileStore::renameGroup(const QString &from, const QString &to)
{
    return change([&from, &to](ProfileFile &file) -> Result<Done> {
        for (ProfileFile::Entry &entry : file.entries) {
            if (entry.profile.group != from)
                continue;
            Profile profile = entry.profile;
            profile.group = to;
            entry = entryOf(profile, entry.json);
        }
        return Done{};
    });
}

Result<Done> ProfileStore::noteUse(const QString &id, const QDateTime &when)
{
    return change([&id, &when](ProfileFile &file) -> Result<Done> {
        const qsizetype index = file.indexOf(id);
        if (index < 0)
            return Done{};
        Profile profile = file.entries[index].profile;
        // Whole seconds, as the file keeps them.
        profile.lastUsed = QDateTime::fromSecsSinceEpoch(when.toSecsSinceEpoch()).toUTC();
        file.entries[index] = entryOf(profile, file.entries[index].json);
        return Done{};
    });
}

Result<Done> ProfileStore::change(const Change &apply)
{
    QDir().mkpath(QFileInfo(m_path).path());
    QLockFile lock(m_path + u".lock"_s);
    if (!lockPatiently(lock))
        return localError(
            tr("The list of servers in %1 cannot be changed: it is locked, or its folder cannot be "
               "written to.")
                .arg(m_path));
    auto read = readForChange();
    if (!read)
        return read.error();
    ProfileFile &file = read.value();
    if (const auto applied = apply(file); !applied)
        return applied;
    if (const auto written = writeProfileFile(m_path, file); !written)
        return written;
    take(std::move(file));
    watch();
    return Done{};
}

Result<ProfileFile> ProfileStore::readForChange()
{
    auto read = readProfileFile(m_path);
    if (!read)
        return read;
    ProfileFile &file = read.value();
    if (file.isNewer())
        return localError(
            tr("%1 was written by a later version of Hitlens. Change the servers with that one.")
                .arg(m_path));
    if (file.damage.isEmpty())
        return read;
    // It was whole when we read it last: nobody meant to remove what is missing now.
    for (const ProfileFile::Entry &entry : std::as_const(m_file.entries)) {
        if (file.indexOf(entry.profile.id) < 0)
            file.entries << entry;
    }
    const auto settled = settleDamage(file);
    return settled ? read : Result<ProfileFile>(settled.error());
}

// Keeps the damaged file aside, so that writing over it loses nothing.
Result<Done> ProfileStore::settleDamage(ProfileFile &file)
{
    const auto aside = keepAside(m_path);
    if (!aside)
        return localError(tr("The damaged list of servers in %1 cannot be copied: %2")
                              .arg(m_path, aside.error().text));
    setProblem(tr("The list of servers in %1 was damaged. %2 What could be read is here; the "
                  "damaged file is kept as %3.")
                   .arg(m_path, file.damage.join(u' '), *aside));
    file.damage.clear();
    return Done{};
}

void ProfileStore::readFirst()
{
    const auto file = readProfileFile(m_path);
    if (!file) {
        setProblem(file.error().text);
        return;
    }
    if (file->damage.isEmpty() || file->isNewer()) {
        take(*file);
        return;
    }
    // Repairs the file at once, so that the next start does not keep another copy.
    const auto repaired = change([](ProfileFile &) -> Result<Done> { return Done{}; });
    if (!repaired) {
        take(*file);
        setProblem(tr("The list of servers in %1 is damaged. %2 %3")
                       .arg(m_path, file->damage.join(u' '), repaired.error().text));
    }
}

// Somebody else wrote. A damaged file may be one that is being written just now, so what we have
// stays; the next change here deals with it.
void ProfileStore::readAgain()
{
    const auto file = readProfileFile(m_path);
    watch();
    if (file && file->damage.isEmpty())
        take(*file);
    else if (!file)
        setProblem(file.error().text);
}

void ProfileStore::take(ProfileFile file)
{
    m_file = std::move(file);
    QList<Profile> profiles;
    for (const ProfileFile::Entry &entry : std::as_const(m_file.entries))
        profiles << entry.profile;
    if (profiles == m_profiles)
        return;
    m_profiles = std::move(profiles);
    emit changed();
}

void ProfileStore::setProblem(const QString &problem)
{
    if (m_problem == problem)
        return;
    m_problem = problem;
    emit problemFound(problem);
}

void ProfileStore::watch()
{
    QStringList missing{QFileInfo(m_path).path(), m_path};
    missing.removeIf([this](const QString &path) {
        return m_watcher.directories().contains(path) || m_watcher.files().contains(path)
            || !QFileInfo::exists(path);
    });
    if (!missing.isEmpty())
        m_watcher.addPaths(missing);
}

} // namespace hitlens
