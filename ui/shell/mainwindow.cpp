// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/mainwindow.h"

#include "app/keyspace/decoders/decoderlibrary.h"
#include "ui/connections/serverlist.h"
#include "ui/shell/actions.h"
#include "ui/shell/demosession.h"
#include "ui/shell/lastsession.h"
#include "ui/shell/opentargets.h"
#include "ui/shell/statusline.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/filedrop.h"
#include "ui/widgets/messagestrip.h"

#include <QAction>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

MainWindow::MainWindow(const Parts &parts)
    : m_parts(parts)
    , m_servers(new ServerList(parts.profiles, parts.secrets, this))
    , m_splitter(new QSplitter(this))
    , m_stack(new QStackedWidget(this))
    , m_tabs(new QTabWidget(this))
    , m_strip(new MessageStrip(this))
    , m_statusLine(new StatusLine(this))
    , m_actions(new Actions(*this))
    , m_session(new LastSession(*this, *m_tabs, parts.profiles, parts.settings))
    , m_decoders(new DecoderLibrary(this))
{
    setWindowTitle(u"Hitlens"_s);
    makeMenuBar();
    makeLayout();
    connectServerList();
    connect(&m_parts.profiles, &ProfileStore::changed, this, &MainWindow::onProfilesChanged);
    connect(&m_parts.schemes, &SchemeSwitch::changed, this, &MainWindow::updateState);
    connect(m_statusLine, &StatusLine::retryRequested, this, &MainWindow::retryNow);
    connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::onCurrentChanged);
    connect(m_tabs, &QTabWidget::tabCloseRequested, this, qOverload<int>(&MainWindow::closePage));
    restoreState();
    loadDecoders();
    loadBulkSettings();
    loadMonitoring();
    updateState();
}

MainWindow::~MainWindow()
{
    // The pages speak to the window when their connections end: not to half a window.
    for (int i = 0; i < m_tabs->count(); ++i)
        m_tabs->widget(i)->disconnect(this);
    m_tabs->disconnect(this);
    delete m_session;
}

void MainWindow::makeLayout()
{
    m_tabs->setDocumentMode(true);
    m_tabs->setTabsClosable(true);
    m_tabs->setMovable(true);
    m_tabs->setTabBarAutoHide(true);
    // It would hand the focus to its bar, and while that is hidden Tab would lead nowhere.
    m_tabs->setFocusProxy(nullptr);
    m_tabs->setFocusPolicy(Qt::NoFocus);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->tabBar()->setAccessibleName(tr("Open servers"));
    m_stack->addWidget(makeWelcome());
    m_stack->addWidget(m_tabs);
    auto *right = new QWidget(m_splitter);
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_stack, 1);
    m_splitter->addWidget(m_servers);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setHandleWidth(1);
    m_splitter->setCollapsible(1, false);
    const int letter = fontMetrics().averageCharWidth();
    m_servers->setMinimumWidth(24 * letter);
    m_splitter->setSizes({34 * letter, 160 * letter});
    setCentralWidget(m_splitter);
    statusBar()->addWidget(m_statusLine, 1);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(0, 1, 0, 0);
}

void MainWindow::makeMenuBar()
{
    m_actions->fillMenuBar(menuBar());
    QAction *find = m_actions->action("palette");
    auto *button = new QPushButton(tr("Find a server or action…   %1")
                                       .arg(find->shortcut().toString(QKeySequence::NativeText)),
        menuBar());
    button->setIcon(find->icon());
    button->setFocusPolicy(Qt::TabFocus);
    connect(button, &QPushButton::clicked, find, &QAction::trigger);
    auto *corner = new QWidget(menuBar());
    auto *layout = new QHBoxLayout(corner);
    layout->setContentsMargins(8, 3, 12, 4);
    layout->addWidget(button);
    menuBar()->setCornerWidget(corner);
}

QWidget *MainWindow::makeWelcome()
{
    auto *welcome = new EmptyState(tr("No server is open"),
        tr("Add your Redis server, or choose it from the list on the left. New here? The demo is a "
           "private cache on this "
           "computer that is filled and used like a real one."),
        m_stack);
    welcome->setIcon(u"server"_s);
    connect(
        welcome->addButton(tr("Add server…")), &QPushButton::clicked, this, &MainWindow::addServer);
    connect(welcome->addButton(tr("Open the demo cache")), &QPushButton::clicked, this,
        &MainWindow::openDemo);
    return welcome;
}

void MainWindow::connectServerList()
{
    connect(m_servers, &ServerList::connectRequested, this, &MainWindow::openServer);
    connect(m_servers, &ServerList::disconnectRequested, this,
        qOverload<const QString &>(&MainWindow::closePage));
    connect(m_servers, &ServerList::addRequested, this, &MainWindow::addServer);
    connect(m_servers, &ServerList::importRequested, this, &MainWindow::importServers);
    connect(m_servers, &ServerList::exportRequested, this, &MainWindow::exportServers);
    connect(m_servers, &ServerList::fileDropped, this, &MainWindow::importFile);
    connect(new FileDrop(this), &FileDrop::dropped, this, &MainWindow::importFile);
    connect(m_servers, &ServerList::editRequested, this, &MainWindow::editServer);
    connect(m_servers, &ServerList::failed, m_strip, &MessageStrip::showError);
    connect(&m_parts.profiles, &ProfileStore::problemFound, m_strip, &MessageStrip::showNote);
    if (!m_parts.profiles.problem().isEmpty())
        m_strip->showNote(m_parts.profiles.problem());
    connect(m_servers, &ServerList::currentChanged, this, [this](const QString &id) {
        if (ServerPage *page = pageOf(id))
            m_tabs->setCurrentWidget(page);
        updateState();
    });
}

void MainWindow::restoreState()
{
    if (!restoreGeometry(m_parts.settings.windowGeometry()))
        resize(QSize(1440, 900).boundedTo(screen()->availableSize()));
    m_splitter->restoreState(m_parts.settings.splitterState());
    m_servers->setVisible(m_parts.settings.isSidebarVisible());
    m_servers->setFolded(m_parts.settings.foldedServers());
    using Order = ServerListModel::Order;
    m_servers->setOrder(m_parts.settings.isLastUsedFirst() ? Order::LastUsedFirst : Order::ByHand);
    connect(m_servers, &ServerList::viewChanged, this, [this] {
        const ServerListModel &model = m_servers->model();
        m_parts.settings.setFoldedServers(model.folded());
        m_parts.settings.setLastUsedFirst(model.order() == Order::LastUsedFirst);
    });
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_parts.settings.setWindowGeometry(saveGeometry());
    m_parts.settings.setSplitterState(m_splitter->saveState());
    QMainWindow::closeEvent(event);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    // What reads files or may talk to D-Bus waits until the window is on the screen.
    QTimer::singleShot(0, &m_parts.schemes, &SchemeSwitch::followDesktop);
    QTimer::singleShot(0, this, [this] { setWindowIcon(QIcon(u":/hitlens.svg"_s)); });
}

ServerPage *MainWindow::currentPage() const
{
    return qobject_cast<ServerPage *>(m_tabs->currentWidget());
}

ServerPage *MainWindow::pageOf(const QString &id) const
{
    for (int i = 0; i < m_tabs->count(); ++i) {
        auto *page = qobject_cast<ServerPage *>(m_tabs->widget(i));
        if (page && page->profile().id == id)
            return page;
    }
    return nullptr;
}

void MainWindow::openUnsaved(const Profile &profile, const Secrets &secrets)
{
    m_servers->addTransient(profile);
    m_unsavedSecrets.insert(profile.id, secrets);
    openPage(profile, secrets);
}

void MainWindow::openNode(const Profile &profile, const Secrets &secrets)
{
    if (m_servers->model().isTransient(profile.id))
        openServer(profile.id);
    else
        openUnsaved(profile, secrets);
}

void MainWindow::reopenLast()
{
    m_session->reopen();
}

void MainWindow::openServer(const QString &id)
{
    if (ServerPage *page = pageOf(id)) {
        m_tabs->setCurrentWidget(page);
        return;
    }
    if (m_servers->model().isTransient(id)) {
        if (const auto profile = m_servers->model().profile(id))
            openPage(*profile, m_unsavedSecrets.value(id));
        return;
    }
    const auto profile = m_parts.profiles.profile(id);
    if (profile && profile->askSecrets)
        return askSecrets(*profile);
    m_parts.secrets.read(
        id, this, [this, id](const Result<QString> &kept) { openUnlessOpen(id, kept); });
}

void MainWindow::openUnlessOpen(const QString &id, const Result<QString> &kept)
{
    const auto profile = m_parts.profiles.profile(id);
    if (!profile || pageOf(id))
        return;
    ServerPage *page = openPage(*profile, kept ? Secrets::fromText(*kept) : Secrets());
    if (!kept)
        page->showNote(tr("The keychain did not give the password: %1").arg(kept.error().text));
}

bool MainWindow::opensReadOnly(const Profile &profile) const
{
    return profile.environment == Environment::Production
        && m_parts.settings.opensProductionReadOnly();
}

ServerPage *MainWindow::openPage(const Profile &profile, const Secrets &secrets, Changes changes)
{
    Endpoint endpoint = withSecrets(profile.endpoint, secrets);
    if (changes == Changes::AsSet && opensReadOnly(profile))
        endpoint.readOnly = true;
    auto *page = new ServerPage(profile, endpoint, m_parts.bulk, m_tabs);
    connectPage(page);
    watchServer(page);
    page->setChartWindow(m_parts.settings.chartWindow());
    page->setKeyColumns(m_parts.settings.keyColumns());
    page->setDecoders(*m_decoders);
    page->setRecentPatterns(m_parts.settings.recentPatterns(profile.id));
    page->setCopyTargets(
        copyTargetsOf(m_tabs, page, {m_parts.profiles, m_parts.secrets, m_parts.settings}));
    m_session->addTab(*page);
    m_stack->setCurrentWidget(m_tabs);
    if (m_tabs->isAncestorOf(focusWidget()))
        page->setFocus(); // rather than a control of it that nobody chose
    if (page == currentPage())
        m_servers->setCurrent(profile.id);
    emit opened(page);
    return page;
}

void MainWindow::connectPage(ServerPage *page)
{
    connect(page, &ServerPage::changed, this, [this, page] { onPageChanged(page); });
    // Nothing to say when it cannot be written: nobody asked for it.
    connect(page, &ServerPage::arrived, this, [this, id = page->profile().id] {
        m_parts.profiles.noteUse(id, QDateTime::currentDateTimeUtc());
    });
    connect(page, &ServerPage::databaseNamed, this,
        [this, page](int db, const QString &name) { nameDatabase(page, db, name); });
    connect(page, &ServerPage::profileEdited, this,
        [this, page](const ProfileEdit &edit) { keepEdit(page, edit); });
    connect(page, &ServerPage::recentPatternsChanged, this,
        [this, id = page->profile().id](const QStringList &all) { keepPatterns(id, all); });
    connect(page, &ServerPage::passwordNeeded, this,
        [this, page](const Error &error) { askPassword(page, error); });
    connect(
        page, &ServerPage::editRequested, this, [this, page] { editServer(page->profile().id); });
    connect(page, &ServerPage::changesRequested, this, [this, page] { askToAllowChanges(page); });
    connect(page, &ServerPage::primaryRequested, this,
        [this, page](const HostPort &primary) { openPrimary(page, primary); });
    connect(page, &ServerPage::openRequested, this, &MainWindow::openNode);
    connect(page, &ServerPage::chartWindowChosen, this,
        [this](std::chrono::minutes window) { m_parts.settings.setChartWindow(window); });
    connect(page, &ServerPage::keyColumnsChosen, this, [this](const KeyColumns &columns) {
        m_parts.settings.setKeyColumns(columns);
        for (int i = 0; i < m_tabs->count(); ++i)
            qobject_cast<ServerPage *>(m_tabs->widget(i))->setKeyColumns(columns);
    });
}

void MainWindow::closePage(int index)
{
    auto *page = qobject_cast<ServerPage *>(m_tabs->widget(index));
    if (!page)
        return;
    page->disconnect(this);
    m_servers->setStatus(page->profile().id, {});
    m_servers->setAlert(page->profile().id, {});
    m_tabs->removeTab(index);
    // Later, because the request may come from inside the page.
    page->deleteLater();
    if (m_tabs->count() == 0)
        m_stack->setCurrentIndex(0);
    m_session->note();
    updateState();
}

void MainWindow::closePage(const QString &id)
{
    if (ServerPage *page = pageOf(id))
        closePage(m_tabs->indexOf(page));
}

void MainWindow::onCurrentChanged()
{
    if (const ServerPage *page = currentPage())
        m_servers->setCurrent(page->profile().id);
    updateState();
}

void MainWindow::onPageChanged(ServerPage *page)
{
    m_servers->setStatus(page->profile().id, page->status());
    if (page == currentPage()) {
        m_parts.settings.setLastPage(static_cast<int>(page->page()));
        updateState();
    }
}

WindowState MainWindow::state() const
{
    WindowState state;
    const auto &listActions = m_servers->serverActions();
    state.hasServer = !m_servers->currentId().isEmpty();
    state.canConnect = listActions[0]->isEnabled();
    state.canDisconnect = listActions[1]->isEnabled();
    state.canEdit = listActions[2]->isEnabled();
    state.isSaved = m_parts.profiles.profile(m_servers->currentId()).has_value();
    state.canExport = !m_parts.profiles.profiles().isEmpty();
    state.openServers = m_tabs->count();
    state.isSidebarVisible = !m_servers->isHidden();
    state.reopensServers = m_parts.settings.reopensServers();
    state.opensProductionReadOnly = m_parts.settings.opensProductionReadOnly();
    state.scheme = m_parts.schemes.choice();
    if (const ServerPage *page = currentPage()) {
        const Status::State connection = page->status().state;
        state.isReady = connection == Status::State::Ready;
        state.canRetry
            = connection == Status::State::Waiting || connection == Status::State::Failed;
        state.page = page->page();
        state.hasNodes = page->hasNodes();
        state.hasHitRateWindow = page->hasHitRateWindow();
        state.isScanning = page->isScanning();
        state.canPauseOrContinueScan = page->canPauseOrContinueScan();
    }
    return state;
}

void MainWindow::updateState()
{
    const ServerPage *page = currentPage();
    m_actions->update(state());
    Profile profile = page ? page->profile() : Profile();
    if (page && page->endpoint().password.isEmpty())
        profile.endpoint.username.clear(); // without a password nobody logs in
    m_statusLine->setConnection(page ? std::optional(page->status()) : std::nullopt, profile);
    m_statusLine->setTopology(
        page && page->isReady() ? describeTopology(page->topology(), page->profile()) : QString());
    m_statusLine->setSummary(page ? page->scanSummary() : QString());
    const auto sample = page ? page->history().latest() : std::nullopt;
    m_statusLine->setRoundTrip(
        page && page->isAnswering() ? std::optional(sample->roundTrip) : std::nullopt);
    m_statusLine->setOwnLookups(
        sample ? std::optional(sample->own.hits + sample->own.misses) : std::nullopt);
    setWindowTitle(page ? tr("%1 – Hitlens").arg(page->profile().name) : u"Hitlens"_s);
}

} // namespace hitlens
