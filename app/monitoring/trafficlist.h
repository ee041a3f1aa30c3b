// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/hotkeys.h"
#include "app/monitoring/prefixtraffic.h"

#include <QAbstractTableModel>

namespace hitlens {

// Keys that stand out in what was watched: by stampedes, reads, or writes that change nothing; or
// by the server's own counter. The worst first. GUI thread.
class TrafficList final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Kind { Stampedes, TopKeys, RepeatedWrites, HotKeys };
    static constexpr int keyRole = Qt::UserRole; // QByteArray

    explicit TrafficList(Kind kind, QObject *parent = nullptr);

    void setTraffic(const PrefixTraffic &traffic);
    void setHotKeys(const QList<HotKeys::Hot> &keys); // of Kind::HotKeys

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        QByteArray key;
        QStringList texts; // beside it

        bool operator==(const Row &) const = default;
    };

    QList<Row> rowsOf(const PrefixTraffic &traffic) const;
    void setRows(const QList<Row> &rows);

    const Kind m_kind;
    const QStringList m_headers;
    QList<Row> m_rows;
};

} // namespace hitlens
