// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/secretstore.h"
#include "app/connections/serverlistmodel.h"

#include <QWidget>

class QAction;
class QListView;
class QPushButton;
class QStackedLayout;

namespace hitlens {

// The panel with the saved servers. Duplicating and removing it does itself; to connect, edit and
// add it asks whoever owns the connections and the dialogs.
class ServerList final : public QWidget
{
    Q_OBJECT

public:
    ServerList(ProfileStore &store, SecretStore &secrets, QWidget *parent = nullptr);

    // How the server's connection stands; shown in its row.
    void setStatus(const QString &id, const Status &status);
    // A server that is shown but not saved, such as the demo cache: it cannot be edited or removed.
    void addTransient(const Profile &profile);
    void removeTransient(const QString &id);
    const ServerListModel &model() const { return m_model; }

    QString currentId() const { return m_currentId; } // empty: none
    void setCurrent(const QString &id);

    // What can be done with the current server, for menus elsewhere: connect, disconnect, edit,
    // duplicate, remove. Enabled as it fits.
    const QList<QAction *> &serverActions() const { return m_actions; }

    void duplicate(const QString &id);
    // Asks first, by name. disconnectRequested follows when the removed server was connected.
    void askRemove(const QString &id);

signals:
    // Also for a server that is connected already: show it.
    void connectRequested(const QString &id);
    void disconnectRequested(const QString &id);
    void addRequested();
    void editRequested(const QString &id);
    void currentChanged(const QString &id);
    void failed(const hitlens::Error &error, const QString &tried);

private:
    enum ActionId { Connect, Disconnect, Edit, Duplicate, Remove };

    void makeView();
    void makeActions();
    void run(ActionId action);
    void updateActions();
    void noteCurrent(const QModelIndex &index);
    void setCurrentId(const QString &id);
    void restoreCurrent();
    void showMenu(const QPoint &position);
    void copySecret(const QString &from, const QString &to);
    void remove(const QString &id);

    ProfileStore &m_store;
    SecretStore &m_secrets;
    ServerListModel m_model;
    QList<QAction *> m_actions; // by ActionId
    QString m_currentId;
    int m_currentRow = 1; // the row under the first heading
    QStackedLayout *m_pages;
    QListView *m_view;
    QPushButton *m_add;
};

} // namespace hitlens
