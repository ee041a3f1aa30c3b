// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyselection.h"
#include "app/keyspace/keytreemodel.h"

namespace hitlens {

// Which keys of a KeyTreeModel are selected. The row of a folder stands for all keys in it. Rows
// from one to another cost as much as a single one, whatever lies between. What is selected stays
// so when the model gets another store. GUI thread.
class KeySelector final : public QObject
{
    Q_OBJECT

public:
    // The model must outlive it.
    explicit KeySelector(const KeyTreeModel &model, QObject *parent = nullptr);

    // This row and no other. Here extendTo begins.
    void select(int row);
    // Also begins here.
    void toggle(int row);
    enum class Others { Drop, Keep };
    // The rows from where it begins to this one, both included, in the order they stand in. Where
    // the first of them is gone: from its place among the names, or, in another order, this one.
    void extendTo(int row, Others others);
    void selectAll();
    // What all keys of the model's next store match. Other patterns than before end the selection,
    // unless it is a single key: a folder stands for others then.
    void setPatterns(QList<GlobPattern> patterns);
    // Whether the server has more keys than are listed that no pattern tells from them. Then what
    // is selected is said by the names of all keys in it, since a folder would stand for others,
    // too.
    void setByName(bool isByName) { m_isByName = isByName; }

    bool isSelected(int row) const { return m_ranges.contains(rangeOf(row)); }
    // Selected, and nothing else is.
    bool isAlone(int row) const;
    // In the store that the model has now.
    const KeyRanges &ranges() const { return m_ranges; }
    // Of a ranking every key by name: what stands together there says nothing of what lies between.
    KeySelection selection() const { return selectionOf(m_ranges); }
    // All keys of the model that start with the prefix, selected or not.
    KeySelection keysIn(QByteArrayView prefix) const;

signals:
    void changed();

private:
    KeySelection selectionOf(const KeyRanges &ranges) const;
    KeyStore::Range rangeOf(int row) const;
    KeyStore::Range beginning() const;
    int beginningRow(int otherwise);
    void beginAt(int row);
    void keep(KeyRanges ranges);
    void adoptStore();
    void dropUnseen();
    std::vector<KeyStore::Range> shownKeys(int first, int last) const;
    bool isInNameOrder() const;

    const KeyTreeModel &m_model;
    KeyRanges m_ranges;
    QList<GlobPattern> m_patterns;
    bool m_isByName = false;
    KeySelection m_kept; // while the model is being reset
    QByteArray m_start; // a key, or the prefix of a folder
    bool m_startsAtFolder = false;
};

} // namespace hitlens
