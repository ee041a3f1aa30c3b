// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"

#include <QList>

#include <functional>
#include <memory>

class QWidget;

namespace hitlens {

class Client;

// A server that keys can be copied to.
struct CopyTarget
{
    Profile profile;
    Endpoint endpoint; // with its secrets, and read-only where it was opened so
    bool isHere = false; // the server that the key is on
};

// How the shell tells a dialog of the other servers that are open: this room knows one only.
struct CopyTargets
{
    std::function<QList<CopyTarget>()> list;
    // Lets the person answer what the way to that server asks, with dialogs above the widget, for
    // as long as what it gives back lives. The client has to outlive that.
    using Prompt
        = std::function<std::unique_ptr<QObject>(Client &, const QString &name, QWidget *parent)>;
    Prompt prompt;
};

} // namespace hitlens
