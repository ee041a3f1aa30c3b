// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QRegularExpression>

namespace hitlens {

// Which keys are counted together: those alike up to a separator, or in what an expression finds.
// A value; any thread.
class PrefixRule final
{
public:
    // Up to and with that many separators, or as many as the key has. An empty separator: all keys
    // are one prefix.
    static PrefixRule byDepth(const QByteArray &separator, int depth);
    // What the first group of the expression finds in the key as UTF-8 (its first 512 bytes), or
    // the whole match where there is no group; nothing where it takes long, at most some 0.1 ms.
    // Must be valid.
    static PrefixRule byExpression(const QString &pattern);

    // Empty: the key has none. A view of key, or of buffer.
    QByteArrayView prefixOf(QByteArrayView key, QByteArray &buffer) const;
    bool isExpression() const { return !m_expression.pattern().isEmpty(); }

    bool operator==(const PrefixRule &) const = default;

private:
    QByteArray m_separator;
    int m_depth = 1;
    QRegularExpression m_expression;
};

} // namespace hitlens
