// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/hashmodel.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

HashModel::HashModel(Client &client, QByteArray key, int rowsPerPage, RowQuery query)
    : ValueModel(client, std::move(key), rowsPerPage, std::move(query))
    , m_hasFieldTtl(client.commands().contains("hpttl"))
{ }

QVariant HashModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != BytesRole))
        return {};
    const ValueRow &fields = row(index.row());
    switch (Column(index.column())) {
    case Column::Field:
        return fields.name;
    case Column::Value:
        return fields.value;
    case Column::Ttl:
        if (role == BytesRole)
            return {};
        return m_untold.contains(fields.name) ? QVariant(u"–"_s)
                                              : QVariant::fromValue(ttlOf(index.row()));
    }
    return {};
}

Ttl HashModel::ttlOf(int row) const
{
    const auto found = m_ttls.constFind(this->row(row).name);
    return found == m_ttls.constEnd() ? Ttl{Ttl::State::Persistent, {}}
                                      : found->at(Countdown::Clock::now());
}

QStringList HashModel::headings() const
{
    QStringList headings{tr("Field"), tr("Value")};
    if (m_hasFieldTtl)
        headings << tr("TTL");
    return headings;
}

void HashModel::requestPage()
{
    request(hscanMatch(key(), m_cursor, rowsPerPage(), query().match),
        [this](const FieldPage &page) { take(page); });
}

void HashModel::take(const FieldPage &page)
{
    countLookedAt(query().isSearch() ? rowsPerPage() : page.fields.size());
    QList<ValueRow> rows;
    rows.reserve(page.fields.size());
    QByteArrayList fields;
    for (const auto &[field, value] : page.fields) {
        rows << ValueRow{field, value};
        fields << field;
        if (m_hasFieldTtl)
            m_untold.insert(field);
    }
    append(rows);
    m_cursor = page.cursor;
    if (m_cursor == 0)
        setComplete();
    askForTtls(fields);
}

void HashModel::askForTtls(const QByteArrayList &fields)
{
    if (!m_hasFieldTtl || fields.isEmpty())
        return;
    ask(hpttl(key(), fields), [this, fields](const Result<QList<Ttl>> &ttls) {
        if (ttls)
            takeTtls(fields, *ttls);
    });
}

void HashModel::takeTtls(const QByteArrayList &fields, const QList<Ttl> &ttls)
{
    const auto now = Countdown::Clock::now();
    QList<int> rows;
    for (qsizetype i = 0; i < fields.size() && i < ttls.size(); ++i) {
        const bool isNews = m_untold.remove(fields[i]);
        if (ttls[i].state == Ttl::State::Expires)
            m_ttls.insert(fields[i], Countdown(ttls[i], now));
        else if (m_ttls.remove(fields[i]) == 0 && !isNews)
            continue; // it is shown as one that does not expire
        rows << rowOf(fields[i]);
    }
    changeTtls(std::move(rows));
    emit ttlsKnown();
}

void HashModel::tick(int first, int last)
{
    if (m_ttls.isEmpty())
        return;
    QList<int> rows;
    for (int at = std::max(first, 0); at <= std::min(last, rowCount() - 1); ++at) {
        if (m_ttls.contains(row(at).name))
            rows << at;
    }
    changeTtls(std::move(rows));
}

// One signal for each run of neighbours.
void HashModel::changeTtls(QList<int> rows)
{
    std::ranges::sort(rows);
    rows.removeAll(-1); // gone meanwhile
    for (qsizetype from = 0, to = 0; from < rows.size(); from = to) {
        for (to = from + 1; to < rows.size() && rows[to] <= rows[to - 1] + 1; ++to) { }
        emit dataChanged(index(rows[from], int(Column::Ttl)), index(rows[to - 1], int(Column::Ttl)),
            {Qt::DisplayRole});
    }
}

void HashModel::refresh(const QByteArrayList &names)
{
    for (const QByteArray &name : names) {
        if (m_hasFieldTtl && rowOf(name) < 0)
            m_untold.insert(name);
        ask(hget(key(), name), [this, name](const Result<std::optional<QByteArray>> &value) {
            if (value)
                put(name, *value ? std::optional(ValueRow{name, **value}) : std::nullopt);
        });
    }
    askForTtls(names);
}

} // namespace hitlens
