// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/secretstore.h"
#include "app/invalidation/snapshotreader.h"
#include "app/invalidation/snapshotwriter.h"

class QFileSystemWatcher;
class QTimer;

namespace hitlens {

class SnapshotKey;

// What is told of a snapshot without reading its keys.
struct SnapshotInfo
{
    SnapshotHeader header;
    qint64 bytes = 0; // of the file
    bool isEncrypted = false;
    QDateTime removedAt; // UTC: when it is due

    bool operator==(const SnapshotInfo &) const = default;
};

// The snapshots on this computer: one folder, one file each, removed when they are due. They are
// encrypted by a key that the keychain keeps, where there is a keychain. Two running Hitlens, and
// hitlens-cli, share the folder. Lives on the GUI thread.
class SnapshotStore final : public QObject
{
    Q_OBJECT

public:
    // Makes the folder where there is none, private to its owner. secrets must outlive it.
    SnapshotStore(QString folder, SecretStore &secrets, QObject *parent = nullptr);

    using WriterHandler = std::function<void(const Result<SnapshotWriterPtr> &writer)>;
    using ReaderHandler = std::function<void(const Result<SnapshotReaderPtr> &reader)>;

    // Answers later, through the event loop, and not when the context is gone by then.
    void create(const SnapshotHeader &header, qint64 mostBytes, QObject *context,
        const WriterHandler &handler);
    void open(const QString &id, QObject *context, const ReaderHandler &handler);

    // Newest first. Reads the first line of each file.
    QList<SnapshotInfo> snapshots() const;
    std::optional<SnapshotInfo> snapshot(const QString &id) const;
    // Not while it is being written or read. Gone already is gone.
    Result<Done> remove(const QString &id);
    // Removes those that are due. Also by itself, within a minute from when they are.
    void removeDue();
    // Until it does so by itself. nullopt: there is nothing that will ever be due, and no timer
    // runs.
    std::optional<std::chrono::milliseconds> nextRemoval() const;

    // From the time it was made, for those that are made from now on: each file says when it is
    // due. 24 hours unless set.
    void setKeptFor(std::chrono::seconds time);
    std::chrono::seconds keptFor() const { return m_keptFor; }

signals:
    // One was added or removed, by us or by another program.
    void changed();

private:
    QString pathOf(const QString &id) const;
    void planRemoval();
    Result<SnapshotWriterPtr> write(
        const SnapshotHeader &header, const QByteArray &key, qint64 mostBytes) const;

    const QString m_folder;
    SnapshotKey *m_key; // our child
    QFileSystemWatcher *m_watcher; // our child
    QTimer *m_telling; // our child; several changes at once are told as one
    QTimer *m_removal; // our child; runs while there is something that will be due
    std::chrono::seconds m_keptFor{std::chrono::hours(24)};
};

} // namespace hitlens
