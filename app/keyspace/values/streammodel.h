// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/globpattern.h"
#include "app/keyspace/values/valuemodel.h"

namespace hitlens {

// Entries of a stream by XRANGE or XREVRANGE. The fields of an entry show as a QByteArrayList of
// name, value, name, value. No command searches in a stream: its pages are looked through here.
class StreamModel final : public ValueModel
{
    Q_OBJECT

public:
    enum class Column { Id, Fields };
    Q_ENUM(Column)

    StreamModel(Client &client, QByteArray key, int rowsPerPage, RowQuery query = {});

    QVariant data(const QModelIndex &index, int role) const override;
    void refresh(const QByteArrayList &names) override;

protected:
    QStringList headings() const override;
    void requestPage() override;
    int placeOf(const ValueRow &row) const override;

private:
    void take(const QList<StreamEntry> &page);
    bool isWanted(const StreamEntry &entry) const;

    const GlobPattern m_pattern;
    QByteArray m_last; // ID of the last entry that was looked at
};

} // namespace hitlens
