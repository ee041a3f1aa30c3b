// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keytreemodel.h"

#include <QMetaEnum>

#include <algorithm>
#include <numeric>
#include <utility>

namespace hitlens {

using namespace std::chrono;

std::optional<Ttl> KeySummary::ttlAt(steady_clock::time_point now) const
{
    if (!ttl || ttl->state != Ttl::State::Expires)
        return ttl;
    const auto left = ttl->left - duration_cast<milliseconds>(now - asOf);
    return Ttl{Ttl::State::Expires, std::max(left, milliseconds(0))};
}

KeyTreeModel::KeyTreeModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_store(std::make_shared<const KeyStore>())
{ }

void KeyTreeModel::setStore(KeyStorePtr store)
{
    beginResetModel();
    m_store = std::move(store);
    layOut();
    endResetModel();
}

void KeyTreeModel::setOrder(Order order)
{
    if (order == m_order)
        return;
    beginResetModel();
    m_order = order;
    layOut();
    endResetModel();
}

void KeyTreeModel::setRanking(const QByteArrayList &names)
{
    if (names == m_ranking)
        return;
    beginResetModel();
    m_ranking = names;
    layOut();
    endResetModel();
}

void KeyTreeModel::layOut()
{
    RunList list;
    if (!isRanking())
        appendChildren(KeyStore::root, 0, openFolders(), list);
    for (const QByteArray &name : std::as_const(m_ranking)) {
        if (const auto key = m_store->find(name))
            list.runs.push_back(
                {list.next++, static_cast<quint32>(*key), KeyStore::root, 0, false, false});
    }
    m_runs = std::move(list.runs);
    m_rows = list.next;
    sortRuns();
}

void KeyTreeModel::sortRuns()
{
    m_byName.clear();
    if (m_order == Order::Name && !isRanking())
        return;
    m_byName.resize(m_runs.size());
    std::iota(m_byName.begin(), m_byName.end(), 0);
    std::ranges::sort(m_byName, {},
        [this](quint32 run) { return std::pair(m_runs[run].key, m_runs[run].depth); });
}

std::vector<quint32> KeyTreeModel::openFolders() const
{
    std::vector<quint32> open;
    for (const QByteArray &prefix : m_expanded) {
        if (const auto folder = m_store->findFolder(prefix))
            open.push_back(*folder);
    }
    return open;
}

// What is right in a folder, in order. row holds how many rows each has.
std::vector<KeyTreeModel::Run> KeyTreeModel::childrenOf(quint32 folder, quint32 depth) const
{
    const auto &folders = m_store->folders();
    const bool isReversed = m_order == Order::NameDescending;
    std::vector<Run> runs;
    const auto addKeys = [&](quint32 first, quint32 last) {
        if (first < last)
            runs.push_back({last - first, first, folder, depth, false, false, isReversed});
    };
    quint32 key = folders[folder].first;
    for (quint32 child = folder + 1; child < folders[folder].next; child = folders[child].next) {
        addKeys(key, folders[child].first);
        runs.push_back({1, folders[child].first, child, depth, true, false});
        key = folders[child].last;
    }
    addKeys(key, folders[folder].last);
    if (m_order == Order::Name)
        return runs;
    if (isReversed) {
        std::ranges::reverse(runs);
        return runs;
    }
    const bool isMostFirst = m_order == Order::MostKeys;
    std::ranges::stable_sort(runs, {}, [&](const Run &run) {
        const auto keys = static_cast<qint64>(folders[run.folder].keyCount());
        return std::pair(!run.isFolder, !run.isFolder ? 0 : isMostFirst ? -keys : keys);
    });
    return runs;
}

// open is sorted: prefixes in byte order are folders in the order of the store.
void KeyTreeModel::appendChildren(
    quint32 folder, quint32 depth, const std::vector<quint32> &open, RunList &list) const
{
    for (Run run : childrenOf(folder, depth)) {
        const quint32 rows = std::exchange(run.row, list.next);
        run.isExpanded
            = run.isFolder && !open.empty() && std::ranges::binary_search(open, run.folder);
        list.runs.push_back(run);
        list.next += rows;
        if (run.isExpanded)
            appendChildren(run.folder, depth + 1, open, list);
    }
}

size_t KeyTreeModel::runAt(int row) const
{
    const auto after = std::ranges::upper_bound(m_runs, static_cast<quint32>(row), {}, &Run::row);
    return static_cast<size_t>(after - m_runs.begin()) - 1;
}

quint32 KeyTreeModel::endOfRun(size_t run) const
{
    return run + 1 < m_runs.size() ? m_runs[run + 1].row : m_rows;
}

size_t KeyTreeModel::endOfChildren(size_t run) const
{
    const quint32 depth = m_runs[run].depth;
    size_t end = run + 1;
    while (end < m_runs.size() && m_runs[end].depth > depth)
        ++end;
    return end;
}

// Of the rows from first to last (exclusive) of a run of keys.
KeyStore::Range KeyTreeModel::keysOf(size_t at, quint32 first, quint32 last) const
{
    const Run &run = m_runs[at];
    const quint32 rows = endOfRun(at) - run.row;
    if (run.isReversed)
        return {run.key + rows - last, run.key + rows - first};
    return {run.key + first, run.key + last};
}

KeyTreeModel::Row KeyTreeModel::rowIn(size_t at, quint32 offset) const
{
    const Run &run = m_runs[at];
    Row found{run.isFolder, run.isExpanded, static_cast<int>(run.depth), 1, {}, {}};
    const KeyStore::Folder &folder = m_store->folders()[run.folder];
    if (found.isFolder) {
        found.keys = folder.keyCount();
        found.name = m_store->prefix(run.folder);
        found.label = m_store->separators().lastStep(found.name);
    } else {
        found.name = m_store->name(keysOf(at, offset, offset + 1).first);
        found.label = found.name.sliced(folder.prefixLength);
    }
    return found;
}

KeyTreeModel::Row KeyTreeModel::row(int row) const
{
    Q_ASSERT(row >= 0 && row < rowCount());
    const size_t at = runAt(row);
    return rowIn(at, static_cast<quint32>(row) - m_runs[at].row);
}

std::vector<KeyStore::Range> KeyTreeModel::keysIn(int first, int last) const
{
    std::vector<KeyStore::Range> keys;
    const auto begin = static_cast<quint32>(first);
    const auto end = static_cast<quint32>(last) + 1;
    for (size_t at = runAt(first); at < m_runs.size() && m_runs[at].row < end; ++at) {
        const Run &run = m_runs[at];
        const KeyStore::Folder &folder = m_store->folders()[run.folder];
        if (!run.isFolder)
            keys.push_back(keysOf(
                at, std::max(begin, run.row) - run.row, std::min(end, endOfRun(at)) - run.row));
        else if (!run.isExpanded)
            keys.push_back({folder.first, folder.last});
    }
    return keys;
}

void KeyTreeModel::expand(int row)
{
    const size_t at = runAt(row);
    if (!m_runs[at].isFolder || m_runs[at].isExpanded)
        return;
    RunList list{{}, m_runs[at].row + 1};
    appendChildren(m_runs[at].folder, m_runs[at].depth + 1, openFolders(), list);
    const quint32 added = list.next - m_runs[at].row - 1;

    beginInsertRows({}, row + 1, row + static_cast<int>(added));
    m_expanded.insert(m_store->prefix(m_runs[at].folder).toByteArray());
    m_runs[at].isExpanded = true;
    for (size_t i = at + 1; i < m_runs.size(); ++i)
        m_runs[i].row += added;
    m_runs.insert(
        m_runs.begin() + static_cast<qsizetype>(at) + 1, list.runs.begin(), list.runs.end());
    m_rows += added;
    sortRuns();
    endInsertRows();
    emit dataChanged(index(row, 0), index(row, 0), {IsExpandedRole});
}

void KeyTreeModel::collapse(int row)
{
    const size_t at = runAt(row);
    if (!m_runs[at].isExpanded)
        return;
    const size_t end = endOfChildren(at);
    const quint32 removed = endOfRun(end - 1) - m_runs[at].row - 1;

    beginRemoveRows({}, row + 1, row + static_cast<int>(removed));
    m_expanded.erase(m_store->prefix(m_runs[at].folder).toByteArray());
    m_runs[at].isExpanded = false;
    m_runs.erase(m_runs.begin() + static_cast<qsizetype>(at) + 1,
        m_runs.begin() + static_cast<qsizetype>(end));
    for (size_t i = at + 1; i < m_runs.size(); ++i)
        m_runs[i].row -= removed;
    m_rows -= removed;
    sortRuns();
    endRemoveRows();
    emit dataChanged(index(row, 0), index(row, 0), {IsExpandedRole});
}

int KeyTreeModel::parentRow(int row) const
{
    const size_t at = runAt(row);
    for (size_t i = at; i-- > 0;) {
        if (m_runs[i].depth < m_runs[at].depth)
            return static_cast<int>(m_runs[i].row);
    }
    return -1;
}

// Where in the order of names the first run is that begins behind the key.
size_t KeyTreeModel::runAfter(quint32 key) const
{
    if (m_byName.empty())
        return static_cast<size_t>(
            std::ranges::upper_bound(m_runs, key, {}, &Run::key) - m_runs.begin());
    const auto keyOf = [this](quint32 run) { return m_runs[run].key; };
    return static_cast<size_t>(
        std::ranges::upper_bound(m_byName, key, {}, keyOf) - m_byName.begin());
}

int KeyTreeModel::rowOf(QByteArrayView name, bool isFolder) const
{
    if (m_runs.empty())
        return -1;
    const auto folder = isFolder ? m_store->findFolder(name) : std::nullopt;
    const auto key
        = static_cast<quint32>(std::min(m_store->lowerBound(name), m_store->count() - 1));
    const size_t after = runAfter(key);
    for (size_t i = after; folder && i > 0 && m_runs[runByName(i - 1)].key == key; --i) {
        const Run &run = m_runs[runByName(i - 1)];
        if (run.isFolder && run.folder == *folder)
            return static_cast<int>(run.row);
    }
    const size_t at = runByName(std::max(after, size_t(1)) - 1);
    const quint32 rows = endOfRun(at) - m_runs[at].row;
    const quint32 offset = std::min(key - std::min(key, m_runs[at].key), rows - 1);
    return static_cast<int>(m_runs[at].row + (m_runs[at].isReversed ? rows - 1 - offset : offset));
}

int KeyTreeModel::findIn(size_t at, QByteArrayView typed, quint32 first) const
{
    const Run &run = m_runs[at];
    const quint32 rows = endOfRun(at) - run.row;
    quint32 low = first > run.row ? first - run.row : 0;
    if (low >= rows)
        return -1;
    quint32 high = rows;
    const auto comesBefore = [&](QByteArrayView label) {
        return run.isReversed ? label.compare(typed) > 0 && !label.startsWith(typed)
                              : label.compare(typed) < 0;
    };
    while (low < high) {
        const quint32 middle = low + (high - low) / 2;
        if (!run.isFolder && comesBefore(rowIn(at, middle).label))
            low = middle + 1;
        else
            high = middle;
    }
    const bool isFound = low < rows && rowIn(at, low).label.startsWith(typed);
    return isFound ? static_cast<int>(run.row + low) : -1;
}

int KeyTreeModel::findLabel(QByteArrayView typed, int first) const
{
    if (m_runs.empty())
        return -1;
    const size_t begin = runAt(std::clamp(first, 0, rowCount() - 1));
    for (size_t i = begin; i < m_runs.size(); ++i) {
        if (const int found = findIn(i, typed, static_cast<quint32>(first)); found >= 0)
            return found;
    }
    for (size_t i = 0; i <= begin; ++i) {
        if (const int found = findIn(i, typed, 0); found >= 0)
            return found;
    }
    return -1;
}

const KeySummary *KeyTreeModel::summary(QByteArrayView key) const
{
    const auto found = m_summaries.constFind(QByteArray::fromRawData(key.data(), key.size()));
    return found == m_summaries.cend() ? nullptr : &*found;
}

void KeyTreeModel::setSummary(const QByteArray &key, const KeySummary &summary)
{
    m_summaries.insert(key, summary);
    const int at = rowOf(key, false);
    if (at >= 0)
        emit dataChanged(
            index(at, static_cast<int>(Column::Keys)), index(at, static_cast<int>(Column::Idle)));
}

void KeyTreeModel::keepSummaries(int first, int last)
{
    QHash<QByteArray, KeySummary> kept;
    for (int i = first; i <= last; ++i) {
        const Row shown = row(i);
        if (const KeySummary *known = summary(shown.name); known && !shown.isFolder)
            kept.insert(shown.name.toByteArray(), *known);
    }
    m_summaries = std::move(kept);
}

void KeyTreeModel::refreshTtls(int first, int last)
{
    const int column = static_cast<int>(Column::Ttl);
    emit dataChanged(index(first, column), index(last, column));
}

int KeyTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows);
}

int KeyTreeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : QMetaEnum::fromType<Column>().keyCount();
}

QVariant KeyTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row shown = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return cell(shown, static_cast<Column>(index.column()));
    case NameRole:
        return shown.name.toByteArray();
    case LabelRole:
        return shown.label.toByteArray();
    case IsFolderRole:
        return shown.isFolder;
    case IsExpandedRole:
        return shown.isExpanded;
    case DepthRole:
        return shown.depth;
    default:
        return {};
    }
}

QVariant KeyTreeModel::cell(const Row &row, Column column) const
{
    if (column == Column::Name)
        return QString::fromUtf8(row.label);
    if (row.isFolder)
        return column == Column::Keys ? QVariant(row.keys) : QVariant();
    const KeySummary *known = summary(row.name);
    if (!known)
        return {};
    if (column == Column::Size && known->bytes)
        return *known->bytes;
    if (column == Column::Idle && known->idle)
        return qint64(known->idle->count());
    if (column == Column::Ttl && known->ttl && known->ttl->state == Ttl::State::Expires)
        return qint64(known->ttlAt(steady_clock::now())->left.count());
    return {};
}

QVariant KeyTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool isName = section == static_cast<int>(Column::Name);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (isName ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Name:
        return tr("Key");
    case Column::Keys:
        return tr("Keys, type");
    case Column::Ttl:
        return tr("TTL");
    case Column::Size:
        return tr("Size");
    case Column::Idle:
        return tr("Idle");
    }
    return {};
}

} // namespace hitlens
