// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/secretstore.h"
#include "app/connections/serverlistmodel.h"

#include <QWidget>

class QAction;
class QLineEdit;
class QListView;
class QMenu;
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
    void setAlert(const QString &id, const QString &text) { m_model.setAlert(id, text); }
    // A server that is shown but not saved, such as the demo cache: it cannot be edited or removed.
    void addTransient(const Profile &profile);
    void removeTransient(const QString &id);
    const ServerListModel &model() const { return m_model; }

    QString currentId() const { return m_currentId; } // empty: none
    void setCurrent(const QString &id);

    // Shows the search field and moves the focus there.
    void search();
    void setFolded(const QStringList &sections) { m_model.setFolded(sections); }
    void setOrder(ServerListModel::Order order);

    // What can be done with the current server, for menus elsewhere: connect, disconnect, edit,
    // duplicate, remove, move up, move down, move to a group. Enabled as it fits.
    const QList<QAction *> &serverActions() const { return m_actions; }

    void duplicate(const QString &id);
    // Asks first, by name. disconnectRequested follows when the removed server was connected.
    void askRemove(const QString &id);
    // Asks for the name of a heading of the person's own, old or new.
    void askGroup(const QString &id);
    void askGroupName(const QString &group);

signals:
    // Folded headings or the order: worth keeping over restarts.
    void viewChanged();
    // Also for a server that is connected already: show it.
    void connectRequested(const QString &id);
    void disconnectRequested(const QString &id);
    void addRequested();
    void importRequested();
    void exportRequested();
    void fileDropped(const QString &path);
    void editRequested(const QString &id);
    void currentChanged(const QString &id);
    void failed(const hitlens::Error &error, const QString &tried);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum ActionId { Connect, Disconnect, Edit, Duplicate, Remove, MoveUp, MoveDown, MoveToGroup };

    void makeView();
    void makeSearch();
    bool onSearchKey(int key);
    bool onViewKey(int key);
    void updateSearch();
    void fold(const QString &section, bool isFolded);
    void showHeadingMenu(QMenu *menu, const QModelIndex &heading);
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
    QString m_currentId; // empty: none, or a heading
    QString m_wantedId; // the server that was current last, though it may be hidden now
    QString m_currentSection; // of the heading that is current
    int m_currentRow = 1; // the row under the first heading
    QStackedLayout *m_pages;
    QLineEdit *m_search;
    QListView *m_view;
    QAction *m_sortByUse;
    QPushButton *m_add;
};

} // namespace hitlens
