// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/redis/error.h"

#include <QList>

#include <functional>
#include <memory>
#include <optional>

class QWidget;

namespace hitlens {

class Client;

// A server that keys can be copied to.
struct CopyTarget
{
    Profile profile;
    Endpoint endpoint; // read-only where it is, or would be, opened so; with secrets where isOpen
    bool isHere = false; // the server that the key is on
    bool isOpen = true;
};

// How the shell tells a dialog of the other servers there are: this room knows one only.
struct CopyTargets
{
    std::function<QList<CopyTarget>()> list;
    // Lets the person answer what the way to that server asks, with dialogs above the widget, for
    // as long as what it gives back lives. The client has to outlive that.
    using Prompt
        = std::function<std::unique_ptr<QObject>(Client &, const QString &name, QWidget *parent)>;
    Prompt prompt;
    // Finds the secrets of a server, in the keychain or by asking the person above the widget;
    // after a refusal by asking. The answer is the endpoint with them, or nullopt where the person
    // would rather not; it comes later, and not at all when the widget is gone by then.
    using Answer = std::function<void(const std::optional<Endpoint> &endpoint)>;
    using Login = std::function<void(const CopyTarget &target, const std::optional<Error> &refusal,
        QWidget *parent, Answer answer)>;
    Login login;
};

} // namespace hitlens
