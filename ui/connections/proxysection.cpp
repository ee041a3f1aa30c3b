// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/proxysection.h"

#include "ui/widgets/formfield.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSpinBox>

namespace hitlens {

ProxySection::ProxySection(QWidget *parent)
    : FormSection(parent)
    , m_kind(new QComboBox(this))
    , m_port(makeNumber(1, 65535))
{
    for (const auto &[kind, name] : {std::pair(Proxy::Kind::None, tr("None")),
             {Proxy::Kind::System, tr("As the system is set up")},
             {Proxy::Kind::Socks5, tr("SOCKS5")}, {Proxy::Kind::Http, tr("HTTP")}})
        m_kind->addItem(name, static_cast<int>(kind));
    addRow(tr("Prox&y"), {m_kind});
    m_host = addLine(tr("Proxy's host"));
    addRow(tr("Proxy's port"), {m_port});
    m_user = addLine(tr("Proxy's user"));
    m_password = addSecret(tr("Proxy's password"), &Secrets::proxyPassword);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ProxySection::showRows);
    setProfile({});
}

bool ProxySection::isOwn() const
{
    const auto kind = static_cast<Proxy::Kind>(m_kind->currentData().toInt());
    return kind == Proxy::Kind::Socks5 || kind == Proxy::Kind::Http;
}

void ProxySection::showRows()
{
    for (const QWidget *content :
        std::initializer_list<const QWidget *>{m_host, m_port, m_user, m_password})
        setRowVisible(content, isOwn());
    emit edited();
}

void ProxySection::setProfile(const Profile &profile)
{
    const Proxy &proxy = profile.endpoint.proxy;
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(proxy.kind)));
    m_host->setText(proxy.host);
    m_port->setValue(proxy.port);
    m_user->setText(proxy.user);
    showRows();
}

void ProxySection::writeTo(Profile &profile) const
{
    Proxy &proxy = profile.endpoint.proxy;
    proxy.kind = static_cast<Proxy::Kind>(m_kind->currentData().toInt());
    proxy.host = m_host->text().trimmed();
    proxy.port = static_cast<quint16>(m_port->value());
    proxy.user = m_user->text();
}

void ProxySection::check()
{
    const bool lacksHost = isOwn() && m_host->text().trimmed().isEmpty();
    fieldOf(m_host)->setProblem(
        lacksHost ? tr("Enter the proxy's name or IP address.") : QString());
}

} // namespace hitlens
