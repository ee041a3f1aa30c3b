// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/client.h"
#include "app/redis/commands.h"

#include <QAbstractTableModel>

namespace hitlens {

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
    ValueModel(Client &client, QByteArray key, int rowsPerPage, QObject *parent = nullptr);

    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    int columnCount(const QModelIndex &parent = {}) const override;

    bool isComplete() const { return m_complete; }
    bool isLoading() const { return m_loading; }
    // After failed(): asks for the same page again.
    void retry();

signals:
    // A page arrived. Its rows, if it had any, are in already.
    void pageLoaded();
    // No further page is asked for until retry().
    void failed(const hitlens::Error &error);

protected:
    virtual QStringList headings() const = 0;
    virtual void requestPage() = 0;

    const QByteArray &key() const { return m_key; }
    int rowsPerPage() const { return m_rowsPerPage; }
    void setComplete() { m_complete = true; }

    // Sends a command for the next page; take puts the rows in and says when it was the last.
    template <typename T>
    void request(Command<T> command, std::invocable<const T &> auto take)
    {
        m_client.send(std::move(command), this, [this, take](const Result<T> &page) {
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

    Client &m_client;
    const QByteArray m_key;
    const int m_rowsPerPage;
    bool m_loading = false;
    bool m_complete = false;
    bool m_failed = false;
};

// How many rows to ask for at once so that a page stays near 256 KiB, from what the key weighs.
// Between 10 and 500; 200 when nothing is known.
int rowsPerPage(std::optional<qint64> bytes, std::optional<qint64> rows);

} // namespace hitlens
