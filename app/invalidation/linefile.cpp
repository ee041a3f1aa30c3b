// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/linefile.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFile>
#include <QThread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace hitlens {

namespace {

using namespace std::chrono_literals;

// Whoever has the lock keeps it for one write. A program that was stopped may keep it for good.
constexpr auto lockPatience = 2000ms;
constexpr auto betweenTries = 2000us;

Error lineFileError(const QString &path, int code)
{
    return {Error::Kind::Local, {},
        QCoreApplication::translate("LineFile", "Nothing can be written to %1: %2")
            .arg(path, qt_error_string(code))};
}

bool isRegular(int descriptor)
{
    struct stat facts = {};
    return ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
}

bool endsInALine(int descriptor, off_t end)
{
    char last = '\n';
    return end == 0 || ::pread(descriptor, &last, 1, end - 1) != 1 || last == '\n';
}

} // namespace

Result<LineFilePtr> LineFile::open(const QString &path, int mode)
{
    // Not blocking: of a pipe nobody may be reading.
    const int descriptor = ::open(QFile::encodeName(path).constData(),
        O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, mode);
    if (descriptor < 0)
        return lineFileError(path, errno);
    LineFilePtr file(new LineFile(descriptor, path));
    if (!isRegular(descriptor))
        return Error{Error::Kind::Local, {},
            QCoreApplication::translate(
                "LineFile", "Nothing can be written to %1: it is not a plain file.")
                .arg(path)};
    return file;
}

LineFile::LineFile(int descriptor, QString path)
    : m_descriptor(descriptor)
    , m_path(std::move(path))
{ }

LineFile::~LineFile()
{
    ::close(m_descriptor);
}

bool LineFile::lock()
{
    const QDeadlineTimer deadline(lockPatience);
    while (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        // A share without locks: one write to the end of the file has to do.
        if (errno != EWOULDBLOCK && errno != EINTR)
            return true;
        if (deadline.hasExpired())
            return false;
        QThread::usleep(static_cast<unsigned long>(betweenTries.count()));
    }
    return true;
}

Result<qint64> LineFile::append(QByteArrayView line)
{
    if (!lock())
        return lineFileError(m_path, EWOULDBLOCK);
    const off_t end = ::lseek(m_descriptor, 0, SEEK_END);
    const bool isTorn = !endsInALine(m_descriptor, end);
    QByteArray bytes(isTorn ? "\n" : "");
    bytes.append(line).append('\n');
    ssize_t written = 0;
    do {
        written = ::write(m_descriptor, bytes.constData(), static_cast<size_t>(bytes.size()));
    } while (written < 0 && errno == EINTR);
    const int code = written < 0 ? errno : ENOSPC; // a part: there was no room for the rest
    ::flock(m_descriptor, LOCK_UN);
    if (written != bytes.size())
        return lineFileError(m_path, code);
    return static_cast<qint64>(end) + (isTorn ? 1 : 0);
}

void LineFile::sync()
{
    ::fdatasync(m_descriptor);
}

// Locks of the open file rather than of the process, which would lose them all as soon as any part
// of it closes the same file. Source: fcntl(2), "Open file description locks".
void LineFile::hold(qint64 byte)
{
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    ::fcntl(m_descriptor, F_OFD_SETLK, &lock);
}

bool LineFile::isHeld(int descriptor, qint64 byte)
{
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    return ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

} // namespace hitlens
