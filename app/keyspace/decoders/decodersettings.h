// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoderchain.h"
#include "app/keyspace/decoders/externaldecoder.h"

namespace hitlens {

// The values of the keys that match are always decoded like this.
struct ChainRule
{
    QByteArray keyPattern; // glob, as of KEYS
    DecoderIds chain; // empty: shown as they are stored

    bool operator==(const ChainRule &) const = default;
};

// What a person has set up for decoding, of all servers. A value; pure.
struct DecoderSettings
{
    QList<ChainRule> chains; // the first that matches counts
    QList<ExternalRule> programs; // the same
    QStringList protoFiles;
    QStringList protoFolders; // where imports of those are looked for
    // Entries that were not understood, as they were written: kept until the person drops them.
    QStringList unread;

    bool operator==(const DecoderSettings &) const = default;

    // nullptr: none matches.
    const ChainRule *chainFor(QByteArrayView key) const;
    // In front of all others; replaces the one with that pattern.
    void keep(const ChainRule &rule);

    QByteArray toJson() const;
    // Never fails: what cannot be read is in unread.
    static DecoderSettings fromJson(const QByteArray &json);
};

} // namespace hitlens
