// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/globpattern.h"

#include <algorithm>

namespace hitlens {

namespace {

using Element = GlobPattern::Element;

// Servers patched against CVE-2024-31228 give up on deeper patterns, and the others need no name
// that long: refusing is right for the one and on the safe side for the other.
constexpr int deepest = 1000;

void addRange(std::bitset<256> &set, char from, char to)
{
    // The server compares plain chars, which are signed on the machines it mostly runs on.
    const int low = std::min(static_cast<signed char>(from), static_cast<signed char>(to));
    const int high = std::max(static_cast<signed char>(from), static_cast<signed char>(to));
    for (int byte = low; byte <= high; ++byte)
        set.set(static_cast<uchar>(byte));
}

} // namespace

bool Element::accepts(char candidate) const
{
    switch (kind) {
    case Kind::Byte:
        return candidate == byte;
    case Kind::AnyByte:
        return true;
    case Kind::OneOf:
        return set.test(static_cast<uchar>(candidate));
    case Kind::Run:
        break;
    }
    return false;
}

GlobPattern::GlobPattern(QByteArray pattern)
    : m_bytes(std::move(pattern))
{
    for (qsizetype at = 0; at < m_bytes.size(); ++at) {
        const char byte = m_bytes.at(at);
        if (byte == '*')
            append({Element::Kind::Run, 0, {}});
        else if (byte == '?')
            append({Element::Kind::AnyByte, 0, {}});
        else if (byte == '[')
            at = readSet(at + 1);
        else if (byte == '\\' && at + 1 < m_bytes.size())
            append({Element::Kind::Byte, m_bytes.at(++at), {}});
        else
            append({Element::Kind::Byte, byte, {}});
    }
}

void GlobPattern::append(const Element &element)
{
    const bool afterRun = !m_elements.empty() && m_elements.back().kind == Element::Kind::Run;
    if (afterRun && element.kind == Element::Kind::Run)
        return;
    if (afterRun)
        ++m_innerRuns;
    m_elements.push_back(element);
}

// Reads from behind the bracket; returns where the set's last byte is.
qsizetype GlobPattern::readSet(qsizetype at)
{
    Element element{Element::Kind::OneOf, 0, {}};
    const qsizetype end = m_bytes.size();
    const bool inverted = at < end && m_bytes.at(at) == '^';
    if (inverted)
        ++at;
    for (; at < end && m_bytes.at(at) != ']'; ++at) {
        if (m_bytes.at(at) == '\\' && at + 1 < end) {
            element.set.set(static_cast<uchar>(m_bytes.at(++at)));
        } else if (at + 2 < end && m_bytes.at(at + 1) == '-') {
            addRange(element.set, m_bytes.at(at), m_bytes.at(at + 2));
            at += 2;
        } else {
            element.set.set(static_cast<uchar>(m_bytes.at(at)));
        }
    }
    if (inverted)
        element.set.flip();
    append(element);
    return at;
}

bool GlobPattern::matches(QByteArrayView name) const
{
    if (name.isEmpty())
        return m_bytes.isEmpty() || m_bytes == "*";
    if (m_innerRuns > deepest)
        return false;

    const size_t count = m_elements.size();
    size_t element = 0;
    qsizetype at = 0;
    size_t afterRun = 0; // where to go back to; 0: no run yet
    qsizetype runEnd = 0;
    while (at < name.size()) {
        if (element < count && m_elements[element].kind == Element::Kind::Run) {
            afterRun = ++element;
            runEnd = at;
        } else if (element < count && m_elements[element].accepts(name[at])) {
            ++element;
            ++at;
        } else if (afterRun > 0 && afterRun < count) {
            // Only the last run needs to grow: what lies before it matches as early as it can.
            element = afterRun;
            at = ++runEnd;
        } else {
            return afterRun > 0;
        }
    }
    return element == count
        || (element + 1 == count && m_elements[element].kind == Element::Kind::Run);
}

QByteArray GlobPattern::literalPrefix() const
{
    QByteArray prefix;
    for (const Element &element : m_elements) {
        if (element.kind != Element::Kind::Byte)
            break;
        prefix += element.byte;
    }
    return prefix;
}

bool GlobPattern::matchesEverything() const
{
    return m_elements.size() == 1 && m_elements.front().kind == Element::Kind::Run;
}

QByteArray GlobPattern::escape(QByteArrayView literal)
{
    QByteArray pattern;
    pattern.reserve(literal.size());
    for (const char byte : literal) {
        // ^ and - mean something only within a set, and ] only ends one; it is escaped for the
        // person who reads the pattern.
        if (QByteArrayView("*?[]\\").contains(byte))
            pattern += '\\';
        pattern += byte;
    }
    return pattern;
}

} // namespace hitlens
