// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

#include <vector>

namespace hitlens {

// 64 bits that stand for a name, where qHash() does not do: to that "2" and "2\0" are one. Never 0.
size_t nameHash(QByteArrayView name, size_t seed);

// Tells whether a name came by before, in bounded memory: remembers 64-bit hashes, 11 to 22 bytes a
// name, at most 32 MiB. Two different names pass for the same with a probability below one in a
// million at its fullest. Any thread.
class SeenNames final
{
public:
    static constexpr qsizetype mostNames = 3 * 1024 * 1024;

    SeenNames();

    // True when the name is new. Once full it remembers no more, and says true to what it does not
    // know.
    bool insert(QByteArrayView name);
    bool contains(QByteArrayView name) const;
    bool isFull() const { return m_size >= mostNames; }
    void clear();

private:
    size_t slotOf(size_t hash) const;
    void grow();

    size_t m_seed;
    qsizetype m_size = 0;
    std::vector<size_t> m_slots; // a power of two; 0: free
};

} // namespace hitlens
