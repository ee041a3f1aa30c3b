// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/copyplace.h"

#include <QComboBox>
#include <QFormLayout>
#include <QSpinBox>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(const CopyTarget &target)
{
    const QString &name = target.profile.name;
    return name.isEmpty() ? target.endpoint.displayName() : name;
}

QString labelOf(const CopyTarget &target)
{
    QStringList remarks;
    if (target.profile.environment == Environment::Production)
        remarks << CopyPlace::tr("production");
    if (target.endpoint.readOnly)
        remarks << CopyPlace::tr("read-only");
    if (!target.isOpen)
        remarks << CopyPlace::tr("not open");
    return remarks.isEmpty()
        ? nameOf(target)
        : CopyPlace::tr("%1 (%2)").arg(nameOf(target), remarks.join(CopyPlace::tr(", ")));
}

// ssh has asked for its own secrets already.
bool isForAPassword(const std::optional<Error> &error)
{
    return error && error->kind == Error::Kind::Auth && error->code != "SSHAUTH";
}

// As far as it can be told from how it is reached.
bool isSameServer(const Endpoint &one, const Endpoint &other)
{
    if (one.socketPath != other.socketPath || one.ssh.enabled != other.ssh.enabled
        || one.sentinel.primaryName != other.sentinel.primaryName)
        return false;
    if (one.ssh.enabled && (one.ssh.host != other.ssh.host || one.ssh.port != other.ssh.port))
        return false;
    return !one.socketPath.isEmpty()
        || (one.port == other.port && one.host.compare(other.host, Qt::CaseInsensitive) == 0);
}

} // namespace

CopyPlace::CopyPlace(
    Client &source, const Profile &here, const CopyTargets &targets, QWidget *dialog)
    : QObject(dialog)
    , m_source(source)
    , m_here(here)
    , m_targets(targets)
    , m_dialog(dialog)
    , m_server(new QComboBox(dialog))
    , m_db(new QSpinBox(dialog))
{
    m_server->setAccessibleName(tr("Server"));
    m_db->setAccessibleName(tr("Database"));
    m_db->setRange(0, 9999);
    fill();
    onServerChosen();
    connect(m_server, &QComboBox::currentIndexChanged, this, &CopyPlace::onServerChosen);
    connect(m_db, &QSpinBox::valueChanged, this, &CopyPlace::chosen);
}

CopyPlace::~CopyPlace() = default;

void CopyPlace::addRows(QFormLayout *fields)
{
    fields->addRow(tr("&Server"), m_server);
    fields->addRow(tr("&Database"), m_db);
}

QList<QWidget *> CopyPlace::fields() const
{
    return {m_server, m_db};
}

void CopyPlace::setEnabled(bool isEnabled)
{
    // A cluster has one database.
    const bool isCluster = target().isHere && m_source.topology().isCluster();
    m_server->setEnabled(isEnabled);
    m_db->setEnabled(isEnabled && !isCluster);
}

void CopyPlace::fill()
{
    m_list = m_targets.list ? m_targets.list() : QList<CopyTarget>();
    if (m_list.isEmpty())
        m_list << CopyTarget{m_here, m_source.endpoint(), true};
    for (const CopyTarget &target : m_list)
        m_server->addItem(labelOf(target));
    for (int i = 0; i < m_list.size(); ++i) {
        if (m_list[i].isHere)
            m_server->setCurrentIndex(i);
    }
}

const CopyTarget &CopyPlace::target() const
{
    return m_list[std::max(m_server->currentIndex(), 0)];
}

Endpoint CopyPlace::wanted() const
{
    Endpoint endpoint = target().endpoint;
    endpoint.db = m_db->value();
    return endpoint;
}

QString CopyPlace::serverName() const
{
    return nameOf(target());
}

QString CopyPlace::text() const
{
    return tr("database %1 of %2").arg(QString::number(m_db->value()), serverName());
}

bool CopyPlace::isSource() const
{
    // Another profile may lead to the same server.
    const bool isHere = target().isHere || isSameServer(target().endpoint, m_source.endpoint());
    return isHere && m_db->value() == m_source.endpoint().db;
}

QString CopyPlace::refusal() const
{
    if (!target().endpoint.readOnly)
        return {};
    if (target().profile.endpoint.readOnly)
        return tr("%1 is read-only in Hitlens.").arg(serverName());
    return tr("%1 is a production server, and these open read-only. Allow changes on its page "
              "first.")
        .arg(serverName());
}

void CopyPlace::onServerChosen()
{
    const CopyTarget &there = target();
    // On its own server it goes to another database first of all.
    const bool isAlone = there.isHere && !m_source.topology().isCluster();
    m_db->setValue(isAlone ? (there.endpoint.db == 0 ? 1 : 0) : there.endpoint.db);
    setEnabled(true);
    emit chosen();
}

// ---- the way there

void CopyPlace::reach()
{
    if (target().isHere && isSource())
        return arrive(&m_source);
    if (m_there && m_there->endpoint() == wanted() && m_there->isReady())
        return arrive(m_there.get());
    if (target().isOpen || !m_targets.login)
        return open();
    logIn({});
}

void CopyPlace::logIn(const std::optional<Error> &refusal)
{
    const int index = std::max(m_server->currentIndex(), 0);
    const auto take = [this, index](const std::optional<Endpoint> &endpoint) {
        if (!endpoint)
            return emit declined();
        m_list[index].endpoint = *endpoint;
        m_list[index].isOpen = true; // its secrets are known from now on
        open();
    };
    m_targets.login(target(), refusal, m_dialog, take);
}

void CopyPlace::open()
{
    m_isWaiting = true;
    m_prompter.reset();
    m_there = std::make_unique<Client>(wanted());
    if (m_targets.prompt)
        m_prompter = m_targets.prompt(*m_there, serverName(), m_dialog);
    connect(m_there.get(), &Client::statusChanged, this, &CopyPlace::onStatus);
    m_there->open();
}

void CopyPlace::onStatus()
{
    if (!m_isWaiting)
        return;
    const Status status = m_there->status(); // which closing it changes
    if (status.state == Status::State::Ready)
        return arrive(m_there.get());
    if (status.state != Status::State::Waiting && status.state != Status::State::Failed)
        return;
    m_isWaiting = false;
    m_there->close();
    if (isForAPassword(status.error) && m_targets.login)
        return logIn(status.error);
    emit failed(status.error.value_or(Error()), tr("Connecting to %1 failed.").arg(text()));
}

void CopyPlace::arrive(Client *client)
{
    m_isWaiting = false;
    if (const auto refusal = client->writeRefusal())
        emit failed(*refusal, tr("Nothing can be copied to %1.").arg(text()));
    else
        emit reached(client);
}

} // namespace hitlens
