// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/valuemodel.h"

#include <QHash>

namespace hitlens {

// Fields of a hash by HSCAN. A field that the walk meets twice is one row, with the later value.
class HashModel final : public ValueModel
{
    Q_OBJECT

public:
    enum class Column { Field, Value };
    Q_ENUM(Column)

    using ValueModel::ValueModel;
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    QStringList headings() const override;
    void requestPage() override;

private:
    void take(const FieldPage &page);

    QList<std::pair<QByteArray, QByteArray>> m_rows;
    QHash<QByteArray, int> m_rowOf;
    quint64 m_cursor = 0;
};

} // namespace hitlens
