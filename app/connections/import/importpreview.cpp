// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/importpreview.h"

#include <QCoreApplication>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Import", text);
}

bool hasControls(const QString &text)
{
    return std::ranges::any_of(text, [](QChar c) { return c.unicode() < 0x20 || c == u'\x7f'; });
}

// Why there is nothing to connect to; empty when there is.
QString problemOf(const Endpoint &endpoint, const QStringList &wrong)
{
    if (wrong.contains(u"host"_s))
        return translated("Its host is not a text.");
    if (wrong.contains(u"port"_s))
        return translated("Its port is not a number from 1 to 65535.");
    const QString address = endpoint.socketPath.isEmpty() ? endpoint.host : endpoint.socketPath;
    if (address.isEmpty())
        return translated("It has no address.");
    if (hasControls(address) || (endpoint.socketPath.isEmpty() && address.contains(u' ')))
        return translated("Its address holds a character that no address has.");
    return {};
}

} // namespace

void ImportPreview::add(Candidate candidate, const QStringList &wrong)
{
    Profile &profile = candidate.profile;
    profile.name.removeIf([](QChar c) { return c.unicode() < 0x20; });
    profile.name = profile.name.trimmed().left(200);
    const QString problem = problemOf(profile.endpoint, wrong);
    if (!problem.isEmpty()) {
        skipped << Skipped{
            profile.name.isEmpty() ? translated("A server without a name") : profile.name, problem};
        return;
    }
    if (profile.name.isEmpty())
        profile.name = profile.endpoint.displayName();
    if (!wrong.isEmpty())
        candidate.notes << translated("Not understood and left out: %1.").arg(wrong.join(u", "_s));
    candidates << std::move(candidate);
}

} // namespace hitlens
