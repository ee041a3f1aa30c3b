// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyselector.h"

namespace hitlens {

KeySelector::KeySelector(const KeyTreeModel &model, QObject *parent)
    : QObject(parent)
    , m_model(model)
{
    connect(
        &model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_kept = selection(); });
    connect(&model, &QAbstractItemModel::modelReset, this, &KeySelector::adoptStore);
}

void KeySelector::adoptStore()
{
    m_ranges = std::exchange(m_kept, {}).in(*m_model.store());
    emit changed();
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

// Rows are in the order of the keys in them, so what lies between is one range.
void KeySelector::extendTo(int row, Others others)
{
    const KeyStore::Range from = beginning();
    const KeyStore::Range to = rangeOf(row);
    KeyRanges ranges = others == Others::Keep ? m_ranges : KeyRanges();
    ranges.add({std::min(from.first, to.first), std::max(from.last, to.last)});
    keep(std::move(ranges));
}

void KeySelector::selectAll()
{
    KeyRanges ranges;
    ranges.add({0, m_model.store()->count()});
    keep(std::move(ranges));
}

bool KeySelector::isAlone(int row) const
{
    return m_ranges.list() == std::vector{rangeOf(row)};
}

} // namespace hitlens
