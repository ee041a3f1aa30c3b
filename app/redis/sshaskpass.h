// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLocalServer>

#include <map>
#include <optional>

namespace hitlens {

// Takes the questions of ssh, which come through the program hitlens-askpass to a socket in a
// folder that only we may enter. Each is one line of text or more, ended by a zero byte; the answer
// goes back as '+' and the text, or '-' for none. Lives on the worker thread.
class SshAskpass final : public QObject
{
    Q_OBJECT

public:
    explicit SshAskpass(QObject *parent = nullptr);

    bool listen(const QString &socketPath);
    void answer(int id, const std::optional<QString> &text);
    // Whoever asks gets no answer.
    void refuseAll();

    // Numbers of questions: no two open ones have the same, in the whole program.
    static int newId();
    // The program for SSH_ASKPASS; empty when it is not installed where it should be.
    static QString program();

signals:
    void asked(int id, const QString &text);
    // ssh does not wait for that answer any more.
    void withdrawn(int id);

private:
    void accept();
    void read(int id);

    QLocalServer m_server;
    std::map<int, QLocalSocket *> m_asking; // children of m_server
    std::map<int, QByteArray> m_texts; // as far as they have come
};

} // namespace hitlens
