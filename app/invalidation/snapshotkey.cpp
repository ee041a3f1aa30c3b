// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/snapshotkey.h"

#include "app/invalidation/snapshotseal.h"

#include <QLockFile>
#include <QPointer>
#include <QTimer>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString keyName = u"snapshots"_s;

QByteArray keyIn(const QString &text)
{
    const auto decoded
        = QByteArray::fromBase64Encoding(text.toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    return decoded && decoded.decoded.size() == SnapshotSeal::keySize ? decoded.decoded
                                                                      : QByteArray();
}

Error notTaken(const QString &reason)
{
    return {Error::Kind::Local, "KEYCHAIN",
        SnapshotKey::tr("The keychain did not take the key that snapshots are encrypted with: %1")
            .arg(reason)};
}

} // namespace

SnapshotKey::SnapshotKey(QString lockPath, SecretStore &secrets, QObject *parent)
    : QObject(parent)
    , m_lockPath(std::move(lockPath))
    , m_secrets(secrets)
{ }

void SnapshotKey::find(QObject *context, const Handler &handler)
{
    m_secrets.read(
        keyName, context, [guard = QPointer(this), handler](const Result<QString> &kept) {
            if (!guard)
                return;
            const bool isKeychain = guard->m_secrets.isPersistent();
            if (!kept)
                handler(kept.error());
            else
                handler(isKeychain ? keyIn(*kept) : QByteArray());
        });
}

void SnapshotKey::get(QObject *context, const Handler &handler)
{
    find(context, [this, context, handler](const Result<QByteArray> &key) {
        if (isSettled(key))
            handler(key);
        else
            make(context, handler);
    });
}

bool SnapshotKey::isSettled(const Result<QByteArray> &key) const
{
    return !key || !key->isEmpty() || !m_secrets.isPersistent();
}

// Two programs that find none at the same time must not both make one: what the first has encrypted
// by then could not be read by anybody.
void SnapshotKey::make(QObject *context, const Handler &handler)
{
    const auto lock = std::make_shared<QLockFile>(m_lockPath);
    lock->setStaleLockTime(0); // a keychain may wait for its person for as long as it likes
    if (!lock->tryLock(0)) {
        if (lock->error() != QLockFile::LockFailedError)
            return handler(notTaken(tr("%1 cannot be made.").arg(m_lockPath)));
        QTimer::singleShot(100ms, context, [guard = QPointer(this), context, handler] {
            if (guard)
                guard->get(context, handler);
        });
        return;
    }
    find(context, [this, context, handler, lock](const Result<QByteArray> &key) {
        if (isSettled(key))
            handler(key);
        else
            write(context, handler, lock);
    });
}

void SnapshotKey::write(
    QObject *context, const Handler &handler, const std::shared_ptr<QLockFile> &lock)
{
    const auto text = QString::fromLatin1(SnapshotSeal::newKey().toBase64());
    m_secrets.write(keyName, text, context,
        [guard = QPointer(this), context, handler, lock](const SecretStore::Kept &kept) {
            lock->unlock();
            if (guard)
                guard->onWritten(kept, context, handler);
        });
}

void SnapshotKey::onWritten(const SecretStore::Kept &kept, QObject *context, const Handler &handler)
{
    if (kept.place == SecretStore::Place::Keychain)
        return find(context, handler); // what the next program will find
    // Or it would seem to be kept, until this program ends.
    m_secrets.remove(keyName, this, [](const Result<Done> &) {});
    if (m_secrets.isPersistent())
        handler(notTaken(kept.reason));
    else
        handler(QByteArray());
}

} // namespace hitlens
