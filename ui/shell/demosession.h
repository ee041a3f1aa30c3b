// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/demo/demoserver.h"
#include "app/demo/demotraffic.h"

#include <QObject>

#include <memory>

namespace hitlens {

// The demo cache as long as it is used: a private server and an application's traffic on it. GUI
// thread; ends both with itself.
class DemoSession final : public QObject
{
    Q_OBJECT

public:
    explicit DemoSession(QObject *parent = nullptr);

    void start(); // answers with ready() or failed()
    bool isReady() const { return m_traffic != nullptr; }
    // How the window shows it; the address is valid once it is ready.
    Profile profile() const;

signals:
    void ready();
    void warmedUp(); // all keys that the shop has at opening are there
    void failed(const hitlens::Error &error);

private:
    void onServerReady();

    DemoServer m_server;
    std::unique_ptr<DemoTraffic> m_traffic;
};

} // namespace hitlens
