// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/valuemodel.h"

namespace hitlens {

// Entries of a stream by XRANGE, oldest first. The fields of an entry show as a QByteArrayList of
// name, value, name, value.
class StreamModel final : public ValueModel
{
    Q_OBJECT

public:
    enum class Column { Id, Fields };
    Q_ENUM(Column)

    using ValueModel::ValueModel;
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    QStringList headings() const override;
    void requestPage() override;

private:
    void take(const QList<StreamEntry> &page);

    QList<StreamEntry> m_rows;
};

} // namespace hitlens
