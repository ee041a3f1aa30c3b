// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/privatefolder.h"

#include <QDateTime>
#include <QDir>
#include <QTemporaryDir>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestPath = 70; // of the 103 bytes a unix socket's path may have
constexpr auto prefix = "hitlens-socket-"_L1;
constexpr auto suffix = "XXXXXX"_L1;

// Ours alone, wherever the system keeps such things.
QStringList parents()
{
    QStringList usable;
    for (const QString &parent :
        {qEnvironmentVariable("XDG_RUNTIME_DIR"), QDir::tempPath(), u"/tmp"_s}) {
        const qsizetype length = parent.toLocal8Bit().size() + prefix.size() + suffix.size() + 1;
        // ssh gives a meaning to these.
        const bool isPlain
            = !parent.contains(u'%') && !parent.contains(u'$') && !parent.contains(u':');
        if (!parent.isEmpty() && length < longestPath && isPlain && !usable.contains(parent))
            usable << parent;
    }
    return usable;
}

// -1 when somebody holds it, or it is not ours. The kernel lets go of it when we die.
int locked(const QString &folder)
{
    const int descriptor
        = ::open(folder.toLocal8Bit().constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0 || ::flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return descriptor;
    ::close(descriptor);
    return -1;
}

void removeAbandonedOnce()
{
    [[maybe_unused]] static const bool isDone = [] {
        for (const QString &parent : parents())
            PrivateFolder::removeAbandoned(parent);
        return true;
    }();
}

} // namespace

PrivateFolder::PrivateFolder()
{
    removeAbandonedOnce();
    for (const QString &parent : parents()) {
        m_folder = std::make_unique<QTemporaryDir>(parent + u'/' + prefix + suffix);
        if (m_folder->isValid()) {
            m_lock = locked(m_folder->path());
            return;
        }
    }
    m_folder.reset();
}

PrivateFolder::~PrivateFolder()
{
    m_folder.reset();
    if (m_lock >= 0)
        ::close(m_lock);
}

QString PrivateFolder::path() const
{
    return m_folder ? m_folder->path() : QString();
}

QString PrivateFolder::filePath(const QString &name) const
{
    return m_folder ? m_folder->filePath(name) : QString();
}

// The minute is for whoever has made a folder and not locked it yet.
void PrivateFolder::removeAbandoned(const QString &parent)
{
    const QDateTime minuteAgo = QDateTime::currentDateTimeUtc().addSecs(-60);
    const QFileInfoList folders
        = QDir(parent).entryInfoList({prefix + u'*'}, QDir::Dirs | QDir::NoSymLinks);
    for (const QFileInfo &folder : folders) {
        if (folder.lastModified() > minuteAgo || folder.ownerId() != ::geteuid())
            continue;
        const int lock = locked(folder.filePath());
        if (lock < 0)
            continue;
        QDir(folder.filePath()).removeRecursively();
        ::close(lock);
    }
}

} // namespace hitlens
