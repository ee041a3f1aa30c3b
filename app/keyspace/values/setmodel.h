// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/valuemodel.h"

namespace hitlens {

// Members of a set by SSCAN. A member that the walk meets twice is one row.
class SetModel final : public ValueModel
{
    Q_OBJECT

public:
    enum class Column { Member };
    Q_ENUM(Column)

    using ValueModel::ValueModel;
    QVariant data(const QModelIndex &index, int role) const override;
    void refresh(const QByteArrayList &names) override;

protected:
    QStringList headings() const override;
    void requestPage() override;

private:
    void take(const MemberPage &page);

    quint64 m_cursor = 0;
};

} // namespace hitlens
