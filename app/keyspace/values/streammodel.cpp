// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/streammodel.h"

#include <algorithm>

namespace hitlens {

namespace {

QByteArrayList namesAndValues(const BytesPairs &fields)
{
    QByteArrayList flat;
    for (const auto &[name, value] : fields)
        flat << name << value;
    return flat;
}

// One field a line: how the whole entry reads.
QByteArray lines(const BytesPairs &fields)
{
    QByteArrayList lines;
    for (const auto &[name, value] : fields)
        lines << name + ": " + value;
    return lines.join('\n');
}

} // namespace

StreamModel::StreamModel(Client &client, QByteArray key, int rowsPerPage, RowQuery query)
    : ValueModel(client, std::move(key), rowsPerPage, std::move(query))
    , m_pattern(this->query().match)
{ }

QVariant StreamModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != BytesRole))
        return {};
    const ValueRow &entry = row(index.row());
    if (Column(index.column()) == Column::Id)
        return entry.name;
    return role == BytesRole ? QVariant(lines(entry.fields))
                             : QVariant::fromValue(namesAndValues(entry.fields));
}

QStringList StreamModel::headings() const
{
    return {tr("ID"), tr("Fields")};
}

void StreamModel::requestPage()
{
    const auto take = [this](const QList<StreamEntry> &page) { this->take(page); };
    QByteArray lowest = query().lowest.isEmpty() ? QByteArray("-") : query().lowest;
    QByteArray highest = query().highest.isEmpty() ? QByteArray("+") : query().highest;
    const Order order = query().isDescending ? Order::Descending : Order::Ascending;
    if (!m_last.isEmpty())
        (order == Order::Ascending ? lowest : highest) = nextStreamId(m_last, order);
    request(xrangeBetween(key(), order, lowest, highest, rowsPerPage()), take);
}

void StreamModel::take(const QList<StreamEntry> &page)
{
    if (page.size() < rowsPerPage())
        setComplete();
    countLookedAt(page.size());
    QList<ValueRow> rows;
    for (const StreamEntry &entry : page) {
        if (isWanted(entry))
            rows << ValueRow{entry.id, {}, entry.fields};
        m_last = entry.id;
    }
    append(rows);
    const Order order = query().isDescending ? Order::Descending : Order::Ascending;
    if (!m_last.isEmpty() && nextStreamId(m_last, order).isEmpty())
        setComplete();
}

bool StreamModel::isWanted(const StreamEntry &entry) const
{
    return !query().isSearch() || std::ranges::any_of(entry.fields, [this](const auto &field) {
        return m_pattern.matches(field.first) || m_pattern.matches(field.second);
    });
}

void StreamModel::refresh(const QByteArrayList &names)
{
    for (const QByteArray &name : names)
        ask(xrangeBetween(key(), Order::Ascending, name, name, 1),
            [this, name](const Result<QList<StreamEntry>> &found) {
                if (found)
                    put(name,
                        found->isEmpty()
                            ? std::nullopt
                            : std::optional(ValueRow{name, {}, found->constFirst().fields}));
            });
}

// A new entry is the newest.
int StreamModel::placeOf(const ValueRow &) const
{
    if (query().isDescending)
        return 0;
    return isComplete() ? rowCount() : -1;
}

} // namespace hitlens
