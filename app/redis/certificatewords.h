// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QSslCertificate;
class QSslError;

namespace hitlens {

// Which check a certificate failed, as a sentence: "It expired on 2026-01-02 03:04:05 UTC." name is
// the one that was looked for in it.
QString certificateFault(const QSslError &fault, const QString &name);

// The certificate in lines, each "What: value"; empty for none.
QString certificateLines(const QSslCertificate &certificate);

} // namespace hitlens
