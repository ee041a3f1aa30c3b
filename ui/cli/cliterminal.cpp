// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/cliterminal.h"

#include <QTimer>

#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>

namespace hitlens {

namespace {

// What a signal handler needs to put the terminal back.
termios normalMode{};
volatile std::sig_atomic_t isHidden = 0;

void hideEcho()
{
    if (::tcgetattr(STDIN_FILENO, &normalMode) != 0)
        return;
    termios hidden = normalMode;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    hidden.c_lflag |= ECHONL;
    isHidden = 1;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
}

} // namespace

CliTerminal::CliTerminal(QObject *parent)
    : QObject(parent)
    , m_isInteractive(::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1)
{ }

CliTerminal::~CliTerminal()
{
    restoreEcho();
}

void CliTerminal::restoreEcho()
{
    if (isHidden == 0)
        return;
    isHidden = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &normalMode);
}

void CliTerminal::ask(const QString &question, Echo echo, Handler handler)
{
    Q_ASSERT(!m_handler);
    if (!m_isInteractive) {
        QTimer::singleShot(0, this, [handler = std::move(handler)] { handler(std::nullopt); });
        return;
    }
    m_handler = std::move(handler);
    // What was typed before the question was seen is no answer to it.
    ::tcflush(STDIN_FILENO, TCIFLUSH);
    if (echo == Echo::Off)
        hideEcho();
    std::fputs(question.toUtf8().constData(), stderr);
    std::fflush(stderr);
    m_notifier = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &CliTerminal::read);
}

void CliTerminal::read()
{
    std::array<char, 1024> buffer{};
    const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size > 0)
        m_typed.append(buffer.data(), size);
    const bool hasEnded = size <= 0;
    if (!hasEnded && !m_typed.contains('\n'))
        return;
    restoreEcho();
    m_notifier->setEnabled(false);
    m_notifier.release()->deleteLater();
    const QByteArray line = std::exchange(m_typed, {});
    const auto answer = hasEnded
        ? std::nullopt
        : std::optional(QString::fromLocal8Bit(line.first(line.indexOf('\n'))));
    std::exchange(m_handler, nullptr)(answer);
}

} // namespace hitlens
