// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyrecord.h"

#include <QFile>

// Files of keys. All are lines of UTF-8 that end with \n; names and values as transfertext.h says.
//
// Restorable (DUMP), one JSON object a line:
//   {"format":"hitlens-keys","version":1,"product":…,"serverVersion":…,"db":0,"exportedAt":…}
//   {"key":"user:1","expireAt":1767225600123,"dump":"<base64 of what DUMP gave>"}    for each key
//   {"end":true,"keys":1,"crc32":"9ae0daaf"}    of all bytes before this line, hexadecimal
// expireAt is in Unix milliseconds, and missing where the key does not expire. A file without its
// last line is cut off. A reader refuses a version it does not know.
//
// JSON Lines, in the open, one object for each key and nothing else; expireAt is null where the key
// does not expire:
//   {"key":"user:1","type":"hash","expireAt":null,"value":{"name":"Ada","born":"1815"}}
//   string: "…" · hash: {"field":"value"} · list, set: ["…"] · zset: {"member":"score"} ·
//   stream: [{"id":"1-0","fields":["field","value",…]}], without its consumer groups
//
// Of other tools, without a first line, one key a line:
//   hex(name),hex(DUMP),expiry    see parseHexLine
namespace hitlens {

enum class KeyFileFormat { Dump, JsonLines, HexCsv };

struct KeyFileHeader
{
    QString product;
    QString serverVersion;
    int db = 0;
    QDateTime exportedAt; // UTC

    bool operator==(const KeyFileHeader &) const = default;
    QByteArray line() const;
};
QByteArray keyFileEnd(qint64 keys, quint32 checksum);

// Reads such a file record by record, in memory for the longest line. Blocks for the disk.
class KeyFile final
{
public:
    // What is wrong with one line, or with the file as a whole (line 0).
    struct Problem
    {
        qint64 line = 0;
        QString text;

        bool operator==(const Problem &) const = default;
    };
    struct End
    {
        bool operator==(const End &) const = default;
    };
    using Item = std::variant<KeyRecord, Problem, End>;

    explicit KeyFile(const QString &path);

    // Tells the format from the first line. An error when it is none of these.
    std::optional<Error> open();
    KeyFileFormat format() const { return m_format; }
    const std::optional<KeyFileHeader> &header() const { return m_header; } // of Format::Dump
    qint64 size() const { return m_file.size(); }
    qint64 position() const { return m_position; }
    // The next one. End comes once all is read, after the problems of the file as a whole.
    Item next();

private:
    std::optional<QByteArray> readLine(); // without its end; nullopt: there is none
    std::optional<Error> recognize(const QByteArray &first);
    Item itemOf(const QByteArray &line);
    Item atEnd();
    std::optional<Problem> checkEnd(const QByteArray &line);

    QFile m_file;
    KeyFileFormat m_format = KeyFileFormat::Dump;
    std::optional<KeyFileHeader> m_header;
    QByteArray m_chunk; // read and not yet handed out
    qsizetype m_at = 0; // in it
    qint64 m_position = 0; // in the file, of what was handed out
    qint64 m_line = 0;
    std::optional<QByteArray> m_first; // read by open()
    quint32 m_checksum = 0; // of all lines before m_line
    quint32 m_checksumNow = 0; // of m_line, too
    qint64 m_records = 0;
    bool m_isEndSeen = false;
    bool m_isOver = false;
};

} // namespace hitlens
