// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/jsonedit.h"

namespace hitlens {

void JsonEdit::read()
{
    lookAtExpiry();
    lookAtValue(jsonGet(key()));
}

// The module writes the document anew: how, it is asked before anybody else can change it. It does
// not promise to keep the expiry of a document that is replaced.
QList<QByteArrayList> JsonEdit::writes() const
{
    return QList<QByteArrayList>{{"JSON.SET", key(), ".", value()}, jsonGet(key()).argv}
    + expiryAgain();
}

} // namespace hitlens
