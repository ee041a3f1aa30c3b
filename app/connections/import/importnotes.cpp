// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/importnotes.h"

#include "app/connections/import/importpreview.h"

#include <QCoreApplication>

namespace hitlens {

using namespace Qt::StringLiterals;

QString importText(const char *text)
{
    return QCoreApplication::translate("Import", text);
}

void noteUnverified(Candidate &candidate)
{
    const Tls &tls = candidate.profile.endpoint.tls;
    if (tls.enabled && !tls.verify)
        candidate.notes << importText("The server's certificate is not verified, as in the file.");
}

void noteClientKeyLeftOut(Candidate &candidate)
{
    candidate.notes << importText(
        "Its client certificate and private key are inside the file and were left out: Hitlens "
        "writes no secrets to files. Save both as PEM files that only you can read, and choose "
        "them in the server's settings.");
}

void noteSshKeyLeftOut(Candidate &candidate)
{
    candidate.notes << importText(
        "Its SSH key is inside the file and was left out: Hitlens writes no secrets to files. Save "
        "it as a file that only you can read, and choose it in the server's settings.");
}

bool isPem(const QString &text)
{
    return text.contains("-----BEGIN "_L1);
}

void takeAuthority(Candidate &candidate, const QString &pem)
{
    const QString begin = u"-----BEGIN CERTIFICATE-----"_s;
    const QString end = u"-----END CERTIFICATE-----"_s;
    qsizetype from = pem.indexOf(begin);
    while (from >= 0) {
        const qsizetype to = pem.indexOf(end, from);
        if (to < 0)
            break;
        candidate.authorityPem += pem.sliced(from, to + end.size() - from).toUtf8() + '\n';
        from = pem.indexOf(begin, to);
    }
    candidate.notes << (candidate.authorityPem.isEmpty()
            ? importText("The certificate of its authority is damaged and was left out.")
            : importText("The certificate of its authority is inside the file and becomes a file "
                         "of its own in Hitlens' folder."));
}

QString patternFrom(const QString &pattern)
{
    return pattern == "*"_L1 ? QString() : pattern;
}

QString insideGroup(const QString &outer, const QString &inner)
{
    if (outer.isEmpty() || inner.isEmpty())
        return outer + inner;
    return outer + u" / "_s + inner;
}

} // namespace hitlens
