// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/guardededit.h"

namespace hitlens {

GuardedEdit::GuardedEdit(QByteArray key)
    : WatchedJob({key})
    , m_key(std::move(key))
{ }

void GuardedEdit::decide()
{
    const std::optional<Report> objection = this->objection();
    if (!objection)
        return write(writes());
    leave();
    ended(*objection, {});
}

void GuardedEdit::written(const QByteArrayList &replies)
{
    ended({Outcome::Saved, {}, {}}, replies);
}

void GuardedEdit::failed(const Error &error, bool mayBeWritten)
{
    ended({mayBeWritten ? Outcome::Unknown : Outcome::Failed, {}, error}, {});
}

} // namespace hitlens
