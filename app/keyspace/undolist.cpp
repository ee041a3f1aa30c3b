// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/undolist.h"

#include <QPointer>

#include <algorithm>
#include <numeric>

namespace hitlens {

quint64 UndoList::add(Edit edit)
{
    if (!edit.undo)
        return 0;
    edit.id = ++m_lastId;
    insert(edit);
    return m_lastId;
}

void UndoList::insert(const Edit &edit)
{
    m_edits.insert(
        std::ranges::lower_bound(m_edits, edit.id, std::ranges::greater(), &Edit::id), edit);
    qint64 bytes = std::accumulate(m_edits.begin(), m_edits.end(), qint64(0),
        [](qint64 sum, const Edit &kept) { return sum + kept.bytes; });
    while (m_edits.size() > mostKept || (bytes > mostBytes && m_edits.size() > 1)) {
        bytes -= m_edits.back().bytes;
        m_edits.pop_back();
    }
    emit changed();
}

void UndoList::undo(quint64 id)
{
    const auto place
        = std::ranges::find_if(m_edits, [id](const Edit &edit) { return edit.id == id; });
    if (place == m_edits.end())
        return;
    const Edit edit = std::move(*place);
    m_edits.erase(place);
    emit changed();
    edit.undo([list = QPointer(this), edit] {
        if (list)
            list->insert(edit);
    });
}

void UndoList::undoLast()
{
    if (!m_edits.empty())
        undo(m_edits.front().id);
}

} // namespace hitlens
