// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/result.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace QKeychain {
class Job;
}

namespace hitlens {

// Passwords by name (a profile's id), in the keychain of the desktop: Secret Service, KWallet and
// what else QtKeychain knows. Where there is none they live in memory until Hitlens ends, and never
// in a file. Lives on the GUI thread. Every answer comes later, through the event loop, and not at
// all when its context is gone by then.
class SecretStore final : public QObject
{
    Q_OBJECT

public:
    enum class Place { Keychain, Memory };
    // Where a password ended up. Memory is for this run only.
    struct Kept
    {
        Place place = Place::Keychain;
        QString reason; // the keychain's own words, when it did not take the password

        bool operator==(const Kept &) const = default;
    };

    // Memory asks no keychain at all.
    explicit SecretStore(Place place = Place::Keychain, QObject *parent = nullptr);

    // Asks the keychain once whether it is there; probed() follows.
    void probe();
    // Whether passwords outlive this run, as far as is known: true until the keychain fails.
    bool isPersistent() const { return m_place == Place::Keychain && m_reason.isEmpty(); }
    // Why they do not, a sentence to show; empty while isPersistent().
    QString reason() const;

    using ReadHandler = std::function<void(const Result<QString> &password)>;
    using WriteHandler = std::function<void(const Kept &kept)>;
    using RemoveHandler = std::function<void(const Result<Done> &done)>;

    // Empty when none is kept under that name.
    void read(const QString &name, QObject *context, ReadHandler handler);
    // Always kept somewhere. An empty password removes the one that is kept.
    void write(
        const QString &name, const QString &password, QObject *context, WriteHandler handler);
    void remove(const QString &name, QObject *context, RemoveHandler handler);

signals:
    void probed();
    void persistenceChanged();

private:
    using Finished = std::function<void(const QKeychain::Job *)>;

    void start(QKeychain::Job *job, const QString &name, Finished finished);
    void settleWrite(const QString &name, const QString &password, const QKeychain::Job *job);
    void noteOutcome(const QKeychain::Job *job);
    void later(QObject *context, std::function<void()> answer);

    const Place m_place;
    QHash<QString, QString> m_memory;
    QString m_reason; // the keychain's words when it is not there
};

} // namespace hitlens
