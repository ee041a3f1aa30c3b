// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace hitlens {

struct Candidate;

// What the importers of several formats have to say about the same things.

QString importText(const char *text); // translated

// TLS without a look at the certificate stays so, and is said.
void noteUnverified(Candidate &candidate);
// A key inside of the file: Hitlens writes no secret to a file, so it stays where it is.
void noteClientKeyLeftOut(Candidate &candidate);
void noteSshKeyLeftOut(Candidate &candidate);
bool isPem(const QString &text);
// Takes the certificates in the text, and no key that may stand beside them.
void takeAuthority(Candidate &candidate, const QString &pem);
// A pattern that means all keys is none.
QString patternFrom(const QString &pattern);
QString insideGroup(const QString &outer, const QString &inner); // "outer / inner"

} // namespace hitlens
