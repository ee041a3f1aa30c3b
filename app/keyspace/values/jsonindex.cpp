// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/jsonindex.h"

#include "app/keyspace/asciichar.h"
#include "app/keyspace/values/jsonscanner.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

qsizetype skipBlanks(QByteArrayView text, qsizetype at)
{
    while (isBlank(text[at]))
        ++at;
    return at;
}

// One past the closing quote; the text is known to be JSON.
qsizetype endOfQuoted(QByteArrayView text, qsizetype at)
{
    for (++at; text[at] != '"'; ++at) {
        if (text[at] == '\\')
            ++at;
    }
    return at + 1;
}

bool isIdentifier(QByteArrayView name)
{
    const auto isLetter
        = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto isGood = [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); };
    return !name.isEmpty() && isLetter(name.front())
        && std::all_of(name.begin(), name.end(), isGood);
}

} // namespace

constexpr quint32 mostChildren = (1U << 28) - 1;

// The children of a bracket are put in one after the other when it closes, so that the i-th is
// found at once; those of the brackets that are open wait.
class JsonIndex::Builder
{
public:
    explicit Builder(const QByteArray &json)
        : m_index(std::make_shared<JsonIndex>())
        , m_scanner(m_index->m_text = json)
    {
        m_index->m_nodes.push_back({}); // the root, once it is known
    }

    JsonIndexPtr build(const std::function<bool()> &isCanceled);

private:
    void take(JsonScanner::Token token);
    void close();
    Entry begin();
    qsizetype count() const;
    void adoptChildren(Node parent);

    std::shared_ptr<JsonIndex> m_index;
    JsonScanner m_scanner;
    std::vector<Entry> m_waiting;
    std::vector<size_t> m_open; // where in m_waiting each open bracket is
    quint32 m_keyFrom = none;
};

JsonIndexPtr JsonIndex::Builder::build(const std::function<bool()> &isCanceled)
{
    constexpr int tokensBetween = 100'000;
    for (int tokens = 0;; ++tokens) {
        const JsonScanner::Token token = m_scanner.next();
        const bool asks = tokens % tokensBetween == 0 && isCanceled;
        if (token == JsonScanner::Token::Error || count() > mostNodes || (asks && isCanceled()))
            return nullptr;
        if (token == JsonScanner::Token::End)
            break;
        take(token);
    }
    m_index->m_nodes[root] = m_waiting.front();
    adoptChildren(root);
    return m_index;
}

qsizetype JsonIndex::Builder::count() const
{
    return static_cast<qsizetype>(m_index->m_nodes.size())
        + static_cast<qsizetype>(m_waiting.size());
}

JsonIndex::Entry JsonIndex::Builder::begin()
{
    const quint32 key = std::exchange(m_keyFrom, none);
    const bool hasKey = key != none;
    const auto from = static_cast<quint32>(m_scanner.from());
    return {hasKey ? key : from, none, 0, 0, hasKey, false, false};
}

void JsonIndex::Builder::take(JsonScanner::Token token)
{
    switch (token) {
    case JsonScanner::Token::Key:
        m_keyFrom = static_cast<quint32>(m_scanner.from());
        break;
    case JsonScanner::Token::Open:
        m_open.push_back(m_waiting.size());
        m_waiting.push_back(begin());
        m_waiting.back().isObject = m_scanner.bytes() == "{";
        m_waiting.back().isArray = !m_waiting.back().isObject;
        break;
    case JsonScanner::Token::Close:
        close();
        break;
    case JsonScanner::Token::Text:
    case JsonScanner::Token::Number:
    case JsonScanner::Token::Word:
        m_waiting.push_back(begin());
        m_waiting.back().link = static_cast<quint32>(m_scanner.end());
        break;
    default:
        break;
    }
}

void JsonIndex::Builder::close()
{
    const size_t place = m_open.back();
    m_open.pop_back();
    std::vector<Entry> &nodes = m_index->m_nodes;
    const auto first = static_cast<Node>(nodes.size());
    nodes.insert(
        nodes.end(), m_waiting.begin() + static_cast<std::ptrdiff_t>(place) + 1, m_waiting.end());
    m_waiting.resize(place + 1);
    m_waiting.back().link = first;
    m_waiting.back().count = (static_cast<quint32>(nodes.size()) - first) & mostChildren;
    for (size_t node = first; node < nodes.size(); ++node)
        adoptChildren(static_cast<Node>(node));
}

void JsonIndex::Builder::adoptChildren(Node parent)
{
    std::vector<Entry> &nodes = m_index->m_nodes;
    const Entry entry = nodes[parent];
    for (quint32 i = 0; i < entry.count; ++i)
        nodes[entry.link + i].parent = parent;
}

JsonIndexPtr JsonIndex::build(const QByteArray &json, const std::function<bool()> &isCanceled)
{
    return json.size() > largestText ? nullptr : Builder(json).build(isCanceled);
}

qsizetype JsonIndex::placeInParent(Node node) const
{
    const Node outer = parent(node);
    return outer == none ? 0 : node - at(outer).link;
}

qsizetype JsonIndex::valueFrom(Node node) const
{
    const qsizetype from = at(node).from;
    if (!at(node).hasKey)
        return from;
    const qsizetype colon = skipBlanks(m_text, endOfQuoted(m_text, from));
    return skipBlanks(m_text, colon + 1);
}

// A bracket closes behind the end of its last child, which may itself be one.
qsizetype JsonIndex::endOf(Node node) const
{
    qsizetype levels = 0;
    for (; at(node).count > 0; ++levels)
        node = child(node, childCount(node) - 1);
    qsizetype end = isContainer(node) ? skipBlanks(m_text, valueFrom(node) + 1) + 1 : at(node).link;
    for (; levels > 0; --levels)
        end = skipBlanks(m_text, end) + 1;
    return end;
}

QByteArrayView JsonIndex::key(Node node) const
{
    if (!at(node).hasKey)
        return {};
    const qsizetype from = at(node).from;
    return QByteArrayView(m_text).sliced(from, endOfQuoted(m_text, from) - from);
}

JsonIndex::Span JsonIndex::span(Node node) const
{
    const qsizetype from = valueFrom(node);
    return {from, endOf(node) - from};
}

QByteArrayView JsonIndex::value(Node node) const
{
    const Span bytes = span(node);
    return QByteArrayView(m_text).sliced(bytes.from, bytes.length);
}

QString JsonIndex::path(Node node) const
{
    QStringList steps;
    for (; parent(node) != none; node = parent(node)) {
        const QByteArrayView quoted = key(node);
        if (quoted.isEmpty())
            steps << u"[%1]"_s.arg(placeInParent(node));
        else if (const QByteArrayView name = quoted.sliced(1).chopped(1); isIdentifier(name))
            steps << u"."_s + QString::fromLatin1(name);
        else
            steps << u"["_s + QString::fromUtf8(quoted) + u"]"_s;
    }
    std::reverse(steps.begin(), steps.end());
    return u"$"_s + steps.join(QString());
}

JsonIndex::Node JsonIndex::nodeAt(qsizetype offset) const
{
    Node node = root;
    while (at(node).count > 0) {
        const auto children = m_nodes.begin() + at(node).link;
        const auto behind = std::upper_bound(children, children + at(node).count, offset,
            [](qsizetype place, const Entry &entry) { return place < entry.from; });
        if (behind == children)
            return node;
        node = static_cast<Node>(behind - m_nodes.begin()) - 1;
    }
    const bool isBehind = !isContainer(node) && offset >= at(node).link;
    return isBehind && parent(node) != none ? parent(node) : node;
}

QString JsonIndex::unquoted(QByteArrayView token)
{
    const QJsonArray array = QJsonDocument::fromJson("[" + token.toByteArray() + "]").array();
    return array.size() == 1 && array[0].isString() ? array[0].toString()
                                                    : QString::fromUtf8(token);
}

} // namespace hitlens
