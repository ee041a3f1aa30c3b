// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"
#include "app/redis/result.h"

#include <QDateTime>
#include <QLockFile>

namespace hitlens {

// A setting of one server that Hitlens has changed for a while, as it is noted on this computer
// before it is changed: what a crash leaves can be put back by it.
struct ChangedSetting
{
    QString serverId; // the profile's
    QString serverName;
    HostPort address; // where we go for the node; of a unix socket without host
    QByteArray option; // "notify-keyspace-events"
    QByteArray before;
    QByteArray set; // by us
    QDateTime at; // UTC

    bool operator==(const ChangedSetting &) const = default;
};

// One file, held by a lock as long as the server is ours to put back: others that find it held know
// that somebody is still at it. The folder is made where needed (0700), the files are for their
// owner alone (0600) and replaced in one step. Any thread; blocks for the disk.
class ChangedSettingFile final
{
public:
    // Of that node; nothing is written yet.
    ChangedSettingFile(const QString &folder, const QString &serverId, const HostPort &address);
    ~ChangedSettingFile();
    Q_DISABLE_COPY_MOVE(ChangedSettingFile)

    // False where another Hitlens holds it, or the folder takes no files.
    bool hold();
    bool isHeld() const { return m_lock.isLocked(); }
    // What stands in it; nullopt: nothing.
    std::optional<ChangedSetting> read() const;
    Result<Done> write(const ChangedSetting &setting);
    // The server is as it was.
    void remove();

    // What others left and nobody holds; of that server, or of all where it is empty.
    static QList<ChangedSetting> leftOver(const QString &folder, const QString &serverId = {});

private:
    const QString m_path;
    QLockFile m_lock;
};

} // namespace hitlens
