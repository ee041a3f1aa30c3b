// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/serverscommand.h"

#include <QJsonArray>

namespace hitlens {

using namespace Qt::StringLiterals;

ServersCommand::ServersCommand(const Context &context, QObject *parent)
    : CliTask(context, parent)
{ }

void ServersCommand::start()
{
    QJsonArray servers;
    for (const Profile &profile : stores().profiles.profiles()) {
        servers << QJsonObject{{u"id"_s, profile.id}, {u"name"_s, profile.name},
            {u"address"_s, profile.endpoint.displayName()}, {u"db"_s, profile.endpoint.db},
            {u"isProduction"_s, profile.environment == Environment::Production},
            {u"isReadOnly"_s, profile.endpoint.readOnly}};
        if (!output().isJson())
            output().line(safeText(profile.name));
    }
    result()[u"servers"_s] = servers;
    finish(CliExit::Done);
}

} // namespace hitlens
