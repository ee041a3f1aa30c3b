// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keyremoval.h"

#include "ui/keyspace/keywords.h"
#include "ui/widgets/format.h"

namespace hitlens {

using namespace Qt::StringLiterals;
using Outcome = KeyTransaction::Outcome;

KeyRemoval::KeyRemoval(Client &client, UndoList &undos, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_undos(undos)
    , m_mostKept(KeyLook().mostBytes)
{ }

void KeyRemoval::remove(const QByteArray &key)
{
    KeyAct act = deleteKeeping(key);
    act.looks.first().mostBytes = m_mostKept;
    run(m_client, std::move(act), this,
        [this, key](const KeyTransaction::Report &report) { onRemoved(key, report); });
}

void KeyRemoval::onRemoved(const QByteArray &key, const KeyTransaction::Report &report)
{
    const QString name = displayBytes(key);
    if (report.outcome == Outcome::Done) {
        keep(tr("%1 was deleted.").arg(name), keptKey(key, report.seen.keys.first()));
        return emit removed(key, 1, true);
    }
    if (report.outcome == Outcome::Unknown)
        return emit failed(
            *report.error, tr("%1 may have been deleted or not: no answer came.").arg(name));
    if (report.outcome == Outcome::Failed) {
        // Who may delete and not look is asked.
        if (report.error->kind == Error::Kind::Permission && !m_client.writeRefusal())
            return emit notKept(key,
                tr("Its value cannot be taken along, so that it could not be undone: %1")
                    .arg(report.error->text));
        return emit failed(*report.error, tr("Deleting %1 failed.").arg(name));
    }
    if (report.obstacle == Obstacle::Gone)
        return emit removed(key, 0, false);
    const auto memory = report.seen.keys.first().memory;
    emit notKept(key,
        memory ? tr("It takes %1 of the server's memory, and up to %2 are kept for an undo.")
                     .arg(formatBytes(*memory), formatBytes(m_mostKept))
               : tr("How large it is is not known, so that it is not kept for an undo."));
}

void KeyRemoval::removeForGood(const QByteArray &key)
{
    removeBy(unlink({key}), key);
}

void KeyRemoval::removeBy(Command<qint64> command, const QByteArray &key)
{
    const bool unlinks = command.argv.first() == "UNLINK";
    m_client.send(std::move(command), this, [this, unlinks, key](const Result<qint64> &count) {
        if (count)
            return emit removed(key, *count, false);
        // Before Redis 4 there is only DEL.
        if (unlinks && count.error().text.startsWith(u"ERR unknown command"))
            return removeBy(del({key}), key);
        emit failed(count.error(),
            failureWords(count.error(), tr("Deleting %1 failed."),
                tr("%1 may have been deleted or not: no answer came."))
                .arg(displayBytes(key)));
    });
}

void KeyRemoval::createAgain(const KeyRecord &seen)
{
    run(m_client, createKey(seen, std::nullopt), this,
        [this, key = seen.key](const KeyTransaction::Report &report) { onCreated(key, report); });
}

void KeyRemoval::onCreated(const QByteArray &key, const KeyTransaction::Report &report)
{
    const QString name = displayBytes(key);
    if (report.outcome == Outcome::Done)
        return emit createdAgain(key);
    if (report.outcome == Outcome::Declined)
        return emit notRestored(key,
            tr("%1 is not created again: there is another value under that name by now, and it is "
               "left alone.")
                .arg(name));
    emit failed(*report.error,
        report.outcome == Outcome::Unknown
            ? tr("%1 may have been created or not, or only a part of it.").arg(name)
            : tr("%1 was not created.").arg(name));
}

void KeyRemoval::keep(const QString &what, const KeptKey &kept, const KeptKey &made)
{
    const auto undo = [this, all = Kept{kept, made}](
                          const UndoList::PutBack &putBack) { restore(all, putBack); };
    m_undos.add({what, undo, kept.dump.size() + made.dump.size()});
}

void KeyRemoval::restore(const Kept &kept, const UndoList::PutBack &putBack)
{
    KeyAct act
        = kept.instead.isThere() ? restoreOver(kept.key, kept.instead) : restoreKey(kept.key);
    run(m_client, std::move(act), this,
        [this, kept, putBack](
            const KeyTransaction::Report &report) { onRestored(kept, putBack, report); });
}

void KeyRemoval::onRestored(
    const Kept &kept, const UndoList::PutBack &putBack, const KeyTransaction::Report &report)
{
    const QByteArray &key = kept.key.key;
    if (report.outcome == Outcome::Done)
        return emit restored(key);
    const QString name = displayBytes(key);
    if (report.outcome == Outcome::Declined && report.obstacle == Obstacle::Past)
        return emit notRestored(key,
            tr("%1 is not put back: it would have expired meanwhile, %2 ago.")
                .arg(name,
                    formatDuration(
                        std::chrono::milliseconds(report.seen.now - kept.key.expiry.at))));
    putBack(); // or what is kept here alone would be lost
    if (report.outcome == Outcome::Declined)
        return emit notRestored(key,
            tr("%1 is not put back: there is another value under that name by now, and it is left "
               "alone.")
                .arg(name));
    emit failed(*report.error,
        report.outcome == Outcome::Unknown
            ? tr("%1 may have been put back or not: no answer came. It can be tried again.")
                  .arg(name)
            : tr("Putting %1 back failed. It can be tried again.").arg(name));
}

} // namespace hitlens
