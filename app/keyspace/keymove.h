// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyacts.h"
#include "app/keyspace/keydetails.h"

namespace hitlens {

// Gives one key another name, or copies it: on its server or to another one. With its expiry, and
// never over a key that was not looked at before. Lives on the GUI thread, for one key; each call
// ends with one of the signals. What is under way when it goes is cancelled between two steps.
class KeyMove final : public QObject
{
    Q_OBJECT

public:
    // DUMP and RESTORE of more than that would stand in everybody's way (proto-max-bulk-len).
    static constexpr qint64 mostCopied = 512LL * 1024 * 1024; // bytes of the server's memory

    // The client must outlive it.
    KeyMove(Client &source, QByteArray key, QObject *parent = nullptr);

    const QByteArray &key() const { return m_key; }
    void rename(const QByteArray &to);
    // The target may be the source.
    void copy(Client &target, const QByteArray &to);
    // After exists(): over what it showed, if that is still what is there.
    void overwrite();
    // What overwrite() has destroyed; not there before.
    const KeptKey &overwritten() const { return m_shown; }
    // What stands there instead.
    KeptKey made() const { return {m_to, m_kept.dump, m_kept.expiry}; }

signals:
    void done();
    // Nothing was written: there is a key of that name.
    void exists(const hitlens::KeyDetails &details);
    void failed(const hitlens::Error &error);

private:
    enum class Way { Rename, Copy };

    bool isOneSlot() const;
    void renameInPlace();
    void copyByCommand();
    // What is known of the key then goes on to the function.
    void take(void (KeyMove::*then)());
    void put();
    void putOver();
    void dropSource();
    void lookAtTarget();
    void onTargetSeen(const KeyTransaction::Report &report);
    void onOver(const KeyTransaction::Report &report);
    void refuse(const KeyTransaction::Report &report);
    void say(const QString &why);
    QString wordsFor(const KeyTransaction::Report &report) const;

    Client &m_source;
    const QByteArray m_key;
    Way m_way = Way::Rename;
    QPointer<Client> m_target;
    QByteArray m_to;
    KeptKey m_kept; // of the source, taken last
    KeptKey m_shown; // of the target
};

} // namespace hitlens
