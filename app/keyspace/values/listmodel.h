// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/valuemodel.h"

namespace hitlens {

// Elements of a list by LRANGE, head first. An index is what it was when its page was read.
class ListModel final : public ValueModel
{
    Q_OBJECT

public:
    enum class Column { Index, Value };
    Q_ENUM(Column)

    using ValueModel::ValueModel;
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    QStringList headings() const override;
    void requestPage() override;

private:
    void take(const QByteArrayList &page);

    QByteArrayList m_rows;
};

} // namespace hitlens
