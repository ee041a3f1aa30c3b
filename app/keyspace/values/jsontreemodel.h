// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/jsonindex.h"

#include <QAbstractItemModel>
#include <QFutureWatcher>
#include <QThreadPool>

namespace hitlens {

// JSON as a tree, read only. The text is read on a thread of its own; rows are made of its index as
// they are asked for. What has more than rangeSize children shows them in ranges, "[0 … 999]", so
// that every row is as near as any other. GUI thread.
class JsonTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class Column { Name, Value };
    Q_ENUM(Column)
    enum Role {
        OffsetRole = Qt::UserRole, // of the value, in bytes of the text; none for a range
        LengthRole,
        PathRole,
        IsTextRole, // bool: the value is a text in quotes
    };
    static constexpr qsizetype rangeSize = 1000;

    explicit JsonTreeModel(QObject *parent = nullptr);
    // Waits for the reading to give up.
    ~JsonTreeModel() override;

    // Empty until ready() or failed().
    void setText(const QByteArray &json);
    bool isReading() const { return m_isReading; }
    const JsonIndexPtr &jsonIndex() const { return m_index; }

    // JsonIndex::none for a range.
    JsonIndex::Node nodeOf(const QModelIndex &index) const;
    QModelIndex indexOf(JsonIndex::Node node) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void ready();
    void failed(); // it is no JSON, or more than can be shown as a tree

private:
    void take();
    QString nameOf(JsonIndex::Node node) const;
    QString valueOf(JsonIndex::Node node) const;
    QVariant rangeData(const QModelIndex &index, int role) const;

    JsonIndexPtr m_index;
    bool m_isReading = false;
    QFutureWatcher<JsonIndexPtr> m_watcher;
    QThreadPool m_pool;
};

} // namespace hitlens
