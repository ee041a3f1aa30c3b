// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/globpattern.h"
#include "app/keyspace/values/valuemodel.h"

namespace hitlens {

// Elements of a list by LRANGE, head first. An index is what it was when its page was read, or has
// become by our own edits. No command searches in a list: its pages are looked through here.
class ListModel final : public ValueModel
{
    Q_OBJECT

public:
    enum class Column { Index, Value };
    Q_ENUM(Column)

    ListModel(Client &client, QByteArray key, int rowsPerPage, RowQuery query = {});

    QVariant data(const QModelIndex &index, int role) const override;
    // Where the element is in the list.
    qint64 indexOf(int row) const;
    void refresh(const QByteArrayList &names) override;

protected:
    QStringList headings() const override;
    void requestPage() override;
    bool hasNames() const override { return false; }
    void onShifted(int by) override;

private:
    void take(const QByteArrayList &page);
    void refreshFound(const QByteArrayList &names);
    void replaceFrom(int start, const QByteArrayList &elements);

    const GlobPattern m_pattern;
    qint64 m_next; // index of the first element of the next page
};

} // namespace hitlens
