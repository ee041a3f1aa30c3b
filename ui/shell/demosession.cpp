// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/demosession.h"

namespace hitlens {

using namespace Qt::StringLiterals;

DemoSession::DemoSession(QObject *parent)
    : QObject(parent)
{
    connect(&m_server, &DemoServer::ready, this, &DemoSession::onServerReady);
    connect(&m_server, &DemoServer::failed, this, &DemoSession::failed);
}

void DemoSession::start()
{
    m_server.start();
}

Profile DemoSession::profile() const
{
    Profile profile;
    profile.id = demoProfileId;
    profile.name = tr("Demo cache");
    profile.endpoint = m_server.endpoint();
    return profile;
}

void DemoSession::onServerReady()
{
    m_traffic = std::make_unique<DemoTraffic>(m_server.endpoint());
    connect(m_traffic.get(), &DemoTraffic::warmedUp, this, &DemoSession::warmedUp);
    m_traffic->start();
    emit ready();
}

} // namespace hitlens
