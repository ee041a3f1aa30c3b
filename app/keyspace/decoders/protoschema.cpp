// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/protoschema.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <string>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace pb = google::protobuf;

namespace {

// Text that belongs to the stream that reads it.
class TextStream final : public pb::io::ZeroCopyInputStream
{
public:
    explicit TextStream(std::string text)
        : m_text(std::move(text))
        , m_stream(m_text.data(), static_cast<int>(m_text.size()))
    { }

    bool Next(const void **data, int *size) override { return m_stream.Next(data, size); }
    void BackUp(int count) override { m_stream.BackUp(count); }
    bool Skip(int count) override { return m_stream.Skip(count); }
    int64_t ByteCount() const override { return m_stream.ByteCount(); }

private:
    std::string m_text;
    pb::io::ArrayInputStream m_stream;
};

// Folders, and the files that the library has inside.
class ProtoSources final : public pb::compiler::SourceTree
{
public:
    void addFolder(const QString &folder) { m_disk.MapPath("", folder.toStdString()); }

    pb::io::ZeroCopyInputStream *Open(const std::string &name) override
    {
        if (pb::io::ZeroCopyInputStream *file = m_disk.Open(name))
            return file;
        const pb::FileDescriptor *own = pb::DescriptorPool::generated_pool()->FindFileByName(name);
        return own ? std::make_unique<TextStream>(own->DebugString()).release() : nullptr;
    }
    std::string GetLastErrorMessage() override { return m_disk.GetLastErrorMessage(); }

private:
    pb::compiler::DiskSourceTree m_disk;
};

class ProtoErrors final : public pb::compiler::MultiFileErrorCollector
{
public:
    void AddError(const std::string &file, int line, int, const std::string &message) override
    {
        const QString place = line < 0 ? QString::fromStdString(file)
                                       : u"%1:%2"_s.arg(QString::fromStdString(file)).arg(line + 1);
        m_lines += place + u": "_s + QString::fromStdString(message);
    }
    QString text() const { return m_lines.join(u'\n'); }

private:
    QStringList m_lines;
};

void addNames(const pb::Descriptor &message, QStringList &names)
{
    if (message.options().map_entry())
        return;
    names += QString::fromStdString(message.full_name());
    for (int i = 0; i < message.nested_type_count(); ++i)
        addNames(*message.nested_type(i), names);
}

} // namespace

class ProtoSchema::Files
{
public:
    ProtoSources sources;
    ProtoErrors errors;
    pb::compiler::Importer importer{&sources, &errors};
    mutable pb::DynamicMessageFactory factory; // has a lock of its own
};

ProtoSchema::ProtoSchema()
    : m_files(std::make_unique<Files>())
{ }

ProtoSchema::~ProtoSchema() = default;

std::shared_ptr<const ProtoSchema> ProtoSchema::load(
    const QString &file, const QStringList &folders, QString *error)
{
    const std::shared_ptr<ProtoSchema> schema(new ProtoSchema);
    const QFileInfo info(file);
    schema->m_files->sources.addFolder(info.absolutePath());
    for (const QString &folder : folders)
        schema->m_files->sources.addFolder(folder);
    const pb::FileDescriptor *read
        = schema->m_files->importer.Import(info.fileName().toStdString());
    if (!read) {
        *error = schema->m_files->errors.text();
        return nullptr;
    }
    for (int i = 0; i < read->message_type_count(); ++i)
        addNames(*read->message_type(i), schema->m_messageNames);
    return schema;
}

bool ProtoSchema::has(const QString &message) const
{
    return find(message) != nullptr;
}

std::unique_ptr<pb::Message> ProtoSchema::newMessage(const QString &name) const
{
    const pb::Descriptor *descriptor = find(name);
    if (!descriptor)
        return nullptr;
    return std::unique_ptr<pb::Message>(m_files->factory.GetPrototype(descriptor)->New());
}

const pb::Descriptor *ProtoSchema::find(const QString &message) const
{
    return m_files->importer.pool()->FindMessageTypeByName(message.toStdString());
}

} // namespace hitlens
