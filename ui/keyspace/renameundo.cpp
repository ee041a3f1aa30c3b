// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/renameundo.h"

#include "ui/widgets/format.h"

namespace hitlens {

RenameUndo::RenameUndo(Client &client, UndoList &undos, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_undos(undos)
{ }

quint64 RenameUndo::keep(const QByteArray &from, const QByteArray &to, const KeptKey &overwritten)
{
    const Made made{from, to, overwritten};
    return m_undos.add({tr("%1 was renamed to %2.").arg(displayBytes(from), displayBytes(to)),
        [this, made](const UndoList::PutBack &putBack) {
            if (made.overwritten.isThere())
                undoOver(made, putBack);
            else
                undo(made, putBack);
        },
        overwritten.dump.size()});
}

void RenameUndo::undo(const Made &made, const UndoList::PutBack &putBack)
{
    auto *move = new KeyMove(m_client, made.to, this);
    connect(move, &KeyMove::done, this, [this, move, made] {
        move->deleteLater();
        emit renamedBack(made.from, made.to, {}, false);
    });
    connect(move, &KeyMove::exists, this, [this, move, made, putBack](const KeyDetails &) {
        move->deleteLater();
        fail(made, putBack,
            {Error::Kind::Local, {},
                tr("There is a key of that name again, and it is left alone.")});
    });
    connect(move, &KeyMove::failed, this, [this, move, made, putBack](const Error &error) {
        move->deleteLater();
        fail(made, putBack, error);
    });
    move->rename(made.from);
}

void RenameUndo::undoOver(const Made &made, const UndoList::PutBack &putBack)
{
    run(m_client, undoRenameOver(made.from, made.overwritten), this,
        [this, made, putBack](const KeyTransaction::Report &report) {
            if (report.outcome == KeyTransaction::Outcome::Declined)
                return fail(made, putBack,
                    {Error::Kind::Local, {},
                        report.obstacle == Obstacle::Gone
                            ? tr("The key is gone.")
                            : tr("There is a key of that name again, and it is left alone.")});
            if (report.outcome != KeyTransaction::Outcome::Done)
                return fail(made, putBack, *report.error);
            const Expiry &expiry = made.overwritten.expiry;
            const bool isThere = expiry.state != Ttl::State::Expires || expiry.at > report.seen.now;
            emit renamedBack(made.from, made.to,
                isThere ? tr("What it had overwritten is there again.")
                        : tr("What it had overwritten would have expired meanwhile."),
                isThere);
        });
}

// What is kept here alone is kept on.
void RenameUndo::fail(const Made &made, const UndoList::PutBack &putBack, const Error &error)
{
    putBack();
    emit failed(error, tr("Renaming %1 back failed.").arg(displayBytes(made.to)));
}

} // namespace hitlens
