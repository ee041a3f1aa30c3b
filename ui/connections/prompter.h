// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/prompt.h"

#include <QList>
#include <QObject>
#include <QPointer>

class QWidget;

namespace hitlens {

class Client;
class PromptDialog;

// Shows the person what a client's way in asks, one question after the other, and brings the
// answers back. A question nobody waits for any more goes away. The client outlives its dialogs.
class Prompter final : public QObject
{
    Q_OBJECT

public:
    // The dialogs are children of that widget.
    Prompter(Client &client, const QString &serverName, QWidget *parent);
    ~Prompter() override;

private:
    void ask(const Prompt &prompt);
    void withdraw(int id);
    void showNext();

    Client &m_client;
    QWidget *m_parent;
    const QString m_serverName;
    QList<Prompt> m_waiting;
    QPointer<PromptDialog> m_dialog;
};

} // namespace hitlens
