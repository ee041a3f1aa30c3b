// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/secretstore.h"
#include "app/redis/client.h"
#include "ui/cli/cliarguments.h"
#include "ui/cli/clioutput.h"
#include "ui/cli/cliserver.h"
#include "ui/cli/cliterminal.h"

namespace hitlens {

// The open server of a run of hitlens-cli: finds its password (in the URL, in HITLENS_PASSWORD, in
// the keychain, in REDISCLI_AUTH, at the terminal; in this order), connects, and answers what the
// way in asks.
class CliSession final : public QObject
{
    Q_OBJECT

public:
    struct Tools
    {
        const CliArguments &arguments;
        CliOutput &output;
        CliTerminal &terminal;
        SecretStore &secrets;
    };

    // All tools must outlive it.
    CliSession(CliServer server, const Tools &tools, QObject *parent = nullptr);
    ~CliSession() override;

    // One of the two signals follows.
    void open();
    const CliServer &server() const { return m_server; }
    const Profile &profile() const { return m_server.profile; }
    // After opened().
    Client &client() { return *m_client; }

signals:
    void opened();
    void failed(const hitlens::Error &error);

private:
    void warnOfUrl();
    void begin(const Secrets &secrets);
    void connectWith(const Endpoint &endpoint);
    void onStatus(const Status &status);
    void onRefused(const Error &error);
    void askPassword(const Error &error);
    void answer(const Prompt &prompt);
    void fail(const Error &error);

    const CliServer m_server;
    const Tools m_tools;
    std::unique_ptr<Client> m_client;
    Endpoint m_endpoint; // with secrets
    QList<Endpoint> m_others; // to try when the server refuses
    QString m_keychainProblem; // why it gave no password
    int m_asked = 0; // how often the person was asked for the password
    bool m_isOpen = false;
    bool m_isOver = false;
};

// Whether the window opens this server read-only because it is production, see Settings.
bool opensReadOnlyAsProduction(const CliServer &server);

} // namespace hitlens
