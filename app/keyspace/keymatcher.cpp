// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keymatcher.h"

#include <algorithm>
#include <cstring>
#include <utility>

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

// What every name that matches has in it: the longest such text, apart from what it ends with.
struct Literals
{
    QByteArray longest;
    QByteArray suffix;
};

Literals literalsOf(const GlobPattern &glob)
{
    Literals literals;
    for (const GlobPattern::Element &element : glob.elements()) {
        if (element.kind == GlobPattern::Element::Kind::Byte) {
            literals.suffix += element.byte;
            continue;
        }
        const QByteArray literal = std::exchange(literals.suffix, {});
        if (literal.size() > literals.longest.size())
            literals.longest = literal;
    }
    return literals;
}

// Whether looking at all bytes between its names is faster than looking at each name.
bool isDense(const KeyStore::Part &part)
{
    constexpr size_t often = 16;
    return part.picked.empty()
        || part.picked.size() * often > part.picked.back() - part.picked.front();
}

// MATCH ignores no case, but has sets that hold both: [kK].
QByteArray setOf(const std::bitset<256> &set)
{
    const bool isInverted = set.count() > set.size() / 2;
    QByteArray bytes = isInverted ? "[^" : "[";
    for (size_t byte = 0; byte < set.size(); ++byte) {
        if (set.test(byte) == isInverted)
            continue;
        if (QByteArrayView("\\]^-").contains(static_cast<char>(byte)))
            bytes += '\\';
        bytes += static_cast<char>(byte);
    }
    return bytes + ']';
}

std::bitset<256> withUpperCase(std::bitset<256> set)
{
    for (size_t upper = 'A'; upper <= 'Z'; ++upper)
        set.set(upper, set.test(upper - 'A' + 'a'));
    return set;
}

QByteArray inAnyCase(const GlobPattern::Element &element)
{
    using Kind = GlobPattern::Element::Kind;
    if (element.kind == Kind::Run)
        return "*";
    if (element.kind == Kind::AnyByte)
        return "?";
    if (element.kind == Kind::OneOf)
        return setOf(withUpperCase(element.set));
    const char both[] = {'[', element.byte, static_cast<char>(element.byte - 'a' + 'A'), ']'};
    const bool isLetter = static_cast<uchar>(element.byte - 'a') < 26;
    return isLetter ? QByteArray(both, sizeof both)
                    : GlobPattern::escape(QByteArrayView(&element.byte, 1));
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

QByteArray KeyQuery::pattern() const
{
    if (text.isEmpty())
        return {};
    QByteArray pattern = mode == Mode::Glob ? text : GlobPattern::escape(text) + '*';
    if (mode == Mode::Substring)
        pattern.prepend('*');
    const GlobPattern lower(lowered(pattern));
    // Several stars are not the same as one: they do not match the empty name.
    if (!ignoresCase || lower.matchesEverything())
        return pattern;
    QByteArray any;
    for (const GlobPattern::Element &element : lower.elements())
        any += inAnyCase(element);
    return any;
}

KeyMatcher::KeyMatcher(KeyQuery query)
    : m_query(std::move(query))
    , m_glob(m_query.ignoresCase ? lowered(m_query.text) : m_query.text)
{
    if (m_query.ignoresCase)
        m_query.text = lowered(m_query.text);
    m_needle = m_query.text;
    if (m_query.mode != KeyQuery::Mode::Glob)
        return;
    const Literals literals = literalsOf(m_glob);
    const bool isSuffixLonger = literals.suffix.size() > literals.longest.size();
    m_needle = m_query.ignoresCase && isSuffixLonger ? literals.suffix : literals.longest;
    m_suffix = literals.suffix;
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
    std::vector<quint32> hits = search(*part);
    if (hits.size() == part->count)
        return part;
    if (hits.empty())
        return nullptr;
    hits.shrink_to_fit();
    const auto count = static_cast<quint32>(hits.size());
    return std::make_shared<const KeyStore::Part>(
        KeyStore::Part{part->block, hits.front(), count, std::move(hits)});
}

std::vector<quint32> KeyMatcher::search(const KeyStore::Part &part) const
{
    // Looking at the ends alone is faster than any text that stands in many names is found.
    if (!m_suffix.isEmpty() && !m_query.ignoresCase)
        return searchEnds(part);
    return isDense(part) && !m_needle.isEmpty() ? searchBytes(part) : searchNames(part);
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
    return m_glob.matches(name);
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

std::vector<quint32> KeyMatcher::searchEnds(const KeyStore::Part &part) const
{
    const char last = m_suffix.back();
    const QByteArrayView before = QByteArrayView(m_suffix).chopped(1);
    const auto hasNeedle = [this](QByteArrayView name) {
        return m_needle.isEmpty() || find(name, m_needle, 0) >= 0;
    };
    std::vector<quint32> hits;
    for (quint32 i = 0; i < part.count; ++i) {
        const QByteArrayView name = part.name(i);
        // A glob that begins with a star is slow to say no.
        if (!name.isEmpty() && name.back() == last && name.chopped(1).endsWith(before)
            && hasNeedle(name) && m_glob.matches(name))
            hits.push_back(part.indexOf(i));
    }
    return hits;
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
