// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/hitlensimport.h"

#include "app/connections/import/importnotes.h"
#include "app/connections/profilejson.h"

#include <QJsonDocument>

namespace hitlens {

using namespace Qt::StringLiterals;

ImportPreview importHitlens(const QJsonArray &servers)
{
    ImportPreview preview{u"Hitlens"_s, {}, {}};
    for (const auto &entry : servers) {
        const QJsonObject json = entry.toObject();
        const auto profile = profileFromJson(json);
        if (!profile) {
            preview.skipped << ImportPreview::Skipped{
                json[u"name"_s].toString(), profile.error().text};
            continue;
        }
        const QJsonDocument secrets(json[u"secrets"_s].toObject());
        Candidate candidate;
        candidate.profile = *profile;
        candidate.secrets = Secrets::fromText(QString::fromUtf8(secrets.toJson()));
        noteUnverified(candidate);
        preview.add(std::move(candidate), {});
    }
    return preview;
}

} // namespace hitlens
