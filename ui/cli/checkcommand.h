// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/aclcommands.h"
#include "ui/cli/clitask.h"

#include <QElapsedTimer>

namespace hitlens {

// hitlens-cli check: connects, and says what is there and what this user may do. What is asked for
// is a key that does not exist: nothing changes, whatever the answer.
class CheckCommand final : public CliTask
{
    Q_OBJECT

public:
    explicit CheckCommand(const Context &context, QObject *parent = nullptr);

    void start() override;

private:
    // What one use of the server needs, and how it goes here.
    struct Use
    {
        QString name;
        QByteArrayList argv;
        bool isOfKey = false;
        bool writes = false;
        QString answer = {}; // "yes", "some keys", "no", "read-only"
        QString missing = {}; // the ACL rule that it takes
    };

    void onUser(const Result<QByteArray> &user);
    void ask(qsizetype index);
    void onAnswer(qsizetype index, const Result<Done> &answer);
    void show();

    QByteArray m_key;
    QByteArray m_user;
    QList<Use> m_uses;
    qsizetype m_unanswered = 0;
    QElapsedTimer m_clock;
    std::chrono::nanoseconds m_roundTrip{0};
};

} // namespace hitlens
