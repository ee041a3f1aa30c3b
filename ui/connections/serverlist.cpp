// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/serverlist.h"

#include "ui/connections/serverdelegate.h"
#include "ui/shell/theme.h"
#include "ui/widgets/emptystate.h"

#include <QAction>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

ServerList::ServerList(ProfileStore &store, SecretStore &secrets, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_secrets(secrets)
    , m_model(store)
    , m_pages(new QStackedLayout)
    , m_view(new QListView(this))
    , m_add(new QPushButton(tr("+ Add server"), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 12);
    layout->setSpacing(8);
    layout->addLayout(m_pages, 1);
    auto *bottom = new QHBoxLayout;
    bottom->setContentsMargins(12, 0, 12, 0);
    bottom->addWidget(m_add);
    layout->addLayout(bottom);

    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    makeView();
    m_pages->addWidget(m_view);
    m_pages->addWidget(new EmptyState(
        tr("No servers yet"), tr("Add the Redis server that you want to look at."), this));
    m_add->setAccessibleName(tr("Add a server"));
    m_add->setToolTip(tr("Add a server to this list"));
    connect(m_add, &QPushButton::clicked, this, &ServerList::addRequested);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &ServerList::restoreCurrent);
    makeActions();
    updateActions();
    restoreCurrent();
}

void ServerList::makeView()
{
    m_view->setModel(&m_model);
    m_view->setItemDelegate(new ServerDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setMouseTracking(true);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setAccessibleName(tr("Servers"));
    setFocusProxy(m_view);
    connect(m_view, &QListView::activated, this, [this] { run(Connect); });
    connect(m_view, &QListView::customContextMenuRequested, this, &ServerList::showMenu);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
        &ServerList::noteCurrent);
}

void ServerList::makeActions()
{
    const struct
    {
        ActionId id;
        QString text;
        QKeySequence shortcut;
    } entries[] = {{Connect, tr("&Connect"), {}}, {Disconnect, tr("&Disconnect"), {}},
        {Edit, tr("&Edit…"), Qt::Key_F2}, {Duplicate, tr("D&uplicate"), Qt::CTRL | Qt::Key_D},
        {Remove, tr("&Remove…"), QKeySequence::Delete}};
    for (const auto &entry : entries) {
        auto *action = new QAction(entry.text, this);
        action->setShortcut(entry.shortcut);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, id = entry.id] { run(id); });
        m_view->addAction(action);
        m_actions << action;
    }
}

void ServerList::setStatus(const QString &id, const Status &status)
{
    m_model.setStatus(id, status);
    updateActions();
}

void ServerList::addTransient(const Profile &profile)
{
    m_model.addTransient(profile);
}

void ServerList::removeTransient(const QString &id)
{
    m_model.removeTransient(id);
}

void ServerList::setCurrent(const QString &id)
{
    if (const QModelIndex index = m_model.indexOf(id); index.isValid())
        m_view->setCurrentIndex(index);
}

void ServerList::run(ActionId action)
{
    // A copy: what is done may make another server the current one.
    const QString id = m_currentId;
    if (id.isEmpty())
        return;
    switch (action) {
    case Connect:
        emit connectRequested(id);
        break;
    case Disconnect:
        emit disconnectRequested(id);
        break;
    case Edit:
        emit editRequested(id);
        break;
    case Duplicate:
        duplicate(id);
        break;
    case Remove:
        askRemove(id);
        break;
    }
}

void ServerList::updateActions()
{
    const bool isChosen = !m_currentId.isEmpty();
    const bool isSaved = isChosen && !m_model.isTransient(m_currentId);
    const bool isOpen = isChosen && m_model.status(m_currentId).state != Status::State::Closed;
    m_actions[Connect]->setEnabled(isChosen && !isOpen);
    m_actions[Disconnect]->setEnabled(isOpen);
    for (const ActionId id : {Edit, Duplicate, Remove})
        m_actions[id]->setEnabled(isSaved);
}

void ServerList::noteCurrent(const QModelIndex &index)
{
    const QString id = index.data(ServerListModel::IdRole).toString();
    // A reset drops the current row; restoreCurrent() finds it again.
    if (id.isEmpty())
        return;
    m_currentRow = index.row();
    if (id != m_currentId)
        setCurrentId(id);
}

void ServerList::setCurrentId(const QString &id)
{
    m_currentId = id;
    updateActions();
    emit currentChanged(id);
}

// The server that was current, or else the one that took its place.
void ServerList::restoreCurrent()
{
    m_pages->setCurrentIndex(m_model.isEmpty() ? 1 : 0);
    QModelIndex index = m_model.indexOf(m_currentId);
    for (int row = std::min(m_currentRow, m_model.rowCount() - 1); !index.isValid() && row > 0;
         --row)
        index = m_model.profile(m_model.index(row)) ? m_model.index(row) : QModelIndex();
    if (index.isValid())
        m_view->setCurrentIndex(index);
    else if (!m_currentId.isEmpty())
        setCurrentId({});
}

void ServerList::showMenu(const QPoint &position)
{
    if (m_currentId.isEmpty() || !m_view->indexAt(position).flags().testFlag(Qt::ItemIsEnabled))
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_actions[Connect], m_actions[Disconnect]});
    menu->addSeparator();
    menu->addActions({m_actions[Edit], m_actions[Duplicate], m_actions[Remove]});
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void ServerList::duplicate(const QString &id)
{
    const auto copy = m_store.duplicate(id);
    if (!copy) {
        emit failed(copy.error(), tr("The server was not duplicated."));
        return;
    }
    setCurrent(*copy);
    copySecret(id, *copy);
}

void ServerList::copySecret(const QString &from, const QString &to)
{
    m_secrets.read(from, this, [this, to](const Result<QString> &password) {
        if (!password)
            emit failed(password.error(), tr("The copy has no password."));
        else if (!password->isEmpty())
            m_secrets.write(to, *password, this, [](const SecretStore::Kept &) {});
    });
}

void ServerList::askRemove(const QString &id)
{
    const auto profile = m_store.profile(id);
    if (!profile)
        return;
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("Remove server"));
    box->setText(tr("Remove “%1” from the list?").arg(profile->name));
    box->setInformativeText(
        tr("Hitlens forgets its address and its password. The server itself and "
           "its data stay as they are."));
    auto *cancel = box->addButton(QMessageBox::Cancel);
    auto *remove = box->addButton(tr("Remove %1").arg(profile->name), QMessageBox::DestructiveRole);
    setRole(remove, Role::Danger);
    box->setDefaultButton(cancel);
    box->setEscapeButton(cancel);
    connect(remove, &QAbstractButton::clicked, this, [this, id] { this->remove(id); });
    box->open();
}

void ServerList::remove(const QString &id)
{
    if (const auto removed = m_store.remove(id); !removed) {
        emit failed(removed.error(), tr("The server was not removed."));
        return;
    }
    if (m_model.status(id).state != Status::State::Closed)
        emit disconnectRequested(id);
    m_secrets.remove(id, this, [this](const Result<Done> &forgotten) {
        if (!forgotten)
            emit failed(forgotten.error(), tr("The server's password is still in the keychain."));
    });
}

} // namespace hitlens
