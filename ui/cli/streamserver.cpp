// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/streamserver.h"

#include <QTimer>

namespace hitlens {

using namespace std::chrono_literals;

namespace {

constexpr auto patienceForLines = 5s;

} // namespace

StreamServer::StreamServer(const Profile &profile, const QByteArray &key, AuditLog &audit,
    SecretStore &secrets, QObject *parent)
    : QObject(parent)
    , m_profile(profile)
    , m_secrets(secrets)
    , m_stream(audit, [this] { return m_client.get(); })
{
    m_stream.setKey(key);
    connect(&m_stream, &AuditStream::failed, this, &StreamServer::failed);
    connect(&m_stream, &AuditStream::answered, this, &StreamServer::onAnswered);
}

StreamServer::~StreamServer() = default;

void StreamServer::open()
{
    if (m_profile.askSecrets)
        return connectWith({});
    m_secrets.read(m_profile.id, this, [this](const Result<QString> &kept) {
        connectWith(kept ? Secrets::fromText(*kept) : Secrets());
    });
}

void StreamServer::connectWith(const Secrets &secrets)
{
    m_client = std::make_unique<Client>(withSecrets(m_profile.endpoint, secrets));
    connect(m_client.get(), &Client::statusChanged, this, &StreamServer::onStatus);
    // Nobody is there to vouch for a host key, or to be asked for a password of another server.
    connect(m_client.get(), &Client::prompted, this,
        [this](const Prompt &prompt) { m_client->answer(prompt.id, std::nullopt); });
    m_client->open();
}

// Once it is open, a line that finds it away says so by itself.
void StreamServer::onStatus(const Status &status)
{
    const bool isReady = status.state == Status::State::Ready;
    const bool isAway
        = status.state == Status::State::Waiting || status.state == Status::State::Failed;
    if (m_isOpen || (!isReady && !isAway))
        return;
    m_isOpen = true;
    if (isAway)
        emit failed(status.error ? status.error->text : tr("The server of the stream is away."));
    emit opened();
}

void StreamServer::finish()
{
    m_isFinishing = true;
    QTimer::singleShot(patienceForLines, this, &StreamServer::end);
    onAnswered();
}

void StreamServer::onAnswered()
{
    if (m_isFinishing && m_stream.isIdle())
        end();
}

void StreamServer::end()
{
    if (std::exchange(m_isFinishing, false))
        emit finished();
}

} // namespace hitlens
