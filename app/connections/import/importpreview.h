// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/connections/secrets.h"

#include <QStringList>

namespace hitlens {

// A server that a file describes, before anybody chose to have it. A value.
struct Candidate
{
    Profile profile; // its endpoint holds no secrets
    Secrets secrets;
    QByteArray authorityPem; // text of a certificate that becomes a file when it is imported
    bool isCluster = false; // says the other tool; Hitlens finds out by itself
    QStringList notes; // sentences: what was changed or left out, and why

    bool operator==(const Candidate &) const = default;
};

// What is in a file to be imported. A value.
struct ImportPreview
{
    struct Skipped
    {
        QString name;
        QString reason; // a sentence

        bool operator==(const Skipped &) const = default;
    };

    QString format; // the name of the tool that wrote it
    QList<Candidate> candidates;
    QList<Skipped> skipped;

    bool operator==(const ImportPreview &) const = default;
    // Takes the candidate in or, when it says nothing to connect to, skips it. "wrong" names the
    // fields that could not be read.
    void add(Candidate candidate, const QStringList &wrong);
};

} // namespace hitlens
