// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/snapshot.h"

#include <memory>

namespace hitlens {

// Reads a snapshot batch by batch, in memory for one batch. A file that was cut off (Hitlens or the
// computer went down while it was written) gives all batches that are whole. One thread; blocks for
// the disk.
class SnapshotReader
{
public:
    virtual ~SnapshotReader() = default;

    virtual const SnapshotHeader &header() const = 0;
    // The next batch; empty at the end. An error of kind Local when what follows is damaged.
    virtual Result<QList<SnapshotEntry>> next() = 0;
    virtual double fraction() const = 0; // of the file read, 0 to 1
    // After the end: whether the file was closed by its writer.
    virtual bool isWhole() const = 0;
};

using SnapshotReaderPtr = std::shared_ptr<SnapshotReader>;

} // namespace hitlens
