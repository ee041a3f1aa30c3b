// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/import/importpreview.h"
#include "app/redis/result.h"

namespace hitlens {

// Reads the servers that another tool, or Hitlens, wrote to a file, recognised by what is in it.
// Changes nothing. Blocks for less than a second, whatever the file holds: what is larger than a
// list of servers can be is refused. Errors are of kind Local and never repeat what is in the file.
Result<ImportPreview> readImport(const QString &path);
Result<ImportPreview> readImport(const QByteArray &content);

// Where the tools that keep their servers in a file of their own keep it, as far as these files are
// there. They are not opened.
struct KnownFile
{
    QString tool;
    QString path;

    bool operator==(const KnownFile &) const = default;
};
QList<KnownFile> knownFiles(const QString &home, const QString &configFolder);

} // namespace hitlens
