// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyacts.h"
#include "app/keyspace/undolist.h"

namespace hitlens {

// Deletes keys such that they can be put back: with value and expiry, in memory, for as long as the
// list of undos keeps them. Answers count also when another key is shown by then.
class KeyRemoval final : public QObject
{
    Q_OBJECT

public:
    // Both must outlive it.
    KeyRemoval(Client &client, UndoList &undos, QObject *parent);

    // A value of more memory than that is not kept without being asked for.
    void setMostKept(qint64 bytes) { m_mostKept = bytes; }
    void remove(const QByteArray &key);
    // What cannot be undone.
    void removeForGood(const QByteArray &key);
    // Makes a key that went without us, of what was last seen of it and without an expiry; never
    // over another one.
    void createAgain(const KeyRecord &seen);
    // To the list of undos. made: what stands in its place, which the undo overwrites if it is
    // still that; not there: nothing does.
    void keep(const QString &what, const KeptKey &kept, const KeptKey &made = {});

signals:
    void createdAgain(const QByteArray &key);
    void removed(const QByteArray &key, qint64 count, bool canUndo);
    // Nothing was deleted, since it could not be undone; removeForGood() would do it.
    void notKept(const QByteArray &key, const QString &why);
    void failed(const hitlens::Error &error, const QString &tried);
    // By an undo.
    void restored(const QByteArray &key);
    // By one, or not created again.
    void notRestored(const QByteArray &key, const QString &why);

private:
    void onRemoved(const QByteArray &key, const KeyTransaction::Report &report);
    void onCreated(const QByteArray &key, const KeyTransaction::Report &report);
    void removeBy(Command<qint64> command, const QByteArray &key);
    struct Kept
    {
        KeptKey key;
        KeptKey instead;
    };
    void restore(const Kept &kept, const UndoList::PutBack &putBack);
    void onRestored(
        const Kept &kept, const UndoList::PutBack &putBack, const KeyTransaction::Report &report);

    Client &m_client;
    UndoList &m_undos;
    qint64 m_mostKept;
};

} // namespace hitlens
