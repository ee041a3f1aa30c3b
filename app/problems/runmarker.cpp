// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/problems/runmarker.h"

#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr auto runPrefix = "run-"_L1;

QByteArray pathAtExit; // of the marker of this program

void removeAtExit()
{
    if (!pathAtExit.isEmpty())
        ::unlink(pathAtExit.constData());
}

QDateTime beginOf(int descriptor)
{
    QFile file;
    if (!file.open(descriptor, QIODevice::ReadOnly))
        return {};
    return QDateTime::fromString(QString::fromUtf8(file.readAll()), Qt::ISODateWithMs);
}

} // namespace

RunMarker::RunMarker(const QString &folder)
{
    QDir().mkpath(folder);
    lookAtOthers(folder);
    leaveOwn(folder);
}

RunMarker::~RunMarker()
{
    removeAtExit();
    pathAtExit.clear();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void RunMarker::lookAtOthers(const QString &folder)
{
    const QDir dir(folder);
    for (const QString &name : dir.entryList({runPrefix + u'*'}, QDir::Files)) {
        const QByteArray path = QFile::encodeName(dir.filePath(name));
        const int descriptor = ::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        if (descriptor < 0)
            continue;
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
            const QDateTime begun = beginOf(descriptor);
            if (begun.isValid() && (!m_crashedRun || begun < *m_crashedRun))
                m_crashedRun = begun;
            ::unlink(path.constData());
        }
        ::close(descriptor);
    }
}

// It gets its name when it is locked already: nobody takes it for one that was left.
void RunMarker::leaveOwn(const QString &folder)
{
    QByteArray made = QFile::encodeName(folder) + "/new-XXXXXX";
    m_descriptor = ::mkostemp(made.data(), O_CLOEXEC);
    if (m_descriptor < 0)
        return;
    const QByteArray begun = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toUtf8();
    const bool isWritten
        = ::write(m_descriptor, begun.constData(), static_cast<size_t>(begun.size())) > 0;
    const QByteArray path = QFile::encodeName(folder) + '/' + QByteArray(runPrefix.data())
        + QByteArray::number(::getpid()) + '-' + made.right(6);
    if (!isWritten || ::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0
        || ::rename(made.constData(), path.constData()) != 0) {
        ::unlink(made.constData());
        return;
    }
    pathAtExit = path;
    [[maybe_unused]] static const int isRegistered = std::atexit(&removeAtExit);
}

} // namespace hitlens
