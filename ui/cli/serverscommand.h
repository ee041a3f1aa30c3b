// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/cli/clitask.h"

namespace hitlens {

// hitlens-cli servers: the saved ones, of which none is asked anything.
class ServersCommand final : public CliTask
{
    Q_OBJECT

public:
    explicit ServersCommand(const Context &context, QObject *parent = nullptr);

    void start() override;
};

} // namespace hitlens
