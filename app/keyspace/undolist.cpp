// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/undolist.h"

#include <algorithm>
#include <numeric>

namespace hitlens {

quint64 UndoList::add(Edit edit)
{
    if (!edit.undo)
        return 0;
    edit.id = ++m_lastId;
    m_edits.push_front(std::move(edit));
    qint64 bytes = std::accumulate(m_edits.begin(), m_edits.end(), qint64(0),
        [](qint64 sum, const Edit &kept) { return sum + kept.bytes; });
    while (m_edits.size() > mostKept || (bytes > mostBytes && m_edits.size() > 1)) {
        bytes -= m_edits.back().bytes;
        m_edits.pop_back();
    }
    emit changed();
    return m_lastId;
}

void UndoList::undo(quint64 id)
{
    const auto place
        = std::ranges::find_if(m_edits, [id](const Edit &edit) { return edit.id == id; });
    if (place == m_edits.end())
        return;
    const std::function<void()> undo = std::move(place->undo);
    m_edits.erase(place);
    emit changed();
    undo();
}

void UndoList::undoLast()
{
    if (!m_edits.empty())
        undo(m_edits.front().id);
}

} // namespace hitlens
