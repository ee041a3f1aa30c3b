// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/ttl.h"
#include "app/keyspace/values/valuemodel.h"

namespace hitlens {

// Fields of a hash by HSCAN. A field that the walk meets twice is one row, with the later value.
// Where the server lets fields expire, when they do is asked for with each page.
class HashModel final : public ValueModel
{
    Q_OBJECT

public:
    enum class Column { Field, Value, Ttl };
    Q_ENUM(Column)

    HashModel(Client &client, QByteArray key, int rowsPerPage, RowQuery query = {});

    QVariant data(const QModelIndex &index, int role) const override;
    void refresh(const QByteArrayList &names) override;

    // Whether there is a column for it. Its cells are a Ttl that counts down, or “–”.
    bool hasFieldTtl() const { return m_hasFieldTtl; }
    Ttl ttlOf(int row) const;
    // The column changes with the time: a view that shows these rows calls this each second. Only
    // the rows change whose fields expire.
    void tick(int first, int last);

signals:
    // The server has told when some of the fields expire.
    void ttlsKnown();

protected:
    QStringList headings() const override;
    void requestPage() override;

private:
    void take(const FieldPage &page);
    void askForTtls(const QByteArrayList &fields);
    void takeTtls(const QByteArrayList &fields, const QList<Ttl> &ttls);
    void changeTtls(QList<int> rows);

    const bool m_hasFieldTtl;
    QHash<QByteArray, Countdown> m_ttls; // of the fields that expire
    QSet<QByteArray> m_untold; // fields of which the server has not said, or not to us
    quint64 m_cursor = 0;
};

} // namespace hitlens
