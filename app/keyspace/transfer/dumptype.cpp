// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/dumptype.h"

namespace hitlens {

namespace {

constexpr qsizetype footerSize = 10;

} // namespace

QByteArray typeOfDump(QByteArrayView payload)
{
    if (payload.size() <= footerSize)
        return {};
    switch (payload[0]) {
    case 0:
        return "string";
    case 1:
    case 10:
    case 14:
    case 18:
        return "list";
    case 2:
    case 11:
    case 20:
        return "set";
    case 3:
    case 5:
    case 12:
    case 17:
        return "zset";
    case 4:
    case 9:
    case 13:
    case 16:
    case 22:
    case 23:
    case 24:
    case 25:
        return "hash";
    case 15:
    case 19:
    case 21:
        return "stream";
    default:
        return {};
    }
}

std::optional<int> rdbVersionOfDump(QByteArrayView payload)
{
    if (payload.size() <= footerSize)
        return std::nullopt;
    const QByteArrayView footer = payload.last(footerSize);
    return static_cast<uchar>(footer[0]) | static_cast<uchar>(footer[1]) << 8;
}

} // namespace hitlens
