// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/listmodel.h"

#include <algorithm>

namespace hitlens {

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

// What an edit moved is found by reading again what is shown. Search results have no order that
// could be kept: they stay until the search is made again.
void ListModel::refresh(const QByteArrayList &names)
{
    if (query().isSearch()) {
        for (int i = 0; i < rowCount(); ++i) {
            if (names.contains(QByteArray::number(row(i).index)))
                ask(lindex(key(), row(i).index),
                    [this, element = row(i)](const Result<std::optional<QByteArray>> &now) {
                        for (int at = 0; now && *now && at < rowCount(); ++at) {
                            if (row(at).index == element.index)
                                setRow(at, {{}, **now, {}, element.index});
                        }
                    });
        }
        return;
    }
    const qint64 first = query().firstIndex;
    const qint64 last = isComplete() ? -1 : m_next - 1;
    ask(lrange(key(), first, last), [this](const Result<QByteArrayList> &elements) {
        if (elements && !isLoading())
            replaceAll(*elements);
    });
}

// Rows that stay keep their place, so that the view does not jump.
void ListModel::replaceAll(const QByteArrayList &elements)
{
    const auto now = static_cast<int>(elements.size());
    int same = 0;
    while (same < std::min(rowCount(), now) && row(same).value == elements[same])
        ++same;
    int tail = 0;
    while (tail < std::min(rowCount(), now) - same
        && row(rowCount() - 1 - tail).value == elements[now - 1 - tail])
        ++tail;
    const int both = std::min(rowCount(), now) - same - tail;
    for (int i = same; i < same + both; ++i)
        setRow(i, {{}, elements[i], {}, indexOf(i)});
    while (rowCount() > now)
        removeRow(same + both);
    for (int i = same + both; rowCount() < now; ++i)
        insertRow(i, {{}, elements[i], {}, indexOf(i)});
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
