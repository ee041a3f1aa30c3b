// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profilestore.h"
#include "app/invalidation/bulkrun.h"
#include "app/invalidation/recipestore.h"
#include "ui/cli/cliexit.h"
#include "ui/cli/clisession.h"

#include <functional>

namespace hitlens {

// All that is saved on this computer, where the window has it, too.
struct CliStores
{
    ProfileStore &profiles;
    AuditLog &audit;
    SnapshotStore &snapshots;
    RecipeStore &recipes;
};

// One command of hitlens-cli while it runs. Ends with exactly one finished().
class CliTask : public QObject
{
    Q_OBJECT

public:
    struct Context
    {
        const CliArguments &arguments;
        CliOutput &output;
        CliTerminal &terminal;
        CliStores stores;
        CliSession *session; // open; null for a command without a server
    };

    explicit CliTask(const Context &context, QObject *parent = nullptr);

    virtual void start() = 0;
    // By Ctrl-C: ends it between two steps, and says how far it got.
    virtual void interrupt();

signals:
    void finished(hitlens::CliExit code);

protected:
    const CliArguments &arguments() const { return m_context.arguments; }
    CliOutput &output() const { return m_context.output; }
    CliTerminal &terminal() const { return m_context.terminal; }
    const CliStores &stores() const { return m_context.stores; }
    CliSession &session() const { return *m_context.session; }
    Client &client() const { return m_context.session->client(); }
    bool isSet(const QString &option) const { return arguments().isSet(option); }

    // Says why this server takes no changes, and ends; true when it did.
    bool endedForReadOnly();
    // Calls act when the person wants it, and otherwise says why nothing was changed and ends.
    // question: what is about to be done, a sentence.
    void confirm(const QString &question, const std::function<void()> &act);

    // What --json writes in the end.
    QJsonObject &result() { return m_result; }
    void finish(CliExit code);
    void fail(CliExit code, const Error &error);
    void refuse(CliExit code, const QString &why);
    bool isOver() const { return m_isOver; }

private:
    void askForWord(const QString &question, const std::function<void()> &act);

    const Context m_context;
    QJsonObject m_result;
    bool m_isOver = false;
};

// Which server and database it is: "shop (cache.example:6379), db 0".
QString placeText(const CliServer &server, const Client &client);
// The same for --json.
QJsonObject toJson(const CliServer &server, const Client &client);
QJsonObject toJson(const Error &error);
// For an error that ended a command.
CliExit exitOf(const Error &error);

} // namespace hitlens
