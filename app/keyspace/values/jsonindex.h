// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace hitlens {

class JsonIndex;
using JsonIndexPtr = std::shared_ptr<const JsonIndex>;

// Where each value of a JSON text is: 16 bytes a value, and the text itself. Nothing is decoded, so
// digits, the order of keys, and keys that come twice stay as they are. Never changes once built;
// for any thread.
class JsonIndex final
{
public:
    using Node = quint32;
    static constexpr Node root = 0;
    static constexpr Node none = ~Node(0);
    // In values; and in bytes, since offsets have 32 bits.
    static constexpr qsizetype mostNodes = 10'000'000;
    static constexpr qsizetype largestText = qsizetype(1) << 31;

    struct Span
    {
        qsizetype from = 0; // in bytes
        qsizetype length = 0;

        bool operator==(const Span &) const = default;
    };

    // Takes a second for each 50 MB or so: not for the GUI thread. Asks now and then whether to
    // give up. Null when it did, when the text is no JSON, or has more values than mostNodes.
    static JsonIndexPtr build(const QByteArray &json, const std::function<bool()> &isCanceled = {});

    const QByteArray &text() const { return m_text; }
    qsizetype count() const { return static_cast<qsizetype>(m_nodes.size()); }

    Node parent(Node node) const { return at(node).parent; }
    bool isObject(Node node) const { return at(node).isObject; }
    bool isArray(Node node) const { return at(node).isArray; }
    bool isContainer(Node node) const { return isObject(node) || isArray(node); }
    qsizetype childCount(Node node) const { return at(node).count; }
    Node child(Node node, qsizetype i) const { return at(node).link + static_cast<Node>(i); }
    qsizetype placeInParent(Node node) const;

    // The name with its quotes; nothing in arrays.
    QByteArrayView key(Node node) const;
    Span span(Node node) const; // of the value
    QByteArrayView value(Node node) const;
    // $.a[3]["b c"]
    QString path(Node node) const;
    // The innermost value whose key or text has that byte; between two values, one of them.
    Node nodeAt(qsizetype offset) const;

    // What a text in quotes says; the text as it is when that cannot be told.
    static QString unquoted(QByteArrayView token);

private:
    struct Entry
    {
        quint32 from; // of the key where there is one, else of the value
        Node parent;
        quint32 link; // of brackets: the first child; of others: the end
        quint32 count : 28; // of children
        quint32 hasKey : 1;
        quint32 isObject : 1;
        quint32 isArray : 1;
    };
    class Builder;

    const Entry &at(Node node) const { return m_nodes[node]; }
    qsizetype valueFrom(Node node) const;
    qsizetype endOf(Node node) const;

    QByteArray m_text;
    std::vector<Entry> m_nodes;
};

} // namespace hitlens
