// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/error.h"

#include <QByteArray>

namespace hitlens {

// A key that was left out of an export or import, and why: in the server's words, or in ours where
// it was not asked.
struct KeyFailure
{
    QByteArray key;
    QString text;

    bool operator==(const KeyFailure &) const = default;
};

// So many of them are kept; all are counted.
inline constexpr qsizetype keptFailures = 100;

// The server has answered, and the answer was no.
bool isRefusal(const Error &error);
// A refusal that is over soon: the server reads its data after a start or runs a long script, or
// its cluster is being put in order.
bool isPassing(const Error &error);
// A refusal that would meet any other key as well: no permission for the command, no memory left.
bool concernsEveryKey(const Error &error);

} // namespace hitlens
