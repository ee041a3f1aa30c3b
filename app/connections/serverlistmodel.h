// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profilestore.h"
#include "app/redis/status.h"

#include <QAbstractListModel>
#include <QHash>
#include <QTimer>

namespace hitlens {

// The saved servers under the headings of their environments, and how their connections stand. One
// flat list: headings are rows that cannot be chosen. Lives on the GUI thread.
class ServerListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum ModelRole {
        IdRole = Qt::UserRole, // QString; empty for a heading
        IsHeadingRole, // bool
        DetailRole, // the second line: the address, or what the connection is doing
        StateRole, // Status::State as int
    };
    Q_ENUM(ModelRole)

    explicit ServerListModel(const ProfileStore &store, QObject *parent = nullptr);

    // A server that is shown but not saved, such as the demo cache. Its id must be unlike any
    // other.
    void addTransient(const Profile &profile);
    void removeTransient(const QString &id);
    bool isTransient(const QString &id) const;

    void setStatus(const QString &id, const Status &status);
    Status status(const QString &id) const { return m_statuses.value(id); }

    bool isEmpty() const { return m_rows.isEmpty(); }
    QModelIndex indexOf(const QString &id) const; // invalid when it is not here
    std::optional<Profile> profile(const QString &id) const;
    std::optional<Profile> profile(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    // A heading when profile.id is empty.
    struct Row
    {
        Profile profile;
        QString heading;

        bool operator==(const Row &) const = default;
    };

    QList<Row> arranged() const;
    void rearrange();
    void countDown();
    QString detail(const Profile &profile) const;
    QString toolTip(const Profile &profile) const;

    const ProfileStore &m_store;
    QList<Profile> m_transient;
    QList<Row> m_rows;
    QHash<QString, Status> m_statuses;
    QTimer m_countdown; // while some server waits for its next try
};

} // namespace hitlens
