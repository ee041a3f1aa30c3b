// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/secretstore.h"

#include <memory>

class QLockFile;

namespace hitlens {

// The one key that the snapshots of this person are encrypted with, as base64 in the keychain.
// Lives on the GUI thread. Answers later, through the event loop, and not when the context is gone
// by then.
class SnapshotKey final : public QObject
{
    Q_OBJECT

public:
    // lockPath: held by the one program, of those that run, which makes the key. secrets must
    // outlive it.
    SnapshotKey(QString lockPath, SecretStore &secrets, QObject *parent = nullptr);

    // Empty: there is no keychain. An error: there is one, and it does not give or take a key.
    using Handler = std::function<void(const Result<QByteArray> &key)>;
    // Makes it where there is none.
    void get(QObject *context, const Handler &handler);
    // Empty also where there is none.
    void find(QObject *context, const Handler &handler);

private:
    void make(QObject *context, const Handler &handler);
    void write(QObject *context, const Handler &handler, const std::shared_ptr<QLockFile> &lock);
    void onWritten(const SecretStore::Kept &kept, QObject *context, const Handler &handler);
    bool isSettled(const Result<QByteArray> &key) const;

    const QString m_lockPath;
    SecretStore &m_secrets;
};

} // namespace hitlens
