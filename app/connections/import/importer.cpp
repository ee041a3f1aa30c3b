// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/importer.h"

#include "app/connections/import/importnotes.h"
#include "app/connections/import/serverformat.h"
#include "app/connections/import/yamllist.h"
#include "app/connections/import/zippedfile.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QStringDecoder>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// Thousands of servers with certificates in them. JSON of this size is read in a moment.
constexpr qint64 mostBytes = 8 << 20;
constexpr qsizetype mostBrackets = 200'000; // each costs a hundred times its byte

Error wrong(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

QString expected()
{
    return importText("Hitlens reads the files of RESP.app, Another Redis Desktop Manager, "
                      "RedisInsight, Tiny RDM, P3X Redis UI and its own export.");
}

Error unexpected(const char *found)
{
    return wrong(importText(found) + u' ' + expected());
}

Error tooLarge(qint64 size)
{
    return wrong(importText("It is %1 MiB large. A list of servers is at most %2 MiB.")
                     .arg(QString::number((size >> 20) + 1), QString::number(mostBytes >> 20)));
}

bool isTextFile(QByteArrayView bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(bytes);
    return !decoder.hasError() && !text.contains(QChar(0));
}

bool looksLikeJson(QByteArrayView text)
{
    return text.startsWith('{') || text.startsWith('[');
}

// What the text stands for when it is base64, and empty when it is not.
QByteArray fromBase64(QByteArray text)
{
    text.removeIf([](char c) { return c == '\n' || c == '\r' || c == ' '; });
    const auto decoded
        = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? (*decoded).trimmed() : QByteArray();
}

Result<ImportPreview> fromJson(const QByteArray &text)
{
    const auto brackets = std::ranges::count_if(text, [](char c) { return c == '[' || c == '{'; });
    if (brackets > mostBrackets)
        return wrong(importText("It is JSON with far more in it than a list of servers has."));
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        return wrong(importText("It begins as JSON and is damaged at byte %1 of %2: %3. Export it "
                                "again.")
                         .arg(QString::number(std::min(qsizetype{error.offset}, text.size())),
                             QString::number(text.size()), error.errorString()));
    return document.isArray() ? serversFromArray(document.array())
                              : serversFromObject(document.object());
}

Result<ImportPreview> fromText(const QByteArray &text)
{
    if (text.isEmpty())
        return unexpected("It is empty.");
    if (looksLikeJson(text))
        return fromJson(text);
    if (const QByteArray decoded = fromBase64(text); looksLikeJson(decoded))
        return isTextFile(decoded) ? fromJson(decoded) : unexpected("It is base64 of no text.");
    if (text.startsWith("<?xml"))
        return wrong(importText("It is XML, as very old versions of RDM wrote it. Open it with "
                                "RESP.app, which writes connections.json."));
    const auto list = yamlList(text);
    return list ? serversFromArray(*list) : Result<ImportPreview>(list.error());
}

} // namespace

Result<ImportPreview> readImport(const QByteArray &content)
{
    if (content.size() > mostBytes)
        return tooLarge(content.size());
    QByteArray text = content;
    if (isZip(content)) {
        const auto unzipped = fileInZip(content, u"connections.yaml"_s);
        if (!unzipped)
            return unzipped.error();
        text = *unzipped;
    }
    if (text.startsWith("\xef\xbb\xbf"))
        text.remove(0, 3);
    if (!isTextFile(text))
        return unexpected("It is no text in UTF-8.");
    return fromText(text.trimmed());
}

Result<ImportPreview> readImport(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    if (!QFileInfo(path).isFile())
        return wrong(importText("“%1” is no file, or is not there.").arg(name));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return wrong(importText("“%1” cannot be read: %2").arg(name, file.errorString()));
    // It may grow meanwhile.
    const auto preview = file.size() > mostBytes ? Result<ImportPreview>(tooLarge(file.size()))
                                                 : readImport(file.read(mostBytes + 1));
    return preview
        ? preview
        : wrong(importText("“%1” was not understood. %2").arg(name, preview.error().text));
}

QList<KnownFile> knownFiles(const QString &home, const QString &configFolder)
{
    QList<KnownFile> files{{u"RESP.app"_s, home + u"/.rdm/connections.json"_s},
        {u"RESP.app"_s, home + u"/Library/Preferences/rdm/connections.json"_s},
        {u"Tiny RDM"_s, configFolder + u"/TinyRDM/connections.yaml"_s},
        {u"P3X Redis UI"_s, home + u"/.p3xrs-conns.json"_s}};
    files.removeIf([](const KnownFile &file) { return !QFileInfo(file.path).isFile(); });
    return files;
}

} // namespace hitlens
