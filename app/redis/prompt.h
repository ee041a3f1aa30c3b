// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QMetaType>
#include <QString>

namespace hitlens {

// What a way in asks of the person before it can go on: a passphrase, a one-time code, whether a
// host key is right. The connection waits for the answer, without a time limit of its own.
struct Prompt
{
    enum class Kind {
        Secret, // a line that is not shown while typed
        Text, // a line that is
        HostKey, // an SSH server that is not known yet: "yes", or nothing and it is refused
        ChangedHostKey, // one that shows another key than before: "yes" replaces the known key
    };

    int id = 0; // for Client::answer
    Kind kind = Kind::Secret;
    QString text; // in the asking program's words, may have several lines

    bool operator==(const Prompt &) const = default;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::Prompt)
