// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/error.h"

#include <QDateTime>
#include <QMetaType>

#include <optional>

namespace hitlens {

// How a connection stands. A value, sent whole at each change.
struct Status
{
    enum class State {
        Closed, // by us, or never opened
        Connecting, // resolving, connecting, AUTH and SELECT
        Ready,
        Waiting, // lost or not reached; tries again at retryAt
        Failed, // trying again would not help: the password or the permissions are wrong
    };

    State state = State::Closed;
    std::optional<Error> error; // why, when Waiting or Failed; the last one while Connecting again
    QDateTime retryAt; // UTC, when Waiting
    int attempt = 0; // tries since the last Ready

    bool operator==(const Status &) const = default;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::Status)
