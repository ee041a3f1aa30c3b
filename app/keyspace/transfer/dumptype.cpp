// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/dumptype.h"

#include <QCoreApplication>

namespace hitlens {

using namespace Qt::StringLiterals;

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

bool isModuleDump(QByteArrayView payload)
{
    // RDB_TYPE_MODULE_PRE_GA and RDB_TYPE_MODULE_2
    return payload.size() > footerSize && (payload[0] == 6 || payload[0] == 7);
}

Error withAdviceOnForm(Error error, QByteArrayView payload)
{
    const auto version = rdbVersionOfDump(payload);
    const bool isBadData = error.text.contains("Bad data format"_L1);
    if (!version || (!isBadData && !error.text.contains("version or checksum"_L1)))
        return error;
    error.text += u' '
        + (isBadData && isModuleDump(payload)
                ? QCoreApplication::translate("hitlens::DumpType",
                    "The value belongs to a module, which that server does not have, or has in "
                    "another version.")
                : QCoreApplication::translate("hitlens::DumpType",
                    "The value is in the form of RDB version %1, and a server reads its own "
                    "version and older ones. Take it to a newer server, or export it as JSON "
                    "Lines and import that there.")
                      .arg(*version));
    return error;
}

} // namespace hitlens
