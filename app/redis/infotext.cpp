// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/infotext.h"

namespace hitlens {

Command<QByteArray> infoSection(const QByteArray &section)
{
    Command<QByteArray> command = info();
    command.argv << section;
    return command;
}

QByteArray infoField(const QByteArray &info, const QByteArray &name)
{
    const QByteArray field = '\n' + name + ':';
    const qsizetype at = info.indexOf(field);
    if (at < 0)
        return {};
    const qsizetype begin = at + field.size();
    return info.mid(begin, info.indexOf('\n', begin) - begin).trimmed();
}

QByteArray runIdIn(const QByteArray &info)
{
    return infoField(info, "run_id");
}

} // namespace hitlens
