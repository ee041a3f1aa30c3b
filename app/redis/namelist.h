// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <algorithm>
#include <vector>

namespace hitlens {

// Many names in two allocations: all bytes in one buffer, and where each name ends. Names are
// bytes, never text. At most 4 GiB of bytes.
class NameList
{
public:
    void reserve(qsizetype names, qsizetype bytes)
    {
        m_ends.reserve(static_cast<size_t>(names));
        m_bytes.reserve(bytes);
    }
    void append(QByteArrayView name)
    {
        // QByteArray::append was half of what the worker did in a scan.
        const qsizetype end = m_bytes.size();
        m_bytes.resize(end + name.size());
        std::copy(name.begin(), name.end(), m_bytes.data() + end);
        m_ends.push_back(static_cast<quint32>(m_bytes.size()));
    }
    void append(const NameList &names)
    {
        const auto offset = static_cast<quint32>(m_bytes.size());
        m_bytes.append(names.m_bytes);
        for (const quint32 end : names.m_ends)
            m_ends.push_back(offset + end);
    }
    void clear()
    {
        m_bytes.clear();
        m_ends.clear();
    }

    qsizetype size() const { return static_cast<qsizetype>(m_ends.size()); }
    bool isEmpty() const { return m_ends.empty(); }
    // A view into this list: valid until the list changes.
    QByteArrayView at(qsizetype index) const
    {
        const auto i = static_cast<size_t>(index);
        const quint32 begin = i == 0 ? 0 : m_ends[i - 1];
        return QByteArrayView(m_bytes.constData() + begin, m_ends[i] - begin);
    }
    const QByteArray &bytes() const { return m_bytes; }
    const std::vector<quint32> &ends() const { return m_ends; }

    bool operator==(const NameList &) const = default;

private:
    QByteArray m_bytes;
    std::vector<quint32> m_ends;
};

} // namespace hitlens
