// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyselector.h"

#include <algorithm>

namespace hitlens {

KeySelector::KeySelector(const KeyTreeModel &model, QObject *parent)
    : QObject(parent)
    , m_model(model)
{
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_kept = m_model.isRanking() ? selection() : KeySelection::of(m_ranges, *m_model.store());
    });
    connect(&model, &QAbstractItemModel::modelReset, this, &KeySelector::adoptStore);
}

void KeySelector::adoptStore()
{
    m_ranges = std::exchange(m_kept, {}).in(*m_model.store());
    if (m_model.isRanking())
        dropUnseen();
    emit changed();
}

void KeySelector::setPatterns(QList<GlobPattern> patterns)
{
    if (patterns == m_patterns)
        return;
    m_patterns = std::move(patterns);
    if (m_ranges.count() > 1)
        keep({});
}

KeySelection KeySelector::selectionOf(const KeyRanges &ranges) const
{
    const KeyStore &store = *m_model.store();
    const bool isByName = m_isByName || m_model.isRanking();
    KeySelection selection;
    if (!isByName)
        selection = KeySelection::of(ranges, store);
    for (const KeyStore::Range &keys : ranges.list()) {
        for (qsizetype key = keys.first; isByName && key < keys.last; ++key)
            selection.names << store.name(key).toByteArray();
    }
    selection.patterns = m_patterns;
    return selection;
}

KeySelection KeySelector::keysIn(QByteArrayView prefix) const
{
    KeyRanges ranges;
    ranges.add(m_model.store()->range(prefix));
    return selectionOf(ranges);
}

// A ranking leaves keys out. What is selected is what can be seen to be.
void KeySelector::dropUnseen()
{
    KeyRanges seen;
    for (const KeyStore::Range &keys : shownKeys(0, m_model.rowCount() - 1)) {
        if (m_ranges.contains(keys))
            seen.add(keys);
    }
    m_ranges = seen;
}

// Sorted: then each is added behind the ones before.
std::vector<KeyStore::Range> KeySelector::shownKeys(int first, int last) const
{
    if (last < first)
        return {};
    std::vector<KeyStore::Range> keys = m_model.keysIn(first, last);
    std::ranges::sort(keys, {}, &KeyStore::Range::first);
    return keys;
}

KeyStore::Range KeySelector::rangeOf(int row) const
{
    const KeyTreeModel::Row there = m_model.row(row);
    if (there.isFolder)
        return m_model.store()->range(there.name);
    const qsizetype key = m_model.store()->lowerBound(there.name);
    return {key, key + 1};
}

// Where what we began at is not there any more, the place where it was.
KeyStore::Range KeySelector::beginning() const
{
    const KeyStore &store = *m_model.store();
    if (m_startsAtFolder)
        return store.range(m_start);
    const qsizetype key = store.lowerBound(m_start);
    return {key, store.find(m_start) ? key + 1 : key};
}

void KeySelector::beginAt(int row)
{
    const KeyTreeModel::Row there = m_model.row(row);
    m_start = there.name.toByteArray();
    m_startsAtFolder = there.isFolder;
}

void KeySelector::keep(KeyRanges ranges)
{
    if (ranges == m_ranges)
        return;
    m_ranges = std::move(ranges);
    emit changed();
}

void KeySelector::select(int row)
{
    beginAt(row);
    KeyRanges ranges;
    ranges.add(rangeOf(row));
    keep(std::move(ranges));
}

void KeySelector::toggle(int row)
{
    beginAt(row);
    KeyRanges ranges = m_ranges;
    if (isSelected(row))
        ranges.remove(rangeOf(row));
    else
        ranges.add(rangeOf(row));
    keep(std::move(ranges));
}

void KeySelector::extendTo(int row, Others others)
{
    KeyRanges ranges = others == Others::Keep ? m_ranges : KeyRanges();
    if (isInNameOrder()) {
        const KeyStore::Range from = beginning();
        const KeyStore::Range to = rangeOf(row);
        ranges.add({std::min(from.first, to.first), std::max(from.last, to.last)});
    } else {
        const int begin = beginningRow(row);
        for (const KeyStore::Range &keys : shownKeys(std::min(begin, row), std::max(begin, row)))
            ranges.add(keys);
        ranges.add(rangeOf(begin));
        ranges.add(rangeOf(row));
    }
    keep(std::move(ranges));
}

// Its neighbours by name may stand anywhere. So where it is to be seen no more, it begins anew.
int KeySelector::beginningRow(int otherwise)
{
    const int row = m_model.rowOf(m_start, m_startsAtFolder);
    if (row >= 0) {
        const KeyTreeModel::Row there = m_model.row(row);
        const bool isIt = there.isFolder == m_startsAtFolder && there.name == m_start;
        const bool hidesIt = there.isFolder && !there.isExpanded && m_start.startsWith(there.name);
        if (isIt || hidesIt)
            return row;
    }
    beginAt(otherwise);
    return otherwise;
}

void KeySelector::selectAll()
{
    KeyRanges ranges;
    if (m_model.isRanking()) {
        for (const KeyStore::Range &keys : shownKeys(0, m_model.rowCount() - 1))
            ranges.add(keys);
    } else {
        ranges.add({0, m_model.store()->count()});
    }
    keep(std::move(ranges));
}

// Then what lies between two rows is one range.
bool KeySelector::isInNameOrder() const
{
    return m_model.order() == KeyTreeModel::Order::Name && !m_model.isRanking();
}

bool KeySelector::isAlone(int row) const
{
    return m_ranges.list() == std::vector{rangeOf(row)};
}

} // namespace hitlens
