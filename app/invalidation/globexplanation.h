// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkscope.h"

#include <QString>

// What a glob pattern means, for the person who types it. Pure; any thread.
namespace hitlens {

// A part of a pattern that means one thing.
struct GlobToken
{
    enum class Kind {
        Text, // stands for itself
        Escaped, // a backslash and what it takes literally
        AnyRun, // stars, also several
        AnyByte,
        Set,
    };

    Kind kind = Kind::Text;
    qsizetype from = 0; // bytes of the pattern
    qsizetype length = 0;
    QString words; // "any run of bytes", "one of a, b"

    bool operator==(const GlobToken &) const = default;
    bool isSpecial() const { return kind != Kind::Text; }
};

// All of the pattern, in its order, without gaps.
QList<GlobToken> globTokens(const QByteArray &pattern);
// The words of all of them in one sentence. Empty for an empty pattern.
QString explainGlob(const QByteArray &pattern);

// Whether a scope means a key of that name, and if not, why: the first place that differs. Nothing
// is said of conditions that only the server can answer.
struct NameVerdict
{
    bool matches = false;
    QString words; // a sentence

    bool operator==(const NameVerdict &) const = default;
};
NameVerdict judgeName(const BulkScope &scope, QByteArrayView name);

} // namespace hitlens
