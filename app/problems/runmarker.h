// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace hitlens {

// A file for each Hitlens that runs, held by a lock that the kernel lets go of when the program is
// gone. Who ends well removes its own: what nobody holds was left by a crash. A second window is a
// file of its own, and held. One of these in a program; GUI thread, blocks for the disk.
class RunMarker final
{
public:
    // Looks at what others left, removes that, and leaves its own. folder need not exist.
    explicit RunMarker(const QString &folder);
    // A good end. exit() of a library, as Qt does when the X server is gone, is one too.
    ~RunMarker();
    Q_DISABLE_COPY_MOVE(RunMarker)

    // When the run began that did not end well, UTC; of the latest one. nullopt: all did.
    const std::optional<QDateTime> &crashedRun() const { return m_crashedRun; }

private:
    void lookAtOthers(const QString &folder);
    void leaveOwn(const QString &folder);

    std::optional<QDateTime> m_crashedRun;
    int m_descriptor = -1;
};

} // namespace hitlens
