// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/result.h"

#include <QByteArray>
#include <QString>

namespace hitlens {

bool isZip(QByteArrayView content);

// The file of that name in a zip, or else the first. No more is unpacked than a list of servers can
// be large.
Result<QByteArray> fileInZip(const QByteArray &zip, const QString &name);

} // namespace hitlens
