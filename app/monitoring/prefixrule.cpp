// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/prefixrule.h"

#include <algorithm>

namespace hitlens {

PrefixRule PrefixRule::byDepth(const QByteArray &separator, int depth)
{
    PrefixRule rule;
    rule.m_separator = separator;
    rule.m_depth = depth;
    return rule;
}

PrefixRule PrefixRule::byExpression(const QString &pattern)
{
    // Where (a+)+ meets many a's it would take for ever: it finds nothing then. See
    // pcre2pattern(3).
    static const QString limit = QStringLiteral("(*LIMIT_MATCH=20000)");
    PrefixRule rule;
    rule.m_expression.setPattern(limit + pattern);
    Q_ASSERT(rule.m_expression.isValid());
    return rule;
}

QByteArrayView PrefixRule::prefixOf(QByteArrayView key, QByteArray &buffer) const
{
    if (isExpression()) {
        constexpr qsizetype looksAt = 512;
        const auto match
            = m_expression.match(QString::fromUtf8(key.first(std::min(key.size(), looksAt))));
        buffer = match.captured(std::min(match.lastCapturedIndex(), 1)).toUtf8();
        return buffer;
    }
    qsizetype end = 0;
    for (int i = 0; i < m_depth && !m_separator.isEmpty(); ++i) {
        const qsizetype found = key.indexOf(m_separator, end);
        if (found < 0)
            break;
        end = found + m_separator.size();
    }
    return key.first(end);
}

} // namespace hitlens
