// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/serverlist.h"

#include "ui/connections/serverdelegate.h"
#include "ui/shell/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/filedrop.h"
#include "ui/widgets/focuspass.h"

#include <QAction>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// With fewer the eye is faster than the keyboard.
constexpr qsizetype searchFrom = 9;

} // namespace

ServerList::ServerList(ProfileStore &store, SecretStore &secrets, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_secrets(secrets)
    , m_model(store)
    , m_pages(new QStackedLayout)
    , m_search(new QLineEdit(this))
    , m_view(new QListView(this))
    , m_sortByUse(new QAction(tr("&Last used first"), this))
    , m_add(new QPushButton(tr("+ Add server"), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 12);
    layout->setSpacing(8);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(12, 0, 12, 0);
    top->addWidget(m_search);
    layout->addLayout(top);
    layout->addLayout(m_pages, 1);
    auto *bottom = new QHBoxLayout;
    bottom->setContentsMargins(12, 0, 12, 0);
    bottom->addWidget(m_add);
    layout->addLayout(bottom);

    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    makeSearch();
    makeView();
    m_pages->addWidget(m_view);
    auto *empty = new EmptyState(tr("No servers yet"),
        tr("Add the Redis server that you want to look at, or bring over those of another tool."),
        this);
    connect(empty->addButton(tr("Import servers…")), &QPushButton::clicked, this,
        &ServerList::importRequested);
    m_pages->addWidget(empty);
    for (QWidget *target : {m_view->viewport(), static_cast<QWidget *>(this)})
        connect(new FileDrop(target), &FileDrop::dropped, this, &ServerList::fileDropped);
    m_add->setAccessibleName(tr("Add a server"));
    m_add->setToolTip(tr("Add a server to this list"));
    connect(m_add, &QPushButton::clicked, this, &ServerList::addRequested);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &ServerList::restoreCurrent);
    connect(&m_model, &ServerListModel::foldedChanged, this, &ServerList::viewChanged);
    connect(&m_model, &ServerListModel::moveFailed, this,
        [this](const Error &error) { emit failed(error, tr("The server was not moved.")); });
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
    m_view->setDragDropMode(QAbstractItemView::InternalMove);
    m_view->setDefaultDropAction(Qt::MoveAction);
    m_view->installEventFilter(this);
    connect(m_view, &QListView::activated, this, [this] { run(Connect); });
    connect(m_view, &QListView::clicked, this, [this](const QModelIndex &index) {
        if (index.data(ServerListModel::IsHeadingRole).toBool())
            fold(index.data(ServerListModel::SectionRole).toString(),
                !index.data(ServerListModel::IsFoldedRole).toBool());
    });
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
        {Remove, tr("&Remove…"), QKeySequence::Delete},
        {MoveUp, tr("Move &up"), Qt::ALT | Qt::Key_Up},
        {MoveDown, tr("Move do&wn"), Qt::ALT | Qt::Key_Down},
        {MoveToGroup, tr("Move to &group…"), Qt::CTRL | Qt::Key_G}};
    for (const auto &entry : entries) {
        auto *action = new QAction(entry.text, this);
        action->setShortcut(entry.shortcut);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, id = entry.id] { run(id); });
        m_view->addAction(action);
        m_actions << action;
    }
    m_sortByUse->setCheckable(true);
    connect(m_sortByUse, &QAction::triggered, this, [this](bool isChecked) {
        setOrder(
            isChecked ? ServerListModel::Order::LastUsedFirst : ServerListModel::Order::ByHand);
        emit viewChanged();
    });
}

void ServerList::setOrder(ServerListModel::Order order)
{
    m_sortByUse->setChecked(order == ServerListModel::Order::LastUsedFirst);
    m_model.setOrder(order);
    updateActions();
}

// ---- searching and folding

void ServerList::makeSearch()
{
    m_search->setPlaceholderText(tr("Search servers"));
    m_search->setAccessibleName(tr("Search servers by name, address or group"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, &m_model, &ServerListModel::setFilter);
    updateSearch();
}

void ServerList::search()
{
    m_search->show();
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ServerList::updateSearch()
{
    m_search->setVisible(
        m_model.serverCount() >= searchFrom || m_search->hasFocus() || !m_search->text().isEmpty());
}

bool ServerList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::FocusOut)
        updateSearch();
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    auto *press = static_cast<QKeyEvent *>(event);
    if (press->modifiers() & ~Qt::KeypadModifier)
        return QWidget::eventFilter(watched, event);
    const bool isTaken = watched == m_search ? onSearchKey(press->key()) : onViewKey(press->key());
    return isTaken || QWidget::eventFilter(watched, event);
}

bool ServerList::onSearchKey(int key)
{
    if (key == Qt::Key_Escape) {
        m_search->clear();
        m_view->setFocus();
        return true;
    }
    if (key != Qt::Key_Down && key != Qt::Key_Return && key != Qt::Key_Enter)
        return false;
    // The first row is a heading.
    if (m_currentId.isEmpty() && m_model.rowCount() > 1)
        m_view->setCurrentIndex(m_model.index(1));
    m_view->setFocus();
    if (key != Qt::Key_Down)
        run(Connect);
    return true;
}

bool ServerList::onViewKey(int key)
{
    const QModelIndex index = m_view->currentIndex();
    const QString section = index.data(ServerListModel::SectionRole).toString();
    const bool isHeading = index.data(ServerListModel::IsHeadingRole).toBool();
    const bool isFolded = index.data(ServerListModel::IsFoldedRole).toBool();
    if (key == Qt::Key_Escape && !m_search->text().isEmpty())
        m_search->clear();
    else if (key == Qt::Key_Left && !section.isEmpty())
        fold(section, true);
    else if (key == Qt::Key_Right && isFolded)
        fold(section, false);
    else if (isHeading && (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space))
        fold(section, !isFolded);
    else if (isHeading && key == Qt::Key_F2)
        askGroupName(index.data(ServerListModel::GroupRole).toString());
    else
        return false;
    return true;
}

void ServerList::fold(const QString &section, bool isFolded)
{
    // What is searched for stays in sight.
    if (!m_model.filter().isEmpty())
        return;
    m_view->setCurrentIndex(m_model.headingOf(section));
    m_model.fold(section, isFolded);
}

// ---- the current server

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
    m_wantedId = id;
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
    case MoveUp:
        m_model.shift(id, -1);
        break;
    case MoveDown:
        m_model.shift(id, 1);
        break;
    case MoveToGroup:
        askGroup(id);
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
    m_actions[Edit]->setEnabled(isChosen && m_currentId != demoProfileId); // or to save it
    for (const ActionId id : {Duplicate, Remove, MoveToGroup})
        m_actions[id]->setEnabled(isSaved);
    const bool isByHand = m_model.order() == ServerListModel::Order::ByHand;
    for (const ActionId id : {MoveUp, MoveDown})
        m_actions[id]->setEnabled(isSaved && isByHand);
}

void ServerList::noteCurrent(const QModelIndex &index)
{
    // A reset drops the current row; restoreCurrent() finds it again.
    if (!index.isValid())
        return;
    const QString id = index.data(ServerListModel::IdRole).toString();
    const QString section = index.data(ServerListModel::SectionRole).toString();
    m_currentRow = index.row();
    m_currentSection = id.isEmpty() ? section : QString();
    if (!id.isEmpty())
        m_wantedId = id;
    if (id != m_currentId)
        setCurrentId(id);
}

void ServerList::setCurrentId(const QString &id)
{
    m_currentId = id;
    updateActions();
    emit currentChanged(id);
}

// The row that was current, or else the one that took its place. A server that is only hidden
// comes back with its row: meanwhile no other one is current.
void ServerList::restoreCurrent()
{
    const bool isEmpty = m_model.serverCount() == 0;
    m_pages->setCurrentIndex(isEmpty ? 1 : 0);
    FocusPass::set(this, isEmpty ? static_cast<QWidget *>(m_add) : m_view);
    updateSearch();
    QModelIndex index = m_currentSection.isEmpty() ? m_model.indexOf(m_wantedId)
                                                   : m_model.headingOf(m_currentSection);
    if (!index.isValid() && m_model.isKnown(m_wantedId)) {
        if (!m_currentId.isEmpty())
            setCurrentId({});
        return;
    }
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
    const QModelIndex index = m_view->indexAt(position);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (index.data(ServerListModel::IsHeadingRole).toBool()) {
        showHeadingMenu(menu, index);
    } else if (index.isValid() && !m_currentId.isEmpty()) {
        menu->addActions({m_actions[Connect], m_actions[Disconnect]});
        menu->addSeparator();
        menu->addActions({m_actions[Edit], m_actions[Duplicate], m_actions[Remove]});
        menu->addSeparator();
        menu->addActions({m_actions[MoveUp], m_actions[MoveDown], m_actions[MoveToGroup]});
    }
    menu->addSeparator();
    menu->addAction(m_sortByUse);
    menu->addSeparator();
    menu->addAction(tr("&Import servers…"), this, &ServerList::importRequested);
    menu->addAction(tr("E&xport servers…"), this, &ServerList::exportRequested)
        ->setEnabled(!m_store.profiles().isEmpty());
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void ServerList::showHeadingMenu(QMenu *menu, const QModelIndex &heading)
{
    const QString section = heading.data(ServerListModel::SectionRole).toString();
    const QString group = heading.data(ServerListModel::GroupRole).toString();
    const bool isFolded = heading.data(ServerListModel::IsFoldedRole).toBool();
    menu->addAction(isFolded ? tr("&Unfold") : tr("&Fold"), this,
        [this, section, isFolded] { fold(section, !isFolded); });
    if (!group.isEmpty())
        menu->addAction(tr("&Rename group…"), this, [this, group] { askGroupName(group); });
}

void ServerList::askGroup(const QString &id)
{
    const auto profile = m_store.profile(id);
    if (!profile)
        return;
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Move to group"));
    dialog->setLabelText(tr("Group of %1. A new name makes a new group; with none it stands under "
                            "its environment.")
                             .arg(profile->name));
    dialog->setComboBoxItems(m_model.groups());
    dialog->setComboBoxEditable(true);
    dialog->setTextValue(profile->group);
    connect(dialog, &QInputDialog::textValueSelected, this,
        [this, id](const QString &group) { m_model.moveToGroup(id, group.trimmed()); });
    dialog->open();
}

void ServerList::askGroupName(const QString &group)
{
    if (group.isEmpty())
        return;
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename group"));
    dialog->setLabelText(tr("Name of the group. Without one its servers stand under their "
                            "environments."));
    dialog->setTextValue(group);
    connect(dialog, &QInputDialog::textValueSelected, this, [this, group](const QString &name) {
        if (const auto renamed = m_store.renameGroup(group, name.trimmed()); !renamed)
            emit failed(renamed.error(), tr("The group was not renamed."));
    });
    dialog->open();
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
