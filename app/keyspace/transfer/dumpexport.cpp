// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/dumpexport.h"

#include "app/keyspace/transfer/keyfile.h"
#include "app/keyspace/transfer/transfertext.h"

namespace hitlens {

void DumpExport::writeHeader()
{
    const Topology &topology = router().topology();
    KeyFileHeader header;
    header.product = QString::fromUtf8(topology.product);
    header.serverVersion = QString::fromUtf8(topology.version);
    header.db = router().endpoint().db;
    header.exportedAt = QDateTime::currentDateTimeUtc();
    file().write(header.line());
}

void DumpExport::writeFooter()
{
    file().write(keyFileEnd(writtenKeys(), file().checksum()));
}

void DumpExport::read(const QByteArray &key)
{
    const auto entry = std::make_shared<Entry>();
    entry->key = key;
    askExpiryOf(key, [this, entry](const Result<Expiry> &expiry) {
        entry->expiry = expiry;
        if (--entry->unanswered == 0)
            keep(*entry);
    });
    send(dump(key), [this, entry](Result<std::optional<QByteArray>> &&payload) {
        entry->payload = std::move(payload);
        if (--entry->unanswered == 0)
            keep(*entry);
    });
}

void DumpExport::keep(const Entry &entry)
{
    if (isOver())
        return;
    if (!entry.payload)
        return failed(entry.key, entry.payload.error());
    if (!entry.expiry)
        return failed(entry.key, entry.expiry.error());
    if (!*entry.payload || entry.expiry->state == Ttl::State::Gone)
        return gone();
    m_line.resize(0); // keeps its memory
    m_line += "{\"key\":";
    appendJsonString(m_line, entry.key);
    if (entry.expiry->state == Ttl::State::Expires)
        m_line += ",\"expireAt\":" + QByteArray::number(entry.expiry->at);
    m_line += ",\"dump\":\"";
    file().write(m_line);
    file().write((*entry.payload)->toBase64());
    file().write("\"}\n");
    sawBytes((*entry.payload)->size());
    written();
}

} // namespace hitlens
