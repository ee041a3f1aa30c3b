// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/interrupts.h"

#include "ui/cli/cliexit.h"
#include "ui/cli/cliterminal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace hitlens {

namespace {

volatile std::sig_atomic_t pipeEnd = -1;
volatile std::sig_atomic_t isSecond = 0;

void onSignal(int)
{
    const int before = errno;
    if (isSecond != 0) {
        CliTerminal::restoreEcho();
        ::_exit(static_cast<int>(CliExit::Interrupted));
    }
    isSecond = 1;
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(pipeEnd, &byte, 1);
    errno = before;
}

void handle(void (*handler)(int))
{
    struct sigaction action
    { };
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

int openPipe(std::array<int, 2> &ends)
{
    if (::pipe(ends.data()) != 0)
        qFatal("no pipe for signals");
    for (const int end : ends) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    return ends[0];
}

} // namespace

Interrupts::Interrupts(QObject *parent)
    : QObject(parent)
    , m_notifier(openPipe(m_pipe), QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &Interrupts::read);
    pipeEnd = m_pipe[1];
    handle(&onSignal);
}

Interrupts::~Interrupts()
{
    handle(SIG_DFL);
    m_notifier.setEnabled(false);
    ::close(m_pipe[0]);
    ::close(m_pipe[1]);
}

void Interrupts::read()
{
    char byte = 0;
    if (::read(m_pipe[0], &byte, 1) == 1)
        emit interrupted();
}

} // namespace hitlens
