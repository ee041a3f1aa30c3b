// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/setmodel.h"

namespace hitlens {

QVariant SetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != BytesRole))
        return {};
    return row(index.row()).name;
}

QStringList SetModel::headings() const
{
    return {tr("Member")};
}

void SetModel::requestPage()
{
    request(sscanMatch(key(), m_cursor, rowsPerPage(), query().match),
        [this](const MemberPage &page) { take(page); });
}

void SetModel::take(const MemberPage &page)
{
    countLookedAt(query().isSearch() ? rowsPerPage() : page.members.size());
    QList<ValueRow> rows;
    rows.reserve(page.members.size());
    for (const QByteArray &member : page.members)
        rows << ValueRow{member, {}};
    append(rows);
    m_cursor = page.cursor;
    if (m_cursor == 0)
        setComplete();
}

void SetModel::refresh(const QByteArrayList &names)
{
    for (const QByteArray &name : names)
        ask(sismember(key(), name), [this, name](const Result<bool> &isThere) {
            if (isThere)
                put(name, *isThere ? std::optional(ValueRow{name, {}}) : std::nullopt);
        });
}

} // namespace hitlens
