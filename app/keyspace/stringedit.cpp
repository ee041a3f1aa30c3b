// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/stringedit.h"

namespace hitlens {

void StringEdit::read()
{
    if (!m_keepTtlWorks)
        lookAtExpiry();
    lookAtValue(get(key()));
}

QList<QByteArrayList> StringEdit::writes() const
{
    if (expected() && m_keepTtlWorks)
        return {setKeepTtl(key(), value()).argv};
    return QList<QByteArrayList>{set(key(), value()).argv} + expiryAgain();
}

bool StringEdit::retriesAfter(const Error &error)
{
    // Before Redis 6.0 there is no KEEPTTL: the SET did nothing.
    return error.text.startsWith(u"ERR syntax error") && std::exchange(m_keepTtlWorks, false);
}

} // namespace hitlens
