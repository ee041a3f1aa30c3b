// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/separators.h"

#include <algorithm>

namespace hitlens {

Separators::Separators(const QByteArray &text)
{
    for (const QByteArray &separator : text.split(' ')) {
        if (!separator.isEmpty() && !m_all.contains(separator))
            m_all << separator;
    }
    if (m_all.isEmpty() && !text.isEmpty())
        m_all << text;
    std::ranges::stable_sort(m_all, std::ranges::greater(), &QByteArray::size);
}

// How long the separator is that ends there; 0: none does.
qsizetype Separators::separatorBefore(QByteArrayView name, qsizetype from, qsizetype end) const
{
    const QByteArrayView step = name.sliced(from, end - from);
    const auto found = std::ranges::find_if(
        m_all, [step](const QByteArray &separator) { return step.endsWith(separator); });
    return found == m_all.end() ? 0 : found->size();
}

qsizetype Separators::endOfStep(QByteArrayView name, qsizetype from) const
{
    if (m_all.size() == 1) {
        const qsizetype at = name.indexOf(m_all.front(), from);
        return at < 0 ? -1 : at + m_all.front().size();
    }
    for (qsizetype end = from + 1; end <= name.size(); ++end) {
        if (separatorBefore(name, from, end) > 0)
            return end;
    }
    return -1;
}

QByteArrayView Separators::lastStep(QByteArrayView path) const
{
    qsizetype begin = 0;
    for (qsizetype end = 0; (end = endOfStep(path, begin)) >= 0 && end < path.size();)
        begin = end;
    const QByteArrayView step = path.sliced(begin);
    return step.chopped(separatorBefore(path, begin, path.size()));
}

} // namespace hitlens
