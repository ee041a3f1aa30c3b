// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/jsonlistfile.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDeadlineTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>
#include <QThread>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 16 << 20; // thousands of entries; more is no list of ours
constexpr qsizetype mostBytesOfEntry = 64 << 10;
constexpr int lockPatienceMs = 1000; // it is held for a few
constexpr unsigned long betweenLocksMs = 1;
const QString versionField = u"version"_s;

QString listWords(const char *text)
{
    return QCoreApplication::translate("JsonListFile", text);
}

Error listError(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

JsonListFile parsedList(const QJsonObject &root, const QString &list)
{
    JsonListFile file{root, {}, {}};
    const QJsonValue entries = file.head.take(list);
    if (!entries.isArray())
        file.damage << listWords("It has no list “%1”.").arg(list);
    const QJsonArray array = entries.toArray();
    for (const auto &entry : array)
        file.entries << entry.toObject();
    return file;
}

// The entries that are whole in a text that is not: each pair of braces that makes one. A string
// ends with its line at the latest, so that a lost quote costs one entry and not the rest.
JsonListFile salvagedList(
    const QByteArray &text, const std::function<bool(const QJsonObject &)> &isEntry)
{
    JsonListFile file;
    QList<qsizetype> open;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n')
            inString = false;
        else if (inString && c == '\\')
            ++i;
        else if (c == '"')
            inString = !inString;
        else if (!inString && c == '{')
            open << i;
        else if (!inString && c == '}' && !open.isEmpty()) {
            const qsizetype start = open.takeLast();
            if (i - start >= mostBytesOfEntry)
                continue;
            const auto json = QJsonDocument::fromJson(text.sliced(start, i - start + 1)).object();
            if (isEntry(json))
                file.entries << json;
        }
    }
    return file;
}

} // namespace

bool JsonListFile::isNewer() const
{
    return head.value(versionField).toInt(version) > version;
}

Result<JsonListFile> readJsonList(const QString &path, const QString &list,
    const std::function<bool(const QJsonObject &)> &isEntry)
{
    QFile file(path);
    if (!file.exists())
        return JsonListFile{};
    if (!file.open(QIODevice::ReadOnly))
        return listError(file.errorString());
    if (file.size() > mostBytes)
        return listError(listWords("It is too large to be such a list."));
    const QByteArray text = file.readAll();
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(text, &error);
    if (document.isObject())
        return parsedList(document.object(), list);
    JsonListFile result = salvagedList(text, isEntry);
    result.damage << (error.error == QJsonParseError::NoError
            ? listWords("It has no list “%1”.").arg(list)
            : listWords("It is damaged at byte %1: %2.")
                  .arg(QString::number(error.offset), error.errorString()));
    return result;
}

Result<Done> writeJsonList(const QString &path, const QString &list, const JsonListFile &file)
{
    QJsonArray entries;
    for (const QJsonObject &entry : file.entries)
        entries << entry;
    QJsonObject root = file.head;
    root[versionField] = JsonListFile::version;
    root[list] = entries;
    return writePrivately(path, QJsonDocument(root).toJson());
}

// By itself QLockFile looks again after 100 ms, and then after 200: somebody who changes the file
// again and again would hold it each time.
bool lockPatiently(QLockFile &lock)
{
    const QDeadlineTimer deadline(lockPatienceMs);
    while (!lock.tryLock(0)) {
        if (lock.error() != QLockFile::LockFailedError || deadline.hasExpired())
            return false;
        QThread::msleep(betweenLocksMs);
    }
    return true;
}

Result<Done> writePrivately(const QString &path, const QByteArray &text)
{
    QSaveFile file(path);
    // The mode is set while the file is still empty: nobody else ever sees a byte of it.
    const bool written = file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && file.write(text) == text.size() && file.commit();
    return written ? Result<Done>(Done{}) : listError(file.errorString());
}

Result<QString> keepAside(const QString &path)
{
    const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-hhmmss-zzz"_s);
    const QString aside = path + u".damaged-"_s + stamp;
    QFile file(path);
    if (!file.copy(aside))
        return listError(file.errorString());
    QFile::setPermissions(aside, QFile::ReadOwner | QFile::WriteOwner);
    return aside;
}

} // namespace hitlens
