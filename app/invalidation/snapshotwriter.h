// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/snapshot.h"

#include <memory>

namespace hitlens {

// Writes the keys of one bulk change to a file before they are touched. The file is private to its
// owner. Made on the GUI thread by SnapshotStore, then used on one worker thread; blocks for the
// disk.
class SnapshotWriter
{
public:
    virtual ~SnapshotWriter() = default;

    // The entries are with the operating system when it returns: they outlive a crash of Hitlens.
    // An error of kind Local, and the file ends with the entries before these: code "FULL" when
    // mostBytes would be passed, another one when the disk refused.
    virtual Result<Done> append(const QList<SnapshotEntry> &entries) = 0;
    virtual void setMostBytes(qint64 bytes) = 0;
    virtual qint64 bytes() const = 0; // of the file, so far
    virtual qint64 keys() const = 0;
    // Closes the file. Nothing may be appended any more. A snapshot without keys is removed.
    virtual Result<Done> finish() = 0;
};

using SnapshotWriterPtr = std::shared_ptr<SnapshotWriter>;

} // namespace hitlens
