// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>

#include <memory>

namespace google::protobuf {
class Descriptor;
class Message;
} // namespace google::protobuf

namespace hitlens {

// The messages of a .proto file and of what it imports. What Google ships (google/protobuf/…) need
// not be there. Immutable once loaded: any thread.
class ProtoSchema final
{
public:
    // Blocks while it reads files. folders: where imports are looked for, besides the file's own
    // folder. On failure nullptr, and error is what is wrong, with file and line, a line for each.
    static std::shared_ptr<const ProtoSchema> load(
        const QString &file, const QStringList &folders, QString *error);

    ~ProtoSchema();
    Q_DISABLE_COPY_MOVE(ProtoSchema)

    // Of the file itself, with their packages: "shop.Order", "shop.Order.Item".
    const QStringList &messageNames() const { return m_messageNames; }
    bool has(const QString &message) const;
    // An empty one; nullptr when there is no such message. Must not outlive the schema.
    std::unique_ptr<google::protobuf::Message> newMessage(const QString &name) const;

private:
    class Files;

    ProtoSchema();
    const google::protobuf::Descriptor *find(const QString &message) const;

    std::unique_ptr<Files> m_files;
    QStringList m_messageNames;
};

} // namespace hitlens
