// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/rowquery.h"
#include "app/redis/client.h"
#include "app/redis/valuecommands.h"

#include <QAbstractTableModel>
#include <QHash>

namespace hitlens {

// One row of a value, as the server told it.
struct ValueRow
{
    QByteArray name; // field, member, ID; empty in lists
    QByteArray value; // value, score, element
    BytesPairs fields = {}; // of an entry of a stream
    qint64 index = -1; // of an element, when its page was read

    bool operator==(const ValueRow &) const = default;
};

// The rows of one key's value, asked for a page at a time as the view scrolls. Lives on the GUI
// thread; what is still on its way when it is deleted is dropped. Cells are bytes: DisplayRole
// gives a QByteArray (or a number), the view's delegate turns it into something legible.
class ValueModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    // The whole of what a cell stands for, as a QByteArray.
    static constexpr int BytesRole = Qt::UserRole;

    // rowsPerPage: how many to ask for at once. The client must outlive the model.
    ValueModel(Client &client, QByteArray key, int rowsPerPage, RowQuery query = {},
        QObject *parent = nullptr);

    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    int rowCount(const QModelIndex &parent = {}) const override;

    const QByteArray &key() const { return m_key; }
    const RowQuery &query() const { return m_query; }
    bool isComplete() const { return m_complete; }
    bool isLoading() const { return m_loading; }
    bool isStopped() const { return m_stopped; }
    // How many rows of the value were looked at so far; with a search more than it shows.
    qint64 lookedAt() const { return m_lookedAt; }
    // After failed() or stop(): asks for the same page again.
    void retry();
    // No further page is asked for until retry().
    void stop();

    const ValueRow &row(int row) const { return m_rows.at(row); }
    int rowOf(const QByteArray &name) const { return m_rowOf.value(name, -1); }
    // What an edit made of the rows, so that they need not be loaded again.
    void setRow(int row, const ValueRow &value);
    void insertRow(int row, const ValueRow &value);
    void removeRow(int row);
    // Asks again for the rows of these names, which an edit has touched: they change, come or go.
    virtual void refresh(const QByteArrayList &names) = 0;

signals:
    // A page arrived. Its rows, if it had any, are in already.
    void pageLoaded();
    // No further page is asked for until retry().
    void failed(const hitlens::Error &error);

protected:
    virtual QStringList headings() const = 0;
    virtual void requestPage() = 0;
    // Whether a name stands for one row only: one that comes again brings its newer value.
    virtual bool hasNames() const { return true; }
    // Rows have been put in or taken out (less than 0), or one has changed (0).
    virtual void onShifted(int) { }
    // Whether another value gives a row another place.
    virtual bool isSorted() const { return false; }
    // Where a row belongs that is new; -1: beyond what is loaded.
    virtual int placeOf(const ValueRow &) const { return rowCount(); }

    int rowsPerPage() const { return m_rowsPerPage; }
    void setComplete(bool complete = true) { m_complete = complete; }
    // Forgets the rows after the first so many: they are asked for again.
    void keepFirst(int rows);
    void append(const QList<ValueRow> &page);
    // The elements of a list are these from that index on, without a gap.
    void setIndexes(qint64 first);
    // What the server says of that row now; nullopt: there is no such row.
    void put(const QByteArray &name, const std::optional<ValueRow> &row);
    void countLookedAt(qint64 rows) { m_lookedAt += rows; }

    template <typename T>
    void ask(Command<T> command, std::invocable<const Result<T> &> auto take)
    {
        m_client.send(std::move(command), this, std::move(take));
    }
    // Sends a command for the next page; take puts the rows in and says when it was the last.
    template <typename T>
    void request(Command<T> command, std::invocable<const T &> auto take)
    {
        ask(std::move(command), [this, take](const Result<T> &page) {
            if (!page)
                return fail(page.error());
            const int before = rowCount({});
            take(*page);
            pageTaken(rowCount({}) > before);
        });
    }

private:
    void pageTaken(bool grew);
    void fail(const Error &error);
    void renumber(int from);

    Client &m_client;
    const QByteArray m_key;
    const int m_rowsPerPage;
    const RowQuery m_query;
    QList<ValueRow> m_rows;
    QHash<QByteArray, int> m_rowOf;
    qint64 m_lookedAt = 0;
    bool m_loading = false;
    bool m_complete = false;
    bool m_failed = false;
    bool m_stopped = false;
};

// How many rows to ask for at once so that a page stays near 256 KiB, from what the key weighs.
// Between 10 and 500; 200 when nothing is known.
int rowsPerPage(std::optional<qint64> bytes, std::optional<qint64> rows);

} // namespace hitlens
