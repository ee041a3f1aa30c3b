// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decoderlibrary.h"

#include "app/keyspace/decoders/background.h"
#include "app/keyspace/decoders/protodecoder.h"

namespace hitlens {

namespace {

struct Loaded
{
    std::shared_ptr<const DecoderSet> decoders;
    QStringList problems;
};

void addMessages(DecoderSet &decoders, const std::shared_ptr<const ProtoSchema> &schema,
    const QString &file, QStringList &problems)
{
    for (const QString &message : schema->messageNames()) {
        auto decoder = std::make_unique<ProtoDecoder>(schema, message);
        if (decoders.find(decoder->id()))
            problems << DecoderLibrary::tr("%1: the message %2 is in an earlier file already.")
                            .arg(file, message);
        else
            decoders.add(std::move(decoder));
    }
}

Loaded load(const QStringList &files, const QStringList &folders)
{
    auto decoders = std::make_shared<DecoderSet>();
    QStringList problems;
    for (const QString &file : files) {
        QString error;
        if (const auto schema = ProtoSchema::load(file, folders, &error))
            addMessages(*decoders, schema, file, problems);
        else
            problems << error;
    }
    return {decoders, problems};
}

} // namespace

DecoderLibrary::DecoderLibrary(QObject *parent)
    : QObject(parent)
    , m_decoders(std::make_shared<DecoderSet>())
{ }

void DecoderLibrary::setSettings(const DecoderSettings &settings)
{
    const bool isOther = m_settings != settings;
    const bool isLoaded
        = m_settings.protoFiles.isEmpty() && settings.protoFiles.isEmpty() && !m_loading;
    m_settings = settings;
    if (isOther)
        emit settingsChanged();
    if (!isLoaded)
        load();
    else if (isOther)
        emit decodersChanged();
}

void DecoderLibrary::load()
{
    m_loading = std::make_unique<QObject>();
    inBackground(
        m_loading.get(),
        [files = m_settings.protoFiles, folders = m_settings.protoFolders] {
            return hitlens::load(files, folders);
        },
        [this](const Loaded &loaded) {
            m_loading.reset();
            m_decoders = loaded.decoders;
            m_problems = loaded.problems;
            emit decodersChanged();
        });
}

QString DecoderLibrary::nameOf(const QByteArray &id) const
{
    const Decoder *decoder = m_decoders->find(id);
    return decoder ? decoder->name() : QString::fromUtf8(id);
}

} // namespace hitlens
