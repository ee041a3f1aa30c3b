// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/secretstore.h"

#include <QPointer>
#include <qt6keychain/keychain.h>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

const QString service = u"hitlens"_s;

// The keychain answered: what it says is about this password, not about there being a keychain.
bool isThere(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
    case QKeychain::EntryNotFound:
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return true;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError:
        break;
    }
    return false;
}

Error keychainError(const QKeychain::Job *job)
{
    return {Error::Kind::Local, {},
        SecretStore::tr("The keychain did not give the password: %1").arg(job->errorString())};
}

} // namespace

SecretStore::SecretStore(Place place, QObject *parent)
    : QObject(parent)
    , m_place(place)
{ }

QString SecretStore::reason() const
{
    if (isPersistent())
        return {};
    const QString said = m_reason.isEmpty() ? QString() : u" ("_s + m_reason + u')';
    return tr("No keychain answers here%1. Passwords are kept until Hitlens ends, and asked for "
              "again after that.")
        .arg(said);
}

void SecretStore::probe()
{
    // A name that is never written: an answer of any kind proves that somebody is there.
    read(u"probe"_s, this, [this](const Result<QString> &) { emit probed(); });
}

void SecretStore::read(const QString &name, QObject *context, ReadHandler handler)
{
    if (m_place == Place::Memory || m_memory.contains(name)) {
        later(context,
            [handler = std::move(handler), password = m_memory.value(name)] { handler(password); });
        return;
    }
    auto *job = new QKeychain::ReadPasswordJob(service);
    start(job, name, [job, guard = QPointer(context), handler = std::move(handler)](auto *) {
        if (!guard)
            return;
        if (job->error() == QKeychain::NoError)
            handler(job->textData());
        else if (job->error() == QKeychain::EntryNotFound || !isThere(job->error()))
            handler(QString());
        else
            handler(keychainError(job));
    });
}

void SecretStore::write(
    const QString &name, const QString &password, QObject *context, WriteHandler handler)
{
    if (password.isEmpty()) {
        remove(name, context,
            [handler = std::move(handler)](const Result<Done> &) { handler(Kept{}); });
        return;
    }
    // Until the keychain has it, and for good when it does not take it.
    m_memory.insert(name, password);
    if (m_place == Place::Memory) {
        later(context, [handler = std::move(handler)] { handler({Place::Memory, {}}); });
        return;
    }
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setTextData(password);
    start(job, name,
        [this, name, password, guard = QPointer(context), handler = std::move(handler)](
            const QKeychain::Job *finished) {
            settleWrite(name, password, finished);
            const bool isTaken = finished->error() == QKeychain::NoError;
            if (guard)
                handler(isTaken ? Kept{} : Kept{Place::Memory, finished->errorString()});
        });
}

void SecretStore::settleWrite(
    const QString &name, const QString &password, const QKeychain::Job *job)
{
    if (job->error() == QKeychain::NoError && m_memory.value(name) == password)
        m_memory.remove(name);
}

void SecretStore::remove(const QString &name, QObject *context, RemoveHandler handler)
{
    m_memory.remove(name);
    if (m_place == Place::Memory) {
        later(context, [handler = std::move(handler)] { handler(Done{}); });
        return;
    }
    start(new QKeychain::DeletePasswordJob(service), name,
        [guard = QPointer(context), handler = std::move(handler)](const QKeychain::Job *job) {
            const bool isGone = job->error() == QKeychain::NoError
                || job->error() == QKeychain::EntryNotFound || !isThere(job->error());
            if (guard)
                handler(isGone ? Result<Done>(Done{}) : keychainError(job));
        });
}

// The job deletes itself; when this store goes first, nobody hears of its end.
void SecretStore::start(QKeychain::Job *job, const QString &name, Finished finished)
{
    job->setKey(name);
    job->setInsecureFallback(false);
    connect(job, &QKeychain::Job::finished, this,
        [this, finished = std::move(finished)](const QKeychain::Job *ended) {
            noteOutcome(ended);
            finished(ended);
        });
    job->start();
}

void SecretStore::noteOutcome(const QKeychain::Job *job)
{
    const QString reason = isThere(job->error()) ? QString() : job->errorString();
    if (reason == m_reason)
        return;
    m_reason = reason;
    emit persistenceChanged();
}

void SecretStore::later(QObject *context, std::function<void()> answer)
{
    QMetaObject::invokeMethod(context, std::move(answer), Qt::QueuedConnection);
}

} // namespace hitlens
