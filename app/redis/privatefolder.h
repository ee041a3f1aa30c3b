// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <memory>

class QTemporaryDir;

namespace hitlens {

// A folder for sockets of our own that nobody else may enter, where their paths stay short enough.
// It goes with the object; what a Hitlens that was killed left behind goes when the next one makes
// its first. For any thread.
class PrivateFolder
{
public:
    PrivateFolder();
    ~PrivateFolder();
    Q_DISABLE_COPY_MOVE(PrivateFolder)

    bool isValid() const { return m_folder != nullptr; }
    QString path() const; // empty unless valid
    QString filePath(const QString &name) const;

    // Removes from a folder what nobody holds any more and nobody has changed for a minute.
    static void removeAbandoned(const QString &parent);

private:
    std::unique_ptr<QTemporaryDir> m_folder; // 0700
    int m_lock = -1; // the folder itself, locked as long as we live
};

} // namespace hitlens
