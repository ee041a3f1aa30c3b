// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/result.h"

#include <QString>

#include <memory>

namespace hitlens {

class LineFile;
using LineFilePtr = std::unique_ptr<LineFile>;

// A file of lines that several programs append to. A line goes to its end in one write() under a
// lock, and never onto what a writer that went down has left half written. Any one thread; blocks.
class LineFile final
{
public:
    static constexpr int ownerOnly = 0600;
    static constexpr int asUsual = 0666; // as the umask has it

    // Makes the file where it is not there, but not its folder.
    static Result<LineFilePtr> open(const QString &path, int mode);
    // Lets go of what it holds.
    ~LineFile();
    Q_DISABLE_COPY_MOVE(LineFile)

    // The line has no end of line; it gets one. Gives the byte of the file at which it begins. On
    // an error a part of it may stand there, which a reader cannot take for a line.
    Result<qint64> append(QByteArrayView line);
    // Waits until the disk has it. Not every file system knows how.
    void sync();

    // Marks the byte as ours until this object is gone or its process is, however it ends.
    void hold(qint64 byte);
    // Whether any LineFile of this computer holds it; descriptor: of the open file.
    static bool isHeld(int descriptor, qint64 byte);

private:
    LineFile(int descriptor, QString path);
    bool lock();

    const int m_descriptor;
    const QString m_path;
};

} // namespace hitlens
