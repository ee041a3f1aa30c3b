// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/valuemodel.h"

#include <QWidget>

#include <memory>

class QLabel;
class QTableView;

namespace hitlens {

class BytesView;

// The rows of a hash, list, set, sorted set or stream, loaded as one scrolls, and below them all of
// the row that is selected.
class RowsView final : public QWidget
{
    Q_OBJECT

public:
    explicit RowsView(Client &client, QWidget *parent = nullptr);
    ~RowsView() override;

    // memory: what the key weighs in bytes, to choose how many rows to ask for at once.
    void load(const QByteArray &key, KeyType type, std::optional<qint64> memory);
    void leave();
    void retry();
    QTableView *table() const { return m_table; }
    ValueModel *model() const { return m_model.get(); }

signals:
    void failed(const hitlens::Error &error, const QString &tried);
    void lengthKnown(qint64 rows, hitlens::KeyType type);

private:
    void build();
    void start(const QByteArray &key, KeyType type, int rowsPerPage);
    void showRow(const QModelIndex &index);
    void showCount();
    void fitColumns();

    Client &m_client;
    std::unique_ptr<QObject> m_context; // thrown away with the key it was for
    std::unique_ptr<ValueModel> m_model;
    std::optional<qint64> m_length;
    QTableView *m_table;
    BytesView *m_row;
    QLabel *m_count;
};

} // namespace hitlens
