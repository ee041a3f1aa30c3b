// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <functional>
#include <memory>
#include <optional>

namespace hitlens {

// Asks the person at the terminal, without waiting for the answer: that comes through the event
// loop. One question at a time.
class CliTerminal final : public QObject
{
    Q_OBJECT

public:
    enum class Echo { On, Off };

    explicit CliTerminal(QObject *parent = nullptr);
    ~CliTerminal() override;

    // There is somebody to ask: standard input and standard error are terminals.
    bool isInteractive() const { return m_isInteractive; }
    // nullopt: the input has ended, or nobody is there.
    using Handler = std::function<void(const std::optional<QString> &answer)>;
    void ask(const QString &question, Echo echo, Handler handler);
    // Shows again what is typed, where Echo::Off hides it. Safe in a signal handler.
    static void restoreEcho();

private:
    void read();

    const bool m_isInteractive;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QByteArray m_typed;
    Handler m_handler;
};

} // namespace hitlens
