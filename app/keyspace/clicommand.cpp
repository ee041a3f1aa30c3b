// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/clicommand.h"

#include "app/keyspace/keydetails.h"

#include <algorithm>

namespace hitlens {

namespace {

// redis-cli splits at blanks and reads quotes and, inside them, backslashes.
bool isPlain(char byte)
{
    return byte > ' ' && byte < '\x7f' && byte != '"' && byte != '\'' && byte != '\\';
}

QByteArray escaped(char byte)
{
    if (byte == '"' || byte == '\\')
        return QByteArray("\\") + byte;
    if (byte >= ' ' && byte < '\x7f')
        return QByteArray(1, byte);
    return "\\x" + QByteArray(1, byte).toHex();
}

} // namespace

QByteArray cliArgument(QByteArrayView bytes)
{
    if (!bytes.isEmpty() && std::all_of(bytes.begin(), bytes.end(), &isPlain))
        return bytes.toByteArray();
    QByteArray quoted = "\"";
    for (const char byte : bytes)
        quoted += escaped(byte);
    return quoted + '"';
}

QByteArray cliCommand(QByteArrayView key, QByteArrayView typeName)
{
    const QByteArray name = cliArgument(key);
    switch (typeName.isEmpty() ? KeyType::None : keyTypeOf(typeName)) {
    case KeyType::String:
        return "GET " + name;
    case KeyType::Hash:
        return "HGETALL " + name;
    case KeyType::List:
        return "LRANGE " + name + " 0 -1";
    case KeyType::Set:
        return "SMEMBERS " + name;
    case KeyType::SortedSet:
        return "ZRANGE " + name + " 0 -1 WITHSCORES";
    case KeyType::Stream:
        return "XRANGE " + name + " - +";
    case KeyType::None:
    case KeyType::Other:
        break;
    }
    return "TYPE " + name;
}

} // namespace hitlens
