// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/clisession.h"

#include "app/connections/sharedsettings.h"
#include "app/keyspace/transfer/keyfailure.h"
#include "app/redis/commands.h"

#include <QSettings>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostQuestions = 3;

// ssh has asked for its own secrets already.
bool isForAPassword(const Error &error)
{
    return error.kind == Error::Kind::Auth && error.code != "SSHAUTH" && error.code != "PROXYAUTH";
}

} // namespace

bool opensReadOnlyAsProduction(const CliServer &server)
{
    const QSettings settings(
        QSettings::IniFormat, QSettings::UserScope, u"hitlens"_s, u"hitlens"_s);
    return server.isProduction() && settings.value(productionLockKey).toBool();
}

CliSession::CliSession(CliServer server, const Tools &tools, QObject *parent)
    : QObject(parent)
    , m_server(std::move(server))
    , m_tools(tools)
{ }

CliSession::~CliSession() = default;

void CliSession::open()
{
    if (!m_server.secrets.password.isEmpty())
        warnOfUrl();
    if (m_server.isUrl || profile().askSecrets)
        return begin(m_server.secrets);
    m_tools.secrets.read(profile().id, this, [this](const Result<QString> &kept) {
        if (!kept)
            m_keychainProblem = kept.error().text;
        begin(kept ? Secrets::fromText(*kept) : Secrets());
    });
}

void CliSession::warnOfUrl()
{
    m_tools.output.note(
        tr("A password in a URL can be seen by others for a moment. HITLENS_PASSWORD in the "
           "environment, or a saved server, keeps it to yourself."));
}

void CliSession::begin(const Secrets &secrets)
{
    Endpoint endpoint = withSecrets(profile().endpoint, secrets);
    const bool isConfirmed = m_tools.arguments.value(u"confirm"_s) == m_server.name();
    if (opensReadOnlyAsProduction(m_server) && !isConfirmed)
        endpoint.readOnly = true;
    if (m_tools.arguments.isSet(u"db"_s))
        endpoint.db = m_tools.arguments.value(u"db"_s).toInt();
    if (const QString given = qEnvironmentVariable("HITLENS_PASSWORD");
        !given.isEmpty() && m_server.secrets.password.isEmpty())
        endpoint.password = given;
    if (m_server.userMayBePassword) {
        Endpoint swapped = endpoint;
        swapped.password = std::exchange(swapped.username, QString());
        m_others << swapped;
    }
    if (const QString given = qEnvironmentVariable("REDISCLI_AUTH");
        !given.isEmpty() && endpoint.password.isEmpty()) {
        m_others << endpoint;
        m_others.last().password = given;
    }
    connectWith(endpoint);
}

void CliSession::connectWith(const Endpoint &endpoint)
{
    if (m_client) {
        m_client->disconnect(this);
        m_client.release()->deleteLater(); // this is called by it
    }
    m_endpoint = endpoint;
    m_client = std::make_unique<Client>(endpoint);
    connect(m_client.get(), &Client::statusChanged, this, &CliSession::onStatus);
    connect(m_client.get(), &Client::prompted, this, &CliSession::answer);
    m_client->open();
}

void CliSession::onStatus(const Status &status)
{
    if (m_isOver || m_isOpen)
        return;
    if (status.state == Status::State::Failed && status.error && isForAPassword(*status.error))
        return onRefused(*status.error);
    if (status.state == Status::State::Waiting || status.state == Status::State::Failed)
        return fail(
            status.error.value_or(Error{Error::Kind::Connection, {}, tr("Not connected.")}));
    if (status.state != Status::State::Ready)
        return;
    m_isOpen = true;
    // The word was a password.
    if (m_server.userMayBePassword && m_endpoint.username.isEmpty())
        warnOfUrl();
    // What the server can and who it is are asked for before this, and answered before it.
    m_client->send(ping(), this, [this](const Result<Done> &pong) {
        if (pong || isRefusal(pong.error()))
            emit opened();
        else
            fail(pong.error());
    });
}

void CliSession::onRefused(const Error &error)
{
    if (!m_others.isEmpty())
        connectWith(m_others.takeFirst());
    else if (m_tools.terminal.isInteractive() && m_asked < mostQuestions)
        askPassword(error);
    else
        fail(error);
}

void CliSession::askPassword(const Error &error)
{
    if (m_asked++ > 0)
        m_tools.output.note(error.text);
    m_tools.terminal.ask(tr("Password for %1: ").arg(m_server.name()), CliTerminal::Echo::Off,
        [this, error](const std::optional<QString> &password) {
            if (!password)
                return fail(error);
            Endpoint endpoint = m_endpoint;
            endpoint.password = *password;
            connectWith(endpoint);
        });
}

void CliSession::answer(const Prompt &prompt)
{
    const auto echo
        = prompt.kind == Prompt::Kind::Secret ? CliTerminal::Echo::Off : CliTerminal::Echo::On;
    m_tools.terminal.ask(
        prompt.text + u' ', echo, [this, prompt](const std::optional<QString> &answer) {
            // Without a person at the terminal nobody vouches for a host key.
            const bool isHostKey = prompt.kind == Prompt::Kind::HostKey
                || prompt.kind == Prompt::Kind::ChangedHostKey;
            const bool isAnswer = answer && (!isHostKey || *answer == u"yes");
            m_client->answer(prompt.id, isAnswer ? answer : std::nullopt);
        });
}

void CliSession::fail(const Error &error)
{
    m_isOver = true;
    if (isForAPassword(error) && !m_keychainProblem.isEmpty())
        m_tools.output.note(
            tr("The keychain did not give the password: %1").arg(m_keychainProblem));
    emit failed(error);
}

} // namespace hitlens
