// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profilestore.h"
#include "app/redis/status.h"

#include <QAbstractListModel>
#include <QHash>
#include <QTimer>

namespace hitlens {

// The saved servers under the person's own headings or those of their environments, and how their
// connections stand. One flat list: headings are rows that fold what is under them. Servers move
// by drag and drop, which writes to the store. Lives on the GUI thread.
class ServerListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum ModelRole {
        IdRole = Qt::UserRole, // QString; empty for a heading
        IsHeadingRole, // bool
        DetailRole, // the second line: the address, or what the connection is doing
        StateRole, // Status::State as int
        IsFoldedRole, // bool: a heading whose servers are hidden
        SectionRole, // QString: of a heading and of its servers, the same over restarts
        AlertRole, // QString: what is wrong with the server; empty: nothing that anybody asked for
        GroupRole, // QString: the person's own heading; empty under an environment's
    };
    Q_ENUM(ModelRole)
    // Within each heading.
    enum class Order { ByHand, LastUsedFirst };

    explicit ServerListModel(ProfileStore &store, QObject *parent = nullptr);

    // Shows only servers whose name, address or group contains the text, folded ones too.
    void setFilter(const QString &text);
    const QString &filter() const { return m_filter; }
    void setOrder(Order order);
    Order order() const { return m_order; }
    // Sections as SectionRole names them; those that are not here now are kept.
    void setFolded(const QStringList &sections);
    const QStringList &folded() const { return m_folded; }
    void fold(const QString &section, bool isFolded);

    QStringList groups() const; // the person's own, in the order shown
    QModelIndex headingOf(const QString &section) const; // invalid when it is not here
    bool isKnown(const QString &id) const; // also where it is folded away or filtered out
    qsizetype serverCount() const; // folded and filtered ones too
    // One place up (-1) or down (1) under its heading, or over its edge into a group of the
    // person's own. Nothing happens where there is no such place.
    void shift(const QString &id, int step);
    void moveToGroup(const QString &id, const QString &group);

    // A server that is shown but not saved, such as the demo cache. Its id must be unlike any
    // other.
    void addTransient(const Profile &profile);
    void removeTransient(const QString &id);
    bool isTransient(const QString &id) const;

    // What the person wanted to be told of; empty: it is over.
    void setAlert(const QString &id, const QString &text);
    void setStatus(const QString &id, const Status &status);
    Status status(const QString &id) const { return m_statuses.value(id); }

    bool isEmpty() const { return m_rows.isEmpty(); }
    QModelIndex indexOf(const QString &id) const; // invalid when it is not here
    std::optional<Profile> profile(const QString &id) const;
    std::optional<Profile> profile(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    bool canDropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
        const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
        const QModelIndex &parent) override;

signals:
    void foldedChanged();
    // Moving a server could not be written.
    void moveFailed(const hitlens::Error &error);

private:
    // A heading when profile.id is empty.
    struct Row
    {
        Profile profile;
        QString heading;
        QString section;
        QString group;

        bool operator==(const Row &) const = default;
    };
    struct Section;
    // Under which group, and before which server; an empty id: last.
    struct Place
    {
        QString group;
        QString before;
    };

    QList<Section> sections() const;
    bool isShown(const Profile &profile) const;
    bool isFolded(const QString &section) const;
    std::optional<Place> placeAt(const Profile &profile, int row, const QModelIndex &parent) const;
    bool mayStandUnder(const Profile &profile, const Row &row) const;
    QString nextServer(int row) const;
    void place(const QString &id, const Place &place);
    QList<Row> arranged() const;
    void rearrange();
    void countDown();
    QString detail(const Profile &profile) const;
    QString toolTip(const Profile &profile) const;

    ProfileStore &m_store;
    QList<Profile> m_transient;
    QString m_filter;
    Order m_order = Order::ByHand;
    QStringList m_folded;
    QList<Row> m_rows;
    QHash<QString, QString> m_alerts;
    QHash<QString, Status> m_statuses;
    QTimer m_countdown; // while some server waits for its next try
};

} // namespace hitlens
