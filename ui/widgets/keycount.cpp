// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/keycount.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>

namespace hitlens {

QString keysText(qint64 keys)
{
    return keys == 1 ? QCoreApplication::translate("Format", "1 key")
                     : QCoreApplication::translate("Format", "%1 keys").arg(formatCount(keys));
}

} // namespace hitlens
