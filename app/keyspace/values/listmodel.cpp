// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/listmodel.h"

#include <algorithm>

namespace hitlens {

namespace {

constexpr qint64 mostPagesAgain = 4; // are read for one edit

} // namespace

ListModel::ListModel(Client &client, QByteArray key, int rowsPerPage, RowQuery query)
    : ValueModel(client, std::move(key), rowsPerPage, std::move(query))
    , m_pattern(this->query().match)
    , m_next(this->query().firstIndex)
{ }

QVariant ListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ValueRow &element = row(index.row());
    const bool isIndex = Column(index.column()) == Column::Index;
    if (role == Qt::DisplayRole && isIndex)
        return element.index;
    if (role == Qt::DisplayRole || role == BytesRole)
        return element.value;
    return {};
}

qint64 ListModel::indexOf(int row) const
{
    return query().isSearch() ? this->row(row).index : query().firstIndex + row;
}

void ListModel::onShifted(int by)
{
    m_next += by;
    if (by != 0 && !query().isSearch())
        setIndexes(query().firstIndex);
}

// Search results have no order that could be kept: they stay until the search is made again.
void ListModel::refreshFound(const QByteArrayList &names)
{
    for (int i = 0; i < rowCount(); ++i) {
        if (!names.contains(QByteArray::number(row(i).index)))
            continue;
        ask(lindex(key(), row(i).index),
            [this, element = row(i)](const Result<std::optional<QByteArray>> &now) {
                for (int at = 0; now && *now && at < rowCount(); ++at) {
                    if (row(at).index == element.index)
                        setRow(at, {{}, **now, {}, element.index});
                }
            });
    }
}

// What an edit moved stands after the first element that it touched: read again is from there on,
// and no more than a few pages. What was loaded beyond may be anything by now, and is loaded anew
// as one scrolls; what stands before is what it was when its page was read.
void ListModel::refresh(const QByteArrayList &names)
{
    if (query().isSearch())
        return refreshFound(names);
    qint64 from = names.isEmpty() ? query().firstIndex : m_next;
    for (const QByteArray &name : names)
        from = std::min(from, std::max(name.toLongLong(), query().firstIndex));
    if (from >= m_next && !isComplete())
        return; // not loaded yet
    const qint64 most = mostPagesAgain * rowsPerPage();
    const bool isAll = m_next - from <= most;
    const qint64 last = isAll && isComplete() ? -1 : std::min(m_next, from + most) - 1;
    ask(lrange(key(), from, last),
        [=, this, next = m_next](const Result<QByteArrayList> &elements) {
            if (!elements || isLoading())
                return;
            if (m_next != next)
                return refresh(names); // more has been loaded meanwhile
            const auto start = static_cast<int>(from - query().firstIndex);
            if (!isAll) {
                m_next = last + 1; // first: the view may ask for the next page at once
                keepFirst(static_cast<int>(m_next - query().firstIndex));
            }
            replaceFrom(start, *elements);
            const qint64 end = from + elements->size();
            if (end <= last)
                setComplete();
        });
}

// Rows that stay keep their place, so that the view does not jump.
void ListModel::replaceFrom(int start, const QByteArrayList &elements)
{
    const int now = start + static_cast<int>(elements.size());
    const auto isSame
        = [&](int row, int at) { return this->row(row).value == elements[at - start]; };
    int same = start;
    while (same < std::min(rowCount(), now) && isSame(same, same))
        ++same;
    int tail = 0;
    while (tail < std::min(rowCount(), now) - same && isSame(rowCount() - 1 - tail, now - 1 - tail))
        ++tail;
    const int both = std::min(rowCount(), now) - tail;
    for (int i = same; i < both; ++i)
        setRow(i, {{}, elements[i - start], {}, indexOf(i)});
    while (rowCount() > now)
        removeRow(both);
    for (int i = both; rowCount() < now; ++i)
        insertRow(i, {{}, elements[i - start], {}, indexOf(i)});
}

QStringList ListModel::headings() const
{
    return {tr("Index"), tr("Value")};
}

void ListModel::requestPage()
{
    request(lrange(key(), m_next, m_next + rowsPerPage() - 1),
        [this](const QByteArrayList &page) { take(page); });
}

void ListModel::take(const QByteArrayList &page)
{
    if (page.size() < rowsPerPage())
        setComplete();
    countLookedAt(page.size());
    QList<ValueRow> rows;
    for (const QByteArray &element : page) {
        if (!query().isSearch() || m_pattern.matches(element))
            rows << ValueRow{{}, element, {}, m_next};
        ++m_next;
    }
    append(rows);
}

} // namespace hitlens
