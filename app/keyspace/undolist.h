// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

#include <deque>
#include <functional>

namespace hitlens {

// The last edits that can be taken back, newest first. Each brings the function that takes it back
// and that looks itself whether this still makes sense: never over what somebody else wrote since.
// Lives in memory only. GUI thread.
class UndoList final : public QObject
{
    Q_OBJECT

public:
    // Puts the edit back into its place in the list, from where it may be undone again.
    using PutBack = std::function<void()>;
    // Takes an edit back. Calls putBack where that was not possible and may be later.
    using Undo = std::function<void(const PutBack &putBack)>;

    struct Edit
    {
        QString what; // was done: a sentence
        Undo undo;
        qint64 bytes = 0; // of memory that it keeps, about
        quint64 id = 0; // given by the list, and to no other edit
    };

    static constexpr size_t mostKept = 20;
    // All together. The oldest go first, but never the newest.
    static constexpr qint64 mostBytes = 256 * 1024 * 1024;

    using QObject::QObject;

    // Its id; 0 where there is no function: then it is not kept.
    quint64 add(Edit edit);
    bool isEmpty() const { return m_edits.empty(); }
    const std::deque<Edit> &edits() const { return m_edits; }
    // Takes the edit out of the list and back, if it is still there.
    void undo(quint64 id);
    void undoLast();

signals:
    void changed();

private:
    void insert(const Edit &edit);

    std::deque<Edit> m_edits; // by falling id
    quint64 m_lastId = 0;
};

} // namespace hitlens
