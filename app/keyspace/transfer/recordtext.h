// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/transfercommands.h"

namespace hitlens {

enum class TextFormat { JsonLines, Csv };

// Puts one key into words, piece by piece: begin, the value, end. JSON Lines as keyfile.h has it.
// CSV, for spreadsheets, as RFC 4180 has it: key, type, ttl_ms, expires_at, value, of which a
// collection is the same JSON. A value; any thread.
class RecordText final
{
public:
    explicit RecordText(TextFormat format)
        : m_format(format)
    { }

    // What stands above all records; may be empty.
    static QByteArray heading(TextFormat format);

    // now: on the server's clock, Unix milliseconds; nullopt where it is not known.
    void begin(const QByteArray &key, const QByteArray &type, const Expiry &expiry,
        std::optional<qint64> now);
    // The whole value of a string…
    void addString(QByteArrayView value);
    // …or the rows of a collection: of a list or set, of a hash or sorted set, of a stream.
    void addElement(QByteArrayView element);
    void addPair(QByteArrayView name, QByteArrayView value);
    void addEntry(const StreamEntry &entry);
    void end();

    qsizetype size() const { return m_text.size(); }
    QByteArray take() { return std::exchange(m_text, {}); }

private:
    void next();
    void addJson(QByteArrayView json);

    TextFormat m_format;
    QByteArray m_type;
    QByteArray m_text;
    bool m_isFirst = true;
};

} // namespace hitlens
