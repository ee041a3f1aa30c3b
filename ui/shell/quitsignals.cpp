// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/quitsignals.h"

#include <QCoreApplication>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace hitlens {

namespace {

volatile std::sig_atomic_t quitPipe = -1;

void askToQuit(int)
{
    const int before = errno;
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(quitPipe, &byte, 1);
    errno = before;
}

void setQuitHandler(void (*handler)(int), int flags)
{
    struct sigaction action
    { };
    action.sa_handler = handler;
    action.sa_flags = flags;
    ::sigemptyset(&action.sa_mask);
    for (const int signal : {SIGTERM, SIGHUP, SIGINT})
        ::sigaction(signal, &action, nullptr);
}

int readEnd(std::array<int, 2> &ends)
{
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("There is no pipe for signals.");
    return ends[0];
}

} // namespace

QuitSignals::QuitSignals()
    : m_notifier(readEnd(m_pipe), QSocketNotifier::Read)
{
    QObject::connect(&m_notifier, &QSocketNotifier::activated, qApp, [this] {
        m_notifier.setEnabled(false);
        QCoreApplication::exit(0);
    });
    quitPipe = m_pipe[1];
    setQuitHandler(&askToQuit, SA_RESTART | static_cast<int>(SA_RESETHAND));
}

QuitSignals::~QuitSignals()
{
    setQuitHandler(SIG_DFL, 0);
    m_notifier.setEnabled(false);
    for (const int end : m_pipe)
        ::close(end);
}

} // namespace hitlens
