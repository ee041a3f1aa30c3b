// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the actions of MainWindow do.

#include "app/connections/import/importer.h"
#include "app/connections/primaryserver.h"
#include "app/monitoring/historykeeper.h"
#include "ui/connections/exportdialog.h"
#include "ui/connections/importdialog.h"
#include "ui/connections/serverdialog.h"
#include "ui/connections/serverlist.h"
#include "ui/keyspace/keyspage.h"
#include "ui/shell/actions.h"
#include "ui/shell/allowchangesdialog.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/demosession.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/passworddialog.h"
#include "ui/shell/serverpage.h"
#include "ui/widgets/messagestrip.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QMessageBox>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTabBar>
#include <QTabWidget>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

bool takesFocus(const QWidget *widget)
{
    return widget->focusPolicy() & Qt::TabFocus && widget->isVisible() && widget->isEnabled();
}

// The first in tab order that can take it.
bool focusInside(QWidget *pane)
{
    if (!pane->isVisible())
        return false;
    QWidget *candidate = pane;
    do {
        if ((candidate == pane || pane->isAncestorOf(candidate)) && takesFocus(candidate)) {
            // As Tab does it, so that the focus is drawn.
            candidate->window()->setAttribute(Qt::WA_KeyboardFocusChange);
            candidate->setFocus(Qt::TabFocusReason);
            return true;
        }
        candidate = candidate->nextInFocusChain();
    } while (candidate != pane);
    return false;
}

} // namespace

void MainWindow::openDemo()
{
    if (m_demo && m_demo->isReady())
        return openServer(m_demo->profile().id);
    if (m_demo)
        return; // on its way
    m_demo = std::make_unique<DemoSession>();
    connect(
        m_demo.get(), &DemoSession::ready, this, [this] { openUnsaved(m_demo->profile(), {}); });
    // A scan that began while the cache was still being filled has found few keys, or none.
    connect(m_demo.get(), &DemoSession::warmedUp, this, [this] {
        const ServerPage *page = pageOf(m_demo->profile().id);
        if (page && page->keys())
            page->keys()->rescan();
    });
    connect(m_demo.get(), &DemoSession::failed, this, &MainWindow::onDemoFailed);
    m_demo->start();
}

void MainWindow::onDemoFailed(const Error &error)
{
    if (m_demo->isReady()) {
        closePage(m_demo->profile().id);
        m_servers->removeTransient(m_demo->profile().id);
    }
    m_strip->showError(error, tr("Starting the demo cache failed."));
    m_strip->addAction(tr("Try again"), this, [this] { openDemo(); });
    // Later: this call comes from inside of it.
    m_demo.release()->deleteLater();
    emit demoFailed(error);
}

void MainWindow::addServer()
{
    showServerDialog({});
}

void MainWindow::importServers()
{
    importFile({});
}

void MainWindow::importFile(const QString &path)
{
    const auto known = knownFiles(
        QDir::homePath(), QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation));
    auto *dialog = new ImportDialog(m_parts.profiles, m_parts.secrets, known, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ImportDialog::imported, this,
        [this](const QStringList &ids) { m_servers->setCurrent(ids.first()); });
    dialog->open();
    if (!path.isEmpty())
        dialog->readFile(path);
}

void MainWindow::exportServers()
{
    auto *dialog = new ExportDialog(m_parts.profiles, m_parts.secrets, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::editServer(const QString &id)
{
    // A server that is not saved has nothing to edit: it can be saved.
    auto profile = m_parts.profiles.profile(id);
    if (!profile) {
        profile = m_servers->model().profile(id);
        if (!profile)
            return;
        profile->id.clear();
    }
    showServerDialog(*profile, id);
}

void MainWindow::showServerDialog(const Profile &profile, const QString &shownId)
{
    auto *dialog = new ServerDialog(m_parts.profiles, m_parts.secrets, profile, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ServerDialog::saved, this,
        [this, isNew = profile.id.isEmpty(), shownId](const QString &id) {
            if (isNew)
                adoptHistory(shownId, id);
            onServerSaved(id, isNew);
        });
    dialog->open();
}

void MainWindow::onServerSaved(const QString &id, bool isNew)
{
    const ServerPage *page = pageOf(id);
    // A new password alone changes no profile, but may be what an open server waits for.
    const bool isWaiting = page && page->status().state != Status::State::Ready;
    if (isWaiting)
        closePage(id);
    if (isWaiting || isNew)
        openServer(id);
}

void MainWindow::nameDatabase(ServerPage *page, int db, const QString &name)
{
    keepEdit(page, [db, &name](Profile &profile) {
        if (name.isEmpty())
            profile.databaseNames.remove(db);
        else
            profile.databaseNames[db] = name;
    });
}

// Of a server that is not saved it lasts as long as its page.
void MainWindow::keepEdit(ServerPage *page, const ProfileEdit &edit)
{
    Profile profile = m_parts.profiles.profile(page->profile().id).value_or(page->profile());
    edit(profile);
    if (!m_parts.profiles.profile(profile.id))
        return page->setProfile(profile);
    if (const auto kept = m_parts.profiles.update(profile); !kept)
        page->showNote(kept.error().text);
}

void MainWindow::keepPatterns(const QString &id, const QStringList &patterns)
{
    if (m_parts.profiles.profile(id))
        m_parts.settings.setRecentPatterns(id, patterns);
}

// Of servers that are saved no more. A list that is damaged may have lost some that come back.
void MainWindow::forgetPatterns()
{
    if (!m_parts.profiles.problem().isEmpty())
        return;
    QStringList ids;
    for (const Profile &profile : m_parts.profiles.profiles())
        ids << profile.id;
    m_parts.settings.keepOnly(ids);
    if (!m_parts.historyFolder.isEmpty())
        removeOldHistories(m_parts.historyFolder, ids);
}

void MainWindow::askSecrets(const Profile &profile)
{
    for (PasswordDialog *open : findChildren<PasswordDialog *>()) {
        if (open->profileId() == profile.id)
            return;
    }
    auto *dialog = new PasswordDialog(profile, {}, {}, false, this);
    connect(
        dialog, &PasswordDialog::entered, this, [this, id = profile.id](const Secrets &secrets) {
            const auto now = m_parts.profiles.profile(id);
            if (now && !pageOf(id))
                openPage(*now, secrets);
        });
    dialog->open();
}

void MainWindow::askPassword(ServerPage *page, const Error &error)
{
    const Profile profile = page->profile();
    auto *dialog = new PasswordDialog(
        profile, secretsOf(page->endpoint()), error, m_parts.secrets.isPersistent(), this);
    connect(page, &QObject::destroyed, dialog, &QDialog::reject);
    connect(dialog, &PasswordDialog::entered, this,
        [this, profile](const Secrets &secrets, bool keep) { openWith(profile, secrets, keep); });
    connect(dialog, &PasswordDialog::userNameIsPassword, this,
        [this, profile, known = secretsOf(page->endpoint())](
            bool keep) { useUserNameAsPassword(profile, known, keep); });
    dialog->open();
}

void MainWindow::useUserNameAsPassword(const Profile &profile, Secrets secrets, bool keep)
{
    Profile corrected = profile;
    secrets.password = std::exchange(corrected.endpoint.username, QString());
    closePage(profile.id); // before its change is seen, which would open it without the password
    if (m_servers->model().isTransient(profile.id))
        m_servers->addTransient(corrected);
    else if (const auto written = m_parts.profiles.update(corrected); !written)
        return m_strip->showError(written.error(), tr("The server was not saved."));
    openWith(corrected, secrets, keep);
}

void MainWindow::openWith(const Profile &profile, const Secrets &secrets, bool keep)
{
    const bool isSaved = m_parts.profiles.profile(profile.id).has_value();
    if (keep && isSaved)
        m_parts.secrets.write(profile.id, secrets.toText(), this, [](const SecretStore::Kept &) {});
    if (!isSaved)
        m_unsavedSecrets.insert(profile.id, secrets);
    closePage(profile.id);
    openPage(profile, secrets);
}

void MainWindow::openPrimary(const ServerPage *page, const HostPort &primary)
{
    const Profile &replica = page->profile();
    const QString saved = savedPrimary(m_parts.profiles.profiles(), replica, primary);
    const Profile profile = primaryOf(replica, primary);
    if (!saved.isEmpty())
        openServer(saved);
    else if (pageOf(profile.id))
        openServer(profile.id);
    else
        openUnsaved(profile, secretsOf(page->endpoint()));
}

void MainWindow::askToAllowChanges(ServerPage *page)
{
    auto *dialog = new AllowChangesDialog(page->profile(), this);
    connect(page, &QObject::destroyed, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, page, [this, page, profile = page->profile()] {
        const Secrets secrets = secretsOf(page->endpoint());
        closePage(profile.id);
        openPage(profile, secrets, Changes::Allowed);
    });
    dialog->open();
}

void MainWindow::closeCurrentTab()
{
    closePage(m_tabs->currentIndex());
}

void MainWindow::quit()
{
    close();
}

void MainWindow::connectCurrent()
{
    m_servers->serverActions()[0]->trigger();
}

void MainWindow::disconnectCurrent()
{
    m_servers->serverActions()[1]->trigger();
}

void MainWindow::retryNow()
{
    if (ServerPage *page = currentPage())
        page->retryNow();
}

void MainWindow::editCurrent()
{
    editServer(m_servers->currentId());
}

void MainWindow::duplicateCurrent()
{
    m_servers->duplicate(m_servers->currentId());
}

void MainWindow::removeCurrent()
{
    m_servers->askRemove(m_servers->currentId());
}

void MainWindow::moveCurrentToGroup()
{
    m_servers->askGroup(m_servers->currentId());
}

void MainWindow::searchServers()
{
    if (m_servers->isHidden())
        toggleSidebar();
    m_servers->search();
}

void MainWindow::showOverview()
{
    if (ServerPage *page = currentPage())
        page->goTo(ServerPage::Page::Overview);
}

void MainWindow::showKeys()
{
    if (ServerPage *page = currentPage())
        page->goTo(ServerPage::Page::Keys);
}

void MainWindow::showRecipes()
{
    if (ServerPage *page = currentPage())
        page->goTo(ServerPage::Page::Recipes);
}

void MainWindow::showHistory()
{
    if (ServerPage *page = currentPage())
        page->goTo(ServerPage::Page::History);
}

void MainWindow::showNodes()
{
    if (ServerPage *page = currentPage())
        page->goTo(ServerPage::Page::Nodes);
}

void MainWindow::showLog()
{
    if (ServerPage *page = currentPage())
        page->goTo(ServerPage::Page::Log);
}

void MainWindow::showNextTab()
{
    m_tabs->setCurrentIndex((m_tabs->currentIndex() + 1) % m_tabs->count());
}

void MainWindow::showPreviousTab()
{
    m_tabs->setCurrentIndex((m_tabs->currentIndex() + m_tabs->count() - 1) % m_tabs->count());
}

void MainWindow::focusNextPane()
{
    QList<QWidget *> panes{m_servers};
    if (const ServerPage *page = currentPage())
        panes << page->pageTabs() << page->pageStack();
    else
        panes << m_stack;
    const QWidget *focused = QApplication::focusWidget();
    qsizetype current = -1;
    for (qsizetype i = 0; i < panes.size(); ++i) {
        if (focused && (panes[i] == focused || panes[i]->isAncestorOf(focused)))
            current = i;
    }
    for (qsizetype step = 1; step <= panes.size(); ++step) {
        if (focusInside(panes[(current + step + panes.size()) % panes.size()]))
            return;
    }
}

void MainWindow::toggleSidebar()
{
    m_servers->setVisible(m_servers->isHidden());
    m_parts.settings.setSidebarVisible(!m_servers->isHidden());
    updateState();
}

void MainWindow::toggleReopening()
{
    m_parts.settings.setReopensServers(!m_parts.settings.reopensServers());
    updateState();
}

void MainWindow::toggleProductionReadOnly()
{
    m_parts.settings.setOpensProductionReadOnly(!m_parts.settings.opensProductionReadOnly());
    updateState();
}

void MainWindow::useSystemScheme()
{
    m_parts.schemes.setChoice(SchemeChoice::System);
}

void MainWindow::useLightScheme()
{
    m_parts.schemes.setChoice(SchemeChoice::Light);
}

void MainWindow::useDarkScheme()
{
    m_parts.schemes.setChoice(SchemeChoice::Dark);
}

void MainWindow::openPalette()
{
    if (auto *open = findChild<CommandPalette *>()) {
        open->close();
        return;
    }
    std::vector<CommandPalette::Entry> entries;
    const ServerListModel &servers = m_servers->model();
    for (int row = 0; row < servers.rowCount(); ++row) {
        if (const auto profile = servers.profile(servers.index(row)))
            entries.push_back({tr("Open %1").arg(profile->name), profile->endpoint.displayName(),
                icon(u"server"_s), [this, id = profile->id] { openServer(id); }});
    }
    for (QAction *action : m_actions->all()) {
        if (action->isEnabled() && action->objectName() != u"palette")
            entries.push_back(
                {action->text().remove(u'&'), action->shortcut().toString(QKeySequence::NativeText),
                    action->icon(), [action] { action->trigger(); }});
    }
    new CommandPalette(std::move(entries), this);
}

void MainWindow::showAbout()
{
    auto *about = new QMessageBox(QMessageBox::NoIcon, tr("About Hitlens"),
        tr("<b>Hitlens %1</b><p>Shows how a Redis cache is doing and lets you change it safely."
           "<p>Free software under the GNU General Public License, version 3 or later. With Qt %2.")
            .arg(QStringLiteral(HITLENS_VERSION), QLatin1StringView(qVersion())),
        QMessageBox::Close, this);
    about->setAttribute(Qt::WA_DeleteOnClose);
    about->setIconPixmap(QIcon(u":/hitlens.svg"_s).pixmap(64, 64));
    about->open();
}

void MainWindow::onProfilesChanged()
{
    for (const Profile &profile : m_parts.profiles.profiles()) {
        ServerPage *page = pageOf(profile.id);
        if (!page || page->profile() == profile)
            continue;
        if (page->canTake(profile) && opensReadOnly(profile) == opensReadOnly(page->profile())) {
            page->setProfile(profile);
            m_tabs->setTabText(m_tabs->indexOf(page), profile.name);
        } else {
            closePage(profile.id);
            openServer(profile.id);
        }
    }
    forgetPatterns();
    updateState();
}

} // namespace hitlens
