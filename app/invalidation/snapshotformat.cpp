// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/snapshotformat.h"

#include "app/keyspace/transfer/transfertext.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>
#include <QtEndian>

#include <zstd.h>

#include <limits>
#include <memory>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr char batchMark = 'B';
constexpr char endMark = 'E';
constexpr int formatVersion = 1;
constexpr qint64 noExpiry = std::numeric_limits<qint64>::min();
constexpr auto largestBlock = qint64(std::numeric_limits<quint32>::max());
constexpr qint64 headOfEntry = 4 + 8 + 4;
// Ours are dumps, most of which the server has compressed already: the time counts for more.
constexpr int compressionLevel = 1;

QString words(const char *text)
{
    return QCoreApplication::translate("hitlens::Snapshot", text);
}

template <typename T>
void appendNumber(QByteArray &out, T number)
{
    const T little = qToLittleEndian(number);
    out.append(reinterpret_cast<const char *>(&little), sizeof little);
}

// Takes pieces off the front; all of them are there as long as isOk().
class SnapshotBytes
{
public:
    explicit SnapshotBytes(QByteArrayView bytes)
        : m_left(bytes)
    { }

    bool isOk() const { return m_isOk; }
    bool isAtEnd() const { return m_left.isEmpty(); }

    template <typename T>
    T number()
    {
        const QByteArrayView bytes = take(sizeof(T));
        return m_isOk ? qFromLittleEndian<T>(bytes.data()) : T(0);
    }
    QByteArray bytes() { return take(number<quint32>()).toByteArray(); }

private:
    QByteArrayView take(qsizetype size)
    {
        m_isOk = m_isOk && size <= m_left.size();
        if (!m_isOk)
            return {};
        const QByteArrayView taken = m_left.first(size);
        m_left = m_left.sliced(size);
        return taken;
    }

    QByteArrayView m_left;
    bool m_isOk = true;
};

QByteArray rawEntries(const QList<SnapshotEntry> &entries, qint64 size)
{
    QByteArray raw;
    raw.reserve(size);
    for (const SnapshotEntry &entry : entries) {
        appendNumber(raw, static_cast<quint32>(entry.key.size()));
        raw += entry.key;
        appendNumber(raw, entry.expireAt.value_or(noExpiry));
        appendNumber(raw, static_cast<quint32>(entry.dump.size()));
        raw += entry.dump;
    }
    return raw;
}

std::optional<QList<SnapshotEntry>> entriesOf(QByteArrayView raw)
{
    QList<SnapshotEntry> entries;
    SnapshotBytes bytes(raw);
    while (bytes.isOk() && !bytes.isAtEnd()) {
        SnapshotEntry entry;
        entry.key = bytes.bytes();
        if (const auto at = bytes.number<qint64>(); at != noExpiry)
            entry.expireAt = at;
        entry.dump = bytes.bytes();
        entries << entry;
    }
    return bytes.isOk() && !entries.isEmpty() ? std::optional(entries) : std::nullopt;
}

// Believes what comes out, not the size that the frame claims.
std::optional<QByteArray> decompressed(QByteArrayView frame)
{
    const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx *)> context(
        ZSTD_createDCtx(), ZSTD_freeDCtx);
    ZSTD_inBuffer in{frame.data(), static_cast<size_t>(frame.size()), 0};
    QByteArray out;
    size_t left = 1;
    while (left > 0) {
        const qsizetype size = out.size();
        out.resize(size + std::max<qsizetype>(size, 64 * 1024));
        ZSTD_outBuffer room{out.data() + size, static_cast<size_t>(out.size() - size), 0};
        left = ZSTD_decompressStream(context.get(), &room, &in);
        out.truncate(size + static_cast<qsizetype>(room.pos));
        const bool isStuck = left > 0 && in.pos == in.size && room.pos < room.size;
        if (ZSTD_isError(left) || isStuck || out.size() > largestBlock)
            return std::nullopt;
    }
    return in.pos == in.size ? std::optional(out) : std::nullopt;
}

QDateTime instantOf(const QJsonValue &value)
{
    return QDateTime::fromMSecsSinceEpoch(value.toInteger(), QTimeZone::utc());
}

Error headerError(const QString &text)
{
    return {Error::Kind::Local, "HEADER", text};
}

SnapshotHeader headerOf(const QJsonObject &json, const QByteArray &pattern)
{
    SnapshotHeader header;
    header.id = json["id"_L1].toString();
    header.made = instantOf(json["made"_L1]);
    header.serverId = json["serverId"_L1].toString();
    header.server = json["server"_L1].toString();
    header.address = json["address"_L1].toString();
    header.db = json["db"_L1].toInt();
    header.pattern = pattern;
    header.hasValues = json["hasValues"_L1].toBool();
    return header;
}

} // namespace

QByteArray toSnapshotLine(const SnapshotFileHeader &file)
{
    const SnapshotHeader &header = file.header;
    QJsonObject json{
        {u"format"_s, u"hitlens-undo"_s},
        {u"version"_s, formatVersion},
        {u"id"_s, header.id},
        {u"made"_s, header.made.toMSecsSinceEpoch()},
        {u"removedAt"_s, file.removedAt.toMSecsSinceEpoch()},
        {u"serverId"_s, header.serverId},
        {u"server"_s, header.server},
        {u"address"_s, header.address},
        {u"db"_s, header.db},
        {u"pattern"_s, QString::fromUtf8(toTransferText(header.pattern))},
        {u"hasValues"_s, header.hasValues},
        {u"isEncrypted"_s, file.isEncrypted},
    };
    if (file.isEncrypted) {
        json.insert(u"stream"_s, QString::fromLatin1(file.stream.toBase64()));
        json.insert(u"keyId"_s, QString::fromLatin1(file.keyId.toHex()));
    }
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

Result<SnapshotFileHeader> fromSnapshotLine(QByteArrayView line)
{
    if (!line.endsWith('\n'))
        return headerError(words("It ends within its first line."));
    const QJsonObject json = QJsonDocument::fromJson(line.toByteArray()).object();
    if (json["format"_L1] != "hitlens-undo"_L1)
        return headerError(words("It is no snapshot of Hitlens, or its first line is damaged."));
    if (json["version"_L1] != formatVersion)
        return headerError(words("It was made by a newer Hitlens."));
    const auto pattern = fromTransferText(json["pattern"_L1].toString().toUtf8());
    if (!pattern || json["id"_L1].toString().isEmpty())
        return headerError(words("Its first line is damaged."));
    SnapshotFileHeader file;
    file.header = headerOf(json, *pattern);
    file.removedAt = instantOf(json["removedAt"_L1]);
    file.isEncrypted = json["isEncrypted"_L1].toBool();
    file.stream = QByteArray::fromBase64(json["stream"_L1].toString().toLatin1());
    file.keyId = QByteArray::fromHex(json["keyId"_L1].toString().toLatin1());
    return file;
}

std::optional<QByteArray> toSnapshotBlock(const QList<SnapshotEntry> &entries)
{
    qint64 size = 0;
    for (const SnapshotEntry &entry : entries)
        size += headOfEntry + entry.key.size() + entry.dump.size();
    if (size > largestBlock)
        return std::nullopt;
    const QByteArray raw = rawEntries(entries, size);
    const size_t room = ZSTD_compressBound(static_cast<size_t>(size));
    QByteArray block(1 + static_cast<qsizetype>(room), Qt::Uninitialized);
    block[0] = batchMark;
    const size_t written = ZSTD_compress(
        block.data() + 1, room, raw.data(), static_cast<size_t>(size), compressionLevel);
    if (ZSTD_isError(written))
        return std::nullopt;
    block.truncate(1 + static_cast<qsizetype>(written));
    return block;
}

QByteArray snapshotEndBlock(qint64 keys)
{
    QByteArray block(1, endMark);
    appendNumber(block, keys);
    return block;
}

std::optional<SnapshotBlock> fromSnapshotBlock(QByteArrayView block)
{
    if (block.startsWith(endMark)) {
        SnapshotBytes bytes(block.sliced(1));
        const auto keys = bytes.number<qint64>();
        if (!bytes.isOk() || !bytes.isAtEnd())
            return std::nullopt;
        return SnapshotBlock{true, keys, {}};
    }
    if (!block.startsWith(batchMark))
        return std::nullopt;
    const auto raw = decompressed(block.sliced(1));
    auto entries = raw ? entriesOf(*raw) : std::nullopt;
    if (!entries)
        return std::nullopt;
    return SnapshotBlock{false, 0, *std::move(entries)};
}

} // namespace hitlens
