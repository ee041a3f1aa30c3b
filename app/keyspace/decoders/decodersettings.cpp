// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decodersettings.h"

#include "app/keyspace/globpattern.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <functional>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// Patterns are bytes, and JSON is text: what is not UTF-8 is written in hexadecimal.
void writePattern(QJsonObject &entry, const QByteArray &pattern)
{
    if (pattern.isValidUtf8())
        entry[u"keys"_s] = QString::fromUtf8(pattern);
    else
        entry[u"keysHex"_s] = QString::fromLatin1(pattern.toHex());
}

std::optional<QByteArray> readPattern(const QJsonObject &entry)
{
    if (entry[u"keys"_s].isString())
        return entry[u"keys"_s].toString().toUtf8();
    if (entry[u"keysHex"_s].isString())
        return QByteArray::fromHex(entry[u"keysHex"_s].toString().toLatin1());
    return std::nullopt;
}

std::optional<QStringList> readTexts(const QJsonValue &value)
{
    if (!value.isArray())
        return std::nullopt;
    QStringList texts;
    for (const auto &text : value.toArray()) {
        if (!text.isString())
            return std::nullopt;
        texts << text.toString();
    }
    return texts;
}

QStringList words(const ExternalCommand &command)
{
    return command.program.isEmpty() ? QStringList()
                                     : QStringList{command.program} + command.arguments;
}

ExternalCommand commandOf(const QStringList &words)
{
    return words.isEmpty() ? ExternalCommand() : ExternalCommand{words.first(), words.mid(1)};
}

QString written(const QJsonValue &value)
{
    // A document is an object or an array.
    const QByteArray array
        = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).trimmed();
    return QString::fromUtf8(array.sliced(1).chopped(1));
}

bool readChain(const QJsonObject &entry, DecoderSettings &settings)
{
    const auto pattern = readPattern(entry);
    const auto ids = readTexts(entry[u"chain"_s]);
    if (!pattern || !ids)
        return false;
    ChainRule rule{*pattern, {}};
    for (const QString &id : *ids)
        rule.chain << id.toUtf8();
    settings.chains << rule;
    return true;
}

bool readProgram(const QJsonObject &entry, DecoderSettings &settings)
{
    const auto pattern = readPattern(entry);
    const auto decode = readTexts(entry[u"decode"_s]);
    const auto encode = readTexts(entry[u"encode"_s]);
    if (!pattern || !decode || decode->isEmpty() || !encode)
        return false;
    settings.programs << ExternalRule{*pattern, commandOf(*decode), commandOf(*encode)};
    return true;
}

void readEach(const QJsonValue &list, DecoderSettings &settings,
    bool (*read)(const QJsonObject &, DecoderSettings &))
{
    if (!list.isArray() && !list.isUndefined())
        settings.unread << written(list);
    for (const auto &entry : list.toArray()) {
        if (!entry.isObject() || !read(entry.toObject(), settings))
            settings.unread << written(entry);
    }
}

QStringList readPaths(const QJsonValue &list, DecoderSettings &settings)
{
    const auto paths = readTexts(list);
    if (!paths && !list.isUndefined())
        settings.unread << written(list);
    return paths.value_or(QStringList());
}

QJsonArray chainsOf(const DecoderSettings &settings)
{
    QJsonArray chains;
    for (const ChainRule &rule : settings.chains) {
        QJsonArray ids;
        for (const QByteArray &id : rule.chain)
            ids << QString::fromUtf8(id);
        QJsonObject entry{{u"chain"_s, ids}};
        writePattern(entry, rule.keyPattern);
        chains << entry;
    }
    return chains;
}

QJsonArray programsOf(const DecoderSettings &settings)
{
    QJsonArray programs;
    for (const ExternalRule &rule : settings.programs) {
        QJsonObject entry{{u"decode"_s, QJsonArray::fromStringList(words(rule.decode))},
            {u"encode"_s, QJsonArray::fromStringList(words(rule.encode))}};
        writePattern(entry, rule.keyPattern);
        programs << entry;
    }
    return programs;
}

} // namespace

const ChainRule *DecoderSettings::chainFor(QByteArrayView key) const
{
    const auto found = std::find_if(chains.begin(), chains.end(),
        [&](const ChainRule &rule) { return GlobPattern(rule.keyPattern).matches(key); });
    return found == chains.end() ? nullptr : &*found;
}

void DecoderSettings::keep(const ChainRule &rule)
{
    chains.removeIf([&](const ChainRule &known) { return known.keyPattern == rule.keyPattern; });
    chains.prepend(rule);
}

QByteArray DecoderSettings::toJson() const
{
    const QJsonObject all{{u"chains"_s, chainsOf(*this)}, {u"programs"_s, programsOf(*this)},
        {u"protoFiles"_s, QJsonArray::fromStringList(protoFiles)},
        {u"protoFolders"_s, QJsonArray::fromStringList(protoFolders)},
        {u"unread"_s, QJsonArray::fromStringList(unread)}};
    return QJsonDocument(all).toJson(QJsonDocument::Compact);
}

DecoderSettings DecoderSettings::fromJson(const QByteArray &json)
{
    DecoderSettings settings;
    if (json.isEmpty())
        return settings;
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject()) {
        settings.unread << QString::fromUtf8(json);
        return settings;
    }
    const QJsonObject all = document.object();
    readEach(all[u"chains"_s], settings, readChain);
    readEach(all[u"programs"_s], settings, readProgram);
    settings.protoFiles = readPaths(all[u"protoFiles"_s], settings);
    settings.protoFolders = readPaths(all[u"protoFolders"_s], settings);
    settings.unread += readTexts(all[u"unread"_s]).value_or(QStringList());
    return settings;
}

} // namespace hitlens
