// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keymove.h"
#include "app/keyspace/undolist.h"

namespace hitlens {

// Takes renames back that were made: whatever the key holds by then goes back with it, and what it
// had overwritten is there again. Never over a key that has the old name by now.
class RenameUndo final : public QObject
{
    Q_OBJECT

public:
    // Both must outlive it.
    RenameUndo(Client &client, UndoList &undos, QObject *parent);

    // The id of the edit in the list.
    quint64 keep(const QByteArray &from, const QByteArray &to, const KeptKey &overwritten);

signals:
    // "more" is a sentence about what was overwritten; isThere: it is there again.
    void renamedBack(
        const QByteArray &from, const QByteArray &to, const QString &more, bool isThere);
    void failed(const hitlens::Error &error, const QString &tried);

private:
    struct Made
    {
        QByteArray from;
        QByteArray to;
        KeptKey overwritten;
    };

    void undo(const Made &made, const UndoList::PutBack &putBack);
    void undoOver(const Made &made, const UndoList::PutBack &putBack);
    void fail(const Made &made, const UndoList::PutBack &putBack, const Error &error);

    Client &m_client;
    UndoList &m_undos;
};

} // namespace hitlens
