// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <bitset>
#include <vector>

namespace hitlens {

// A glob pattern as KEYS and SCAN MATCH understand it, answering what the server would answer, for
// every pattern and every name. Bytes throughout, case-sensitive. A value; any thread.
//
//   *        any run of bytes, also none
//   ?        one byte
//   [ab-z]   one byte of the set; a reversed range is turned round; without ] it ends with the
//            pattern; [] matches nothing
//   [^ab]    one byte that is not in the set
//   \x       x itself, also within a set; a backslash at the very end is one
//
// Reference: https://redis.io/docs/latest/commands/keys/ and the server's own answers.
class GlobPattern final
{
public:
    // What one step of a pattern takes from a name.
    struct Element
    {
        enum class Kind { Byte, AnyByte, OneOf, Run };

        Kind kind = Kind::Byte;
        char byte = 0; // Kind::Byte
        std::bitset<256> set; // Kind::OneOf

        // Whether it takes this one byte. False for a Run.
        bool accepts(char candidate) const;
    };

    explicit GlobPattern(QByteArray pattern);

    bool operator==(const GlobPattern &other) const { return m_bytes == other.m_bytes; }

    const QByteArray &bytes() const { return m_bytes; }
    // Neighbouring stars are one Run.
    const std::vector<Element> &elements() const { return m_elements; }

    // Steps at most name × pattern.
    bool matches(QByteArrayView name) const;
    // The bytes that every matching name begins with.
    QByteArray literalPrefix() const;
    // True for patterns of nothing but stars. (The server holds that of these only "*" matches the
    // key with the empty name.)
    bool matchesEverything() const;

    // A pattern that matches this name and no other.
    static QByteArray escape(QByteArrayView literal);

private:
    qsizetype readSet(qsizetype at);
    void append(const Element &element);

    QByteArray m_bytes;
    std::vector<Element> m_elements;
    int m_innerRuns = 0; // runs with something after them
};

} // namespace hitlens
