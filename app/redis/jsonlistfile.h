// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/result.h"

#include <QJsonObject>
#include <QList>
#include <QStringList>

#include <functional>

class QLockFile;

namespace hitlens {

// A list that a person made and keeps, as one JSON file: an object with a format version and the
// list. Any thread. Error texts are the reason alone, to stand after what was tried.
struct JsonListFile
{
    static constexpr int version = 1;

    QJsonObject head; // all that stands beside the list
    QList<QJsonObject> entries;
    QStringList damage; // a sentence for each thing that could not be read

    // Written by a later Hitlens, in a format that we might spoil.
    bool isNewer() const;
};

// A file that is not there holds an empty list. Of a damaged one come the entries that are whole,
// which is for isEntry to say. An error means that it could not be read at all.
Result<JsonListFile> readJsonList(const QString &path, const QString &list,
    const std::function<bool(const QJsonObject &)> &isEntry);

// Replaces the file in one step.
Result<Done> writeJsonList(const QString &path, const QString &list, const JsonListFile &file);

// For who changes a file that another program may change, too: waits until that one has done so,
// a second at most. False: it is locked still, or its folder cannot be written to.
bool lockPatiently(QLockFile &lock);

// Replaces the file in one step, readable by its owner alone.
Result<Done> writePrivately(const QString &path, const QByteArray &text);

// Copies the file to <path>.damaged-<time> and returns the copy's path.
Result<QString> keepAside(const QString &path);

} // namespace hitlens
