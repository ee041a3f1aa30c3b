// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/auditlog.h"
#include "ui/cli/clitask.h"
#include "ui/cli/interrupts.h"
#include "ui/cli/streamserver.h"

namespace hitlens {

// One run of hitlens-cli: builds what its command needs, opens the server, and runs the command to
// its end.
class CliRun final : public QObject
{
    Q_OBJECT

public:
    explicit CliRun(const CliArguments &arguments);
    ~CliRun() override;

    int exec(); // runs the event loop; what the program ends with

private:
    void takeSettings();
    void begin();
    void openServer(const CliServer &server);
    void openStream();
    std::optional<Error> wrongDatabase() const;
    void startTask(std::unique_ptr<CliTask> task);
    std::unique_ptr<CliTask> makeTask();
    CliTask::Context context();
    void onInterrupted();
    void failed(CliExit code, const Error &error);
    void end(CliExit code);
    void exit(CliExit code);

    const CliArguments m_arguments;
    Interrupts m_interrupts;
    CliOutput m_output;
    CliTerminal m_terminal;
    SecretStore m_secrets;
    ProfileStore m_profiles;
    AuditLog m_audit;
    SnapshotStore m_snapshots;
    RecipeStore m_recipes;
    std::unique_ptr<StreamServer> m_stream; // null: none is wanted
    std::unique_ptr<CliSession> m_session;
    std::unique_ptr<CliTask> m_task;
};

} // namespace hitlens
