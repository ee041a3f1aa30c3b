// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/libraryversion.h"

#include <hiredis/hiredis.h>

namespace hitlens {

using namespace Qt::StringLiterals;

QString hiredisVersion()
{
    return u"%1.%2.%3"_s.arg(HIREDIS_MAJOR).arg(HIREDIS_MINOR).arg(HIREDIS_PATCH);
}

} // namespace hitlens
