// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/serverexport.h"

#include "app/connections/profilejson.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

namespace hitlens {

using namespace Qt::StringLiterals;

QByteArray exportServers(const QList<Profile> &profiles, const QHash<QString, Secrets> &secrets)
{
    QJsonArray servers;
    for (const Profile &profile : profiles) {
        QJsonObject server = toJson(profile);
        if (const QString text = secrets.value(profile.id).toText(); !text.isEmpty())
            server[u"secrets"_s] = QJsonDocument::fromJson(text.toUtf8()).object();
        servers << server;
    }
    return QJsonDocument(QJsonObject{{u"format"_s, exportFormat}, {u"version"_s, exportVersion},
                             {u"servers"_s, servers}})
        .toJson();
}

Result<Done> writeExport(const QString &path, const QByteArray &text)
{
    QSaveFile file(path);
    // The mode is set while the file is still empty: nobody else ever sees a byte of it.
    const bool written = file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && file.write(text) == text.size() && file.commit();
    if (!written)
        return Error{Error::Kind::Local, {},
            QCoreApplication::translate("Export", "The servers cannot be written to %1: %2")
                .arg(path, file.errorString())};
    return Done{};
}

} // namespace hitlens
