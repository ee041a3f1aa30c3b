// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/streammodel.h"

namespace hitlens {

namespace {

QByteArrayList namesAndValues(const StreamEntry &entry)
{
    QByteArrayList flat;
    for (const auto &[name, value] : entry.fields)
        flat << name << value;
    return flat;
}

// One field a line: how the whole entry reads.
QByteArray lines(const StreamEntry &entry)
{
    QByteArrayList lines;
    for (const auto &[name, value] : entry.fields)
        lines << name + ": " + value;
    return lines.join('\n');
}

} // namespace

int StreamModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant StreamModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != BytesRole))
        return {};
    const StreamEntry &entry = m_rows.at(index.row());
    if (Column(index.column()) == Column::Id)
        return entry.id;
    return role == BytesRole ? QVariant(lines(entry)) : QVariant::fromValue(namesAndValues(entry));
}

QStringList StreamModel::headings() const
{
    return {tr("ID"), tr("Fields")};
}

void StreamModel::requestPage()
{
    const QByteArray last = m_rows.isEmpty() ? QByteArray() : m_rows.last().id;
    request(xrangeAfter(key(), last, rowsPerPage()),
        [this](const QList<StreamEntry> &page) { take(page); });
}

void StreamModel::take(const QList<StreamEntry> &page)
{
    if (page.size() < rowsPerPage())
        setComplete();
    if (page.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(page.size()) - 1);
    m_rows += page;
    endInsertRows();
}

} // namespace hitlens
