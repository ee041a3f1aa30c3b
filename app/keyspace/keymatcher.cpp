// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keymatcher.h"

#include <algorithm>
#include <cstring>

namespace hitlens {

namespace {

// Without a branch, so that compilers do many bytes at a time.
char lowered(char byte)
{
    const bool isUpper = static_cast<uchar>(byte - 'A') < 26;
    return static_cast<char>(byte + (isUpper ? 'a' - 'A' : 0));
}

QByteArray lowered(QByteArrayView bytes)
{
    QByteArray lower(bytes.size(), Qt::Uninitialized);
    std::ranges::transform(bytes, lower.begin(), [](char byte) { return lowered(byte); });
    return lower;
}

// Where the needle begins; -1: nowhere. Several times faster than QByteArrayView::indexOf.
qsizetype find(QByteArrayView bytes, QByteArrayView needle, qsizetype from)
{
#ifdef __GLIBC__
    const void *found = memmem(bytes.data() + from, static_cast<size_t>(bytes.size() - from),
        needle.data(), static_cast<size_t>(needle.size()));
    return found ? static_cast<const char *>(found) - bytes.data() : -1;
#else
    return bytes.indexOf(needle, from);
#endif
}

// The longest text that every name which matches has in it.
QByteArray longestLiteral(const GlobPattern &glob)
{
    QByteArray longest;
    QByteArray literal;
    for (const GlobPattern::Element &element : glob.elements()) {
        if (element.kind == GlobPattern::Element::Kind::Byte)
            literal += element.byte;
        else
            literal.clear();
        if (literal.size() > longest.size())
            longest = literal;
    }
    return longest;
}

// Whether looking at all bytes between its names is faster than looking at each name.
bool isDense(const KeyStore::Part &part)
{
    constexpr size_t often = 16;
    return part.picked.empty()
        || part.picked.size() * often > part.picked.back() - part.picked.front();
}

QByteArray literalSuffix(const GlobPattern &glob)
{
    QByteArray suffix;
    for (const GlobPattern::Element &element : glob.elements()) {
        if (element.kind == GlobPattern::Element::Kind::Byte)
            suffix += element.byte;
        else
            suffix.clear();
    }
    return suffix;
}

} // namespace

bool KeyQuery::narrows(const KeyQuery &other) const
{
    if (ignoresCase != other.ignoresCase || mode == Mode::Glob)
        return false;
    const QByteArray mine = ignoresCase ? lowered(text) : text;
    const QByteArray its = ignoresCase ? lowered(other.text) : other.text;
    if (other.mode == Mode::Prefix)
        return mode == Mode::Prefix && mine.startsWith(its);
    return other.mode == Mode::Substring && mine.contains(its);
}

KeyMatcher::KeyMatcher(KeyQuery query)
    : m_query(std::move(query))
    , m_glob(m_query.ignoresCase ? lowered(m_query.text) : m_query.text)
    , m_suffix(literalSuffix(m_glob))
{
    if (m_query.ignoresCase)
        m_query.text = lowered(m_query.text);
    m_needle = m_query.mode == KeyQuery::Mode::Glob ? longestLiteral(m_glob) : m_query.text;
}

KeyStore::Range KeyMatcher::candidates(const KeyStore &store) const
{
    if (m_query.ignoresCase || m_query.mode == KeyQuery::Mode::Substring)
        return {0, store.count()};
    const bool isPrefix = m_query.mode == KeyQuery::Mode::Prefix;
    return store.range(isPrefix ? m_query.text : m_glob.literalPrefix());
}

KeyStore::PartPtr KeyMatcher::matchesIn(const KeyStore::PartPtr &part) const
{
    std::vector<quint32> hits
        = isDense(*part) && !m_needle.isEmpty() ? searchBytes(*part) : searchNames(*part);
    if (hits.size() == part->count)
        return part;
    if (hits.empty())
        return nullptr;
    hits.shrink_to_fit();
    const auto count = static_cast<quint32>(hits.size());
    return std::make_shared<const KeyStore::Part>(
        KeyStore::Part{part->block, hits.front(), count, std::move(hits)});
}

bool KeyMatcher::matches(QByteArrayView name) const
{
    switch (m_query.mode) {
    case KeyQuery::Mode::Substring:
        return name.contains(m_query.text);
    case KeyQuery::Mode::Prefix:
        return name.startsWith(m_query.text);
    case KeyQuery::Mode::Glob:
        break;
    }
    // Most candidates for *:na end otherwise, and a glob that begins with a star is slow to say so.
    return name.endsWith(m_suffix) && m_glob.matches(name);
}

// All names of the part as one text. What is found across the end of a name is none.
std::vector<quint32> KeyMatcher::searchBytes(const KeyStore::Part &part) const
{
    const KeyBlock &block = *part.block;
    const quint32 last = part.indexOf(part.count - 1);
    const QByteArrayView exact = block.bytes(part.first, last + 1);
    const QByteArray lower = m_query.ignoresCase ? lowered(exact) : QByteArray();
    const QByteArrayView bytes = m_query.ignoresCase ? QByteArrayView(lower) : exact;
    const auto offset = static_cast<qsizetype>(block.beginOf(part.first));
    const bool isEnough = m_query.mode == KeyQuery::Mode::Substring;
    std::vector<quint32> hits;
    quint32 index = part.first;
    for (qsizetype at = 0; (at = find(bytes, m_needle, at)) >= 0;) {
        index = block.indexAt(static_cast<quint32>(offset + at), index);
        const qsizetype begin = block.beginOf(index) - offset;
        const qsizetype end = block.beginOf(index + 1) - offset;
        if (at + m_needle.size() > end) {
            ++at;
            continue;
        }
        if (isEnough || matches(bytes.sliced(begin, end - begin)))
            hits.push_back(index);
        at = end;
    }
    if (part.picked.empty())
        return hits;
    std::vector<quint32> common;
    std::ranges::set_intersection(hits, part.picked, std::back_inserter(common));
    return common;
}

std::vector<quint32> KeyMatcher::searchNames(const KeyStore::Part &part) const
{
    std::vector<quint32> hits;
    for (quint32 i = 0; i < part.count; ++i) {
        const QByteArrayView name = part.name(i);
        if (m_query.ignoresCase ? matches(lowered(name)) : matches(name))
            hits.push_back(part.indexOf(i));
    }
    return hits;
}

} // namespace hitlens
