// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/sentinels.h"

#include <QPointer>

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr auto pollInterval = 1s;

// Sentinels answer with strings for numbers.
std::optional<HostPort> addressFrom(const Reply &reply)
{
    if (!reply.isArray() || reply.size() != 2)
        return std::nullopt;
    const QString host = QString::fromUtf8(reply.at(0).bytes());
    const quint16 port = reply.at(1).bytes().toByteArray().toUShort();
    return host.isEmpty() || port == 0 ? std::nullopt : std::optional(HostPort{host, port});
}

// One entry of SENTINEL SENTINELS: field, value, field, value…
std::optional<HostPort> addressOfOther(const Reply &entry)
{
    HostPort address{{}, 0};
    for (qsizetype i = 0; i + 1 < entry.size(); i += 2) {
        if (entry.at(i).bytes() == "ip")
            address.host = QString::fromUtf8(entry.at(i + 1).bytes());
        else if (entry.at(i).bytes() == "port")
            address.port = entry.at(i + 1).bytes().toByteArray().toUShort();
    }
    return address.host.isEmpty() || address.port == 0 ? std::nullopt : std::optional(address);
}

// The credentials and the encryption of the sentinels are their own.
Endpoint sentinelEndpoint(const Endpoint &endpoint, const HostPort &address)
{
    Endpoint sentinel = endpoint;
    sentinel.host = address.host;
    sentinel.port = address.port;
    sentinel.db = 0;
    sentinel.username = endpoint.sentinel.username;
    sentinel.password = endpoint.sentinel.password;
    sentinel.tls = endpoint.sentinel.tls;
    sentinel.readOnly = false;
    return sentinel;
}

} // namespace

Sentinels::Sentinels(const Endpoint &endpoint, Connect connectTo, QObject *parent)
    : QObject(parent)
    , m_endpoint(endpoint)
    , m_connect(std::move(connectTo))
    , m_addresses(QList{endpoint.address()} + endpoint.sentinel.others)
    , m_poll(this)
    , m_retry(this)
{
    m_poll.setInterval(pollInterval);
    connect(&m_poll, &QTimer::timeout, this, &Sentinels::ask);
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Sentinels::askNext);
}

void Sentinels::open()
{
    if (!m_sentinel && !m_retry.isActive())
        askNext();
}

void Sentinels::close()
{
    m_retry.stop();
    drop();
    m_primary.reset();
}

void Sentinels::retryNow()
{
    if (m_retry.isActive() || !m_sentinel) {
        m_retry.stop();
        askNext();
    }
}

void Sentinels::askNext()
{
    drop();
    m_sentinel = m_connect(sentinelEndpoint(m_endpoint, m_addresses[m_next]));
    m_sentinel->setParent(this);
    connect(m_sentinel, &Connection::statusChanged, this, &Sentinels::onStatus);
    m_sentinel->open();
}

void Sentinels::onStatus(const Status &status)
{
    if (status.state == Status::State::Ready) {
        ask();
        learnOthers();
        m_poll.start();
    } else if (status.error && status.state != Status::State::Connecting) {
        pass(*status.error);
    }
}

void Sentinels::ask()
{
    const QByteArray name = m_endpoint.sentinel.primaryName.toUtf8();
    m_sentinel->send({{"SENTINEL", "GET-MASTER-ADDR-BY-NAME", name}, {}, nullptr,
        [this, guard = QPointer(m_sentinel)](const Result<Reply> &reply) {
            if (guard && guard == m_sentinel)
                onAnswer(reply);
        },
        true});
}

void Sentinels::onAnswer(const Result<Reply> &reply)
{
    if (!reply) {
        pass(reply.error());
        return;
    }
    const auto primary = addressFrom(*reply);
    if (!primary) {
        pass({Error::Kind::Server, "SENTINEL",
            tr("The sentinel %1 knows no primary named “%2”.")
                .arg(m_sentinel->endpoint().displayName(), m_endpoint.sentinel.primaryName)});
        return;
    }
    m_error.reset();
    m_rounds = 0;
    if (m_primary == primary)
        return;
    m_primary = primary;
    emit primaryFound(*primary);
}

// Whoever was given one sentinel only is not lost when that one goes.
void Sentinels::learnOthers()
{
    const QByteArray name = m_endpoint.sentinel.primaryName.toUtf8();
    m_sentinel->send({{"SENTINEL", "SENTINELS", name}, {}, nullptr,
        [this, guard = QPointer(this)](const Result<Reply> &reply) {
            for (qsizetype i = 0; guard && reply && i < reply->size(); ++i) {
                const auto other = addressOfOther(reply->at(i));
                const auto way = other ? std::optional(m_endpoint.wayTo(*other)) : std::nullopt;
                if (way && !m_addresses.contains(*way))
                    m_addresses.append(*way);
            }
        },
        true});
}

// On to the next one; after the last, a pause.
void Sentinels::pass(const Error &error)
{
    // At once: a connection that breaks tells so by its status and by each answer that is missing.
    drop();
    if (!m_error)
        m_error = error;
    m_next = (m_next + 1) % m_addresses.size();
    if (m_next != 0) {
        m_retry.start(0ms);
        return;
    }
    const Error reason = *std::exchange(m_error, std::nullopt);
    const Error said{reason.kind, reason.code,
        m_addresses.size() == 1
            ? tr("The sentinel could not tell the primary. It said: %1").arg(reason.text)
            : tr("None of the %1 sentinels could tell the primary. The first said: %2")
                  .arg(QString::number(m_addresses.size()), reason.text),
        reason.details};
    if (reason.kind == Error::Kind::Auth) {
        emit unknown({Status::State::Failed, said, {}, m_rounds + 1});
        return;
    }
    const milliseconds delay = std::min<milliseconds>(500ms * (1 << std::min(m_rounds++, 6)), 30s);
    m_retry.start(delay);
    emit unknown({Status::State::Waiting, said,
        QDateTime::currentDateTimeUtc().addMSecs(delay.count()), m_rounds});
}

void Sentinels::drop()
{
    m_poll.stop();
    if (!m_sentinel)
        return;
    // We may be inside one of its signals.
    Connection *sentinel = std::exchange(m_sentinel, nullptr);
    sentinel->disconnect(this);
    QMetaObject::invokeMethod(sentinel, &Connection::close, Qt::QueuedConnection);
    sentinel->deleteLater();
}

} // namespace hitlens
