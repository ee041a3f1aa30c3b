// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What has to hold of the files of snapshots, whatever bytes stand in them: as a whole ("file"),
// and of what is in a frame behind its checksums ("block").

#include "app/invalidation/snapshotfilereader.h"
#include "tests/fuzz/fuzztarget.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

using namespace hitlens;

namespace {

QByteArray target;

void hold(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "%s: %s\n", target.constData(), what);
    std::abort();
}

// In memory, and gone with us.
QString pathFor(QByteArrayView bytes)
{
    static QFile file(QStringLiteral("/dev/shm/hitlens-fuzz-%1").arg(getpid()));
    if (!file.isOpen()) {
        hold(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered), "no file");
        std::atexit([] { file.remove(); });
    }
    const bool isWritten
        = file.resize(0) && file.seek(0) && file.write(bytes.data(), bytes.size()) == bytes.size();
    hold(isWritten, "the file cannot be written");
    return file.fileName();
}

void checkFile(QByteArrayView bytes)
{
    const auto opened = SnapshotFileReader::open(pathFor(bytes), {});
    if (!opened)
        return hold(!opened.error().text.isEmpty(), "an error without words");
    SnapshotReader &reader = **opened;
    hold(!reader.header().id.isEmpty(), "a header without id");
    for (;;) {
        const auto batch = reader.next();
        hold(reader.fraction() >= 0 && reader.fraction() <= 1, "more than all of it");
        if (!batch) {
            hold(batch.error().kind == Error::Kind::Local, "an error of the wire");
            return hold(!reader.isWhole(), "damaged and whole");
        }
        if (batch->isEmpty())
            return hold(reader.next()->isEmpty(), "something after the end");
    }
}

void checkBlock(QByteArrayView bytes)
{
    fromSnapshotLine(bytes);
    const auto block = fromSnapshotBlock(bytes);
    if (!block)
        return;
    hold(block->isEnd == block->entries.isEmpty(), "an empty batch");
    const QByteArray again
        = block->isEnd ? snapshotEndBlock(block->keys) : *toSnapshotBlock(block->entries);
    hold(fromSnapshotBlock(again) == block, "it came back as something else");
}

} // namespace

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    for (int i = 1; i < *argc; ++i) {
        const QByteArray argument((*argv)[i]);
        if (argument.startsWith("--target="))
            target = argument.mid(9);
    }
    if (target != "file" && target != "block") {
        std::fprintf(stderr, "usage: --target=file or --target=block\n");
        std::exit(1);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    if (target == "file")
        checkFile(bytes);
    else
        checkBlock(bytes);
    return 0;
}
