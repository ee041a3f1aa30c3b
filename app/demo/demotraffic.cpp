// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/demo/demotraffic.h"

namespace hitlens {

namespace {

Command<Done> plainCommand(QByteArrayList argv)
{
    return {std::move(argv), {}, [](const Reply &) { return Result<Done>(Done{}); }};
}

} // namespace

DemoTraffic::DemoTraffic(const Endpoint &endpoint, const Size &size, QObject *parent)
    : QObject(parent)
    , m_client(endpoint)
    , m_job(std::make_unique<ShopJob>(size.keys, size.commandsPerSecond, size.seed))
{
    m_job.on(&ShopJob::warmedUp, [this] { emit warmedUp(); });
    connect(&m_client, &Client::statusChanged, this, &DemoTraffic::onStatus);
}

DemoTraffic::DemoTraffic(const Endpoint &endpoint, QObject *parent)
    : DemoTraffic(endpoint, Size{}, parent)
{ }

DemoTraffic::~DemoTraffic() = default;

void DemoTraffic::start()
{
    m_client.open();
}

void DemoTraffic::onStatus(const Status &status)
{
    if (status.state != Status::State::Ready)
        return;
    // A Client introduces itself as Hitlens, whose looks do not count as use. A shop's do.
    for (const QByteArrayList &argv :
        {QByteArrayList{"CLIENT", "SETNAME", "shop"}, QByteArrayList{"CLIENT", "NO-TOUCH", "OFF"}})
        m_client.send(plainCommand(argv), this, [](const Result<Done> &) {});
    if (!std::exchange(m_isStarted, true))
        m_client.start(m_job);
}

} // namespace hitlens
