// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/prompter.h"

#include "app/redis/client.h"
#include "ui/connections/promptdialog.h"

namespace hitlens {

Prompter::Prompter(Client &client, const QString &serverName, QWidget *parent)
    : QObject(parent)
    , m_client(client)
    , m_parent(parent)
    , m_serverName(serverName)
{
    connect(&client, &Client::prompted, this, &Prompter::ask);
    connect(&client, &Client::promptWithdrawn, this, &Prompter::withdraw);
}

Prompter::~Prompter()
{
    if (!m_dialog)
        return;
    // Without an answer: the client may be on its way out, too.
    m_dialog->disconnect(this);
    delete m_dialog;
}

void Prompter::ask(const Prompt &prompt)
{
    m_waiting << prompt;
    showNext();
}

void Prompter::withdraw(int id)
{
    m_waiting.removeIf([id](const Prompt &prompt) { return prompt.id == id; });
    if (!m_dialog || m_dialog->prompt().id != id)
        return;
    m_dialog->disconnect(this);
    m_dialog->close();
    m_dialog.clear();
    showNext();
}

void Prompter::showNext()
{
    if (m_dialog || m_waiting.isEmpty())
        return;
    const Prompt prompt = m_waiting.takeFirst();
    m_dialog = new PromptDialog(m_serverName, prompt, m_parent);
    connect(m_dialog, &PromptDialog::answered, this,
        [this, id = prompt.id](const std::optional<QString> &text) {
            m_dialog.clear();
            m_client.answer(id, text);
            showNext();
        });
    m_dialog->show();
}

} // namespace hitlens
