// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/keyfile.h"

#include "app/keyspace/transfer/transferfile.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 chunkSize = 1024 * 1024;
// Redis holds 512 MiB in a value; base64 makes a third more of it.
constexpr qsizetype longestLine = 768 * 1024 * 1024;
constexpr int formatVersion = 1;
constexpr auto formatName = "hitlens-keys"_L1;

QString words(const char *text)
{
    return QCoreApplication::translate("KeyTransfer", text);
}

Error unreadable(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

// Told without parsing it as JSON: lines with values are long.
bool isEnd(const QByteArray &line)
{
    return line.size() < 200 && line.contains("\"end\":true") && !line.startsWith("{\"key\"");
}

QByteArray hexOf(quint32 checksum)
{
    return QByteArray::number(checksum, 16).rightJustified(8, '0');
}

} // namespace

QByteArray KeyFileHeader::line() const
{
    return compact({{u"format"_s, formatName}, {u"version"_s, formatVersion},
        {u"product"_s, product}, {u"serverVersion"_s, serverVersion}, {u"db"_s, db},
        {u"exportedAt"_s, exportedAt.toString(Qt::ISODateWithMs)}});
}

QByteArray keyFileEnd(qint64 keys, quint32 checksum)
{
    return compact(
        {{u"end"_s, true}, {u"keys"_s, keys}, {u"crc32"_s, QString::fromLatin1(hexOf(checksum))}});
}

KeyFile::KeyFile(const QString &path)
    : m_file(path)
{ }

std::optional<Error> KeyFile::open()
{
    if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return unreadable(words(QT_TRANSLATE_NOOP("KeyTransfer", "%1 cannot be read: %2"))
                              .arg(m_file.fileName(), m_file.errorString()));
    const auto first = readLine();
    if (!first)
        return unreadable(
            words(QT_TRANSLATE_NOOP("KeyTransfer", "%1 is empty.")).arg(m_file.fileName()));
    return recognize(*first);
}

std::optional<Error> KeyFile::recognize(const QByteArray &first)
{
    const QJsonObject object = QJsonDocument::fromJson(first).object();
    if (object["format"_L1].toString() == formatName) {
        if (object["version"_L1].toInt() != formatVersion)
            return unreadable(words(QT_TRANSLATE_NOOP("KeyTransfer",
                "This file was written by a newer Hitlens, and this one cannot read it.")));
        m_header = KeyFileHeader{object["product"_L1].toString(),
            object["serverVersion"_L1].toString(), object["db"_L1].toInt(),
            QDateTime::fromString(object["exportedAt"_L1].toString(), Qt::ISODateWithMs)};
        return std::nullopt;
    }
    m_first = first;
    if (object.contains("key"_L1) && object.contains("type"_L1) && object.contains("value"_L1))
        m_format = KeyFileFormat::JsonLines;
    else if (parseHexLine(first))
        m_format = KeyFileFormat::HexCsv;
    else
        return unreadable(words(QT_TRANSLATE_NOOP("KeyTransfer",
            "This is no file of keys that Hitlens knows: neither its own, restorable or as JSON "
            "Lines, nor the CSV of Another Redis Desktop Manager or Tiny RDM.")));
    return std::nullopt;
}

KeyFile::Item KeyFile::next()
{
    auto line = m_first ? std::exchange(m_first, std::nullopt) : readLine();
    while (line && line->isEmpty())
        line = readLine();
    return line ? itemOf(*line) : atEnd();
}

KeyFile::Item KeyFile::itemOf(const QByteArray &line)
{
    if (m_isEndSeen) {
        m_isOver = true;
        return Problem{m_line,
            words(QT_TRANSLATE_NOOP("KeyTransfer", "Something follows the end of the file."))};
    }
    if (m_format == KeyFileFormat::Dump && isEnd(line)) {
        m_isEndSeen = true;
        if (const auto problem = checkEnd(line))
            return *problem;
        return next();
    }
    auto record = m_format == KeyFileFormat::Dump ? parseDumpLine(line)
        : m_format == KeyFileFormat::JsonLines    ? parseTextLine(line)
                                                  : parseHexLine(line);
    if (!record)
        return Problem{m_line, record.error().text};
    ++m_records;
    record.value().line = m_line;
    return std::move(record.value());
}

std::optional<KeyFile::Problem> KeyFile::checkEnd(const QByteArray &line)
{
    const QJsonObject end = QJsonDocument::fromJson(line).object();
    const bool isWhole = end["crc32"_L1].toString().toLatin1() == hexOf(m_checksum)
        && end["keys"_L1].toInteger(-1) == m_records;
    if (isWhole)
        return std::nullopt;
    return Problem{0,
        words(QT_TRANSLATE_NOOP("KeyTransfer",
            "The file was changed after it was written: its checksum is another one."))};
}

KeyFile::Item KeyFile::atEnd()
{
    if (std::exchange(m_isOver, true))
        return End();
    if (m_file.error() != QFileDevice::NoError)
        return Problem{0, m_file.errorString()};
    if (m_format == KeyFileFormat::Dump && !m_isEndSeen)
        return Problem{0,
            words(QT_TRANSLATE_NOOP("KeyTransfer",
                "The file is cut off: its last line is missing, and there may have been more "
                "keys."))};
    return End();
}

std::optional<QByteArray> KeyFile::readLine()
{
    if (m_isOver)
        return std::nullopt;
    qsizetype searched = m_at;
    qsizetype end = -1;
    while ((end = m_chunk.indexOf('\n', searched)) < 0) {
        searched = m_chunk.size() - m_at;
        m_chunk
            = m_chunk.sliced(std::exchange(m_at, 0)); // and gives the memory of a long line back
        const QByteArray more
            = m_chunk.size() < longestLine ? m_file.read(chunkSize) : QByteArray();
        if (more.isEmpty())
            break;
        m_chunk += more;
    }
    const bool isLast = end < 0;
    if (isLast && m_chunk.isEmpty())
        return std::nullopt;
    const qsizetype length = (isLast ? m_chunk.size() : end) - m_at;
    const QByteArray line = m_chunk.sliced(m_at, length);
    const qsizetype taken = isLast ? length : length + 1;
    m_checksum = m_checksumNow;
    m_checksumNow = transferChecksum(m_checksumNow, QByteArrayView(m_chunk).sliced(m_at, taken));
    m_at += taken;
    m_position += taken;
    ++m_line;
    return line.endsWith('\r') ? line.chopped(1) : line;
}

} // namespace hitlens
