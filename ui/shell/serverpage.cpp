// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/serverpage.h"

#include "app/monitoring/historykeeper.h"
#include "app/monitoring/serverwatch.h"
#include "ui/connections/environment.h"
#include "ui/connections/prompter.h"
#include "ui/console/commandlogpage.h"
#include "ui/keyspace/exportkeysdialog.h"
#include "ui/keyspace/importkeysdialog.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keyspage.h"
#include "ui/keyspace/keytreeheader.h"
#include "ui/monitoring/hitratewindow.h"
#include "ui/monitoring/nodespage.h"
#include "ui/monitoring/overviewpage.h"
#include "ui/shell/databasemenu.h"
#include "ui/shell/headlinebar.h"
#include "ui/shell/safetyline.h"
#include "ui/shell/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/messagestrip.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStackedWidget>
#include <QTabBar>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int bandHeight = 3;

// ssh has asked for its own secrets already.
bool isForAPassword(const std::optional<Error> &error)
{
    return error && error->kind == Error::Kind::Auth && error->code != "SSHAUTH";
}

} // namespace

ServerPage::ServerPage(
    const Profile &profile, const Endpoint &endpoint, const BulkParts &bulk, QWidget *parent)
    : QWidget(parent)
    , m_profile(profile)
    , m_bulk(bulk)
    , m_client(endpoint)
    , m_history(profile.pollInterval)
    , m_nodes(m_history, profile.pollInterval)
    , m_safety(new SafetyLine(m_client, endpoint.readOnly && !profile.endpoint.readOnly, this))
    , m_strip(new MessageStrip(this))
    , m_tabs(new QTabBar(this))
    , m_headline(new HeadlineBar(this))
    , m_databases(new DatabaseMenu(m_client, m_history, this))
    , m_stack(new QStackedWidget(this))
{
    makeLayout();
    connect(&m_client, &Client::statusChanged, this, &ServerPage::onStatus);
    connect(&m_client, &Client::topologyChanged, this, &ServerPage::onTopology);
    connect(&m_client, &Client::databaseSelected, this, &ServerPage::arriveInDatabase);
    connect(&m_client, &Client::databaseRefused, this, &ServerPage::onDatabaseRefused);
    connect(m_databases, &DatabaseMenu::chosen, this, &ServerPage::switchDatabase);
    connect(m_databases, &DatabaseMenu::named, this, &ServerPage::databaseNamed);
    m_headline->setDatabaseMenu(m_databases);
    connect(m_safety, &SafetyLine::changesRequested, this, &ServerPage::changesRequested);
    connect(m_safety, &SafetyLine::editRequested, this, &ServerPage::editRequested);
    connect(m_safety, &SafetyLine::primaryRequested, this, &ServerPage::primaryRequested);
    connect(&m_history, &History::appended, this, &ServerPage::changed);
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        m_headline->setHeadline(headline());
        emit changed();
    });
    m_tick.start();
    new Prompter(m_client, profile.name, this);
    startMonitor();
    m_client.open();
}

ServerPage::~ServerPage()
{
    // Pages and dialogs use the client and the history to the end: they go first.
    qDeleteAll(findChildren<QDialog *>(QString(), Qt::FindDirectChildrenOnly));
    delete m_stack;
    delete m_safety;
    delete m_databases;
}

void ServerPage::makeLayout()
{
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setFocusPolicy(Qt::StrongFocus);
    m_tabs->setAccessibleName(tr("Pages of this server"));
    m_tabs->addTab(tr("Overview"));
    m_tabs->addTab(tr("Keys"));
    m_tabs->setTabVisible(m_tabs->addTab(tr("Nodes")), false);
    m_tabs->addTab(tr("Recipes"));
    m_tabs->addTab(tr("History"));
    m_tabs->addTab(tr("Log"));
    m_tabs->addTab(tr("Traffic"));
    m_tabs->addTab(tr("Slow log"));
    m_tabs->setTabToolTip(
        static_cast<int>(Page::History), tr("Every act on many keys, and what became of it"));
    m_tabs->setTabToolTip(static_cast<int>(Page::Log), tr("Every command that Hitlens sends"));
    for (int i = 0; i < m_tabs->count(); ++i)
        m_stack->addWidget(new QWidget(m_stack));
    connect(m_tabs, &QTabBar::currentChanged, this,
        [this](int index) { setPage(static_cast<Page>(index)); });
    showDatabase();

    auto *strip = new QHBoxLayout;
    strip->setContentsMargins(12, bandHeight, 16, 0);
    strip->addWidget(m_tabs);
    strip->addStretch();
    strip->addWidget(m_headline);

    auto *body = new QVBoxLayout;
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    body->addWidget(m_safety);
    body->addWidget(m_strip); // the pages keep their own margins
    body->addWidget(m_stack, 1);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    layout->addLayout(strip);
    layout->addLayout(body, 1);
}

void ServerPage::startMonitor()
{
    JobHandle monitor(std::make_unique<Monitor>(m_profile.pollInterval));
    monitor.on(&Monitor::nodesSampled, [this](const QList<NodeSample> &samples) {
        m_nodes.addSamples(samples);
        if (m_watch)
            m_watch->setNodes(samples);
    });
    monitor.on(&Monitor::sampled, [this](const Sample &sample) { onSampled(sample); });
    monitor.on(&Monitor::failed, [this](const Error &error) {
        if (m_overview)
            m_overview->showFailure(error);
        if (m_nodesPage)
            m_nodesPage->showFailure(error);
        m_monitorError = error;
        m_databases->setInfoError(error);
    });
    m_client.start(monitor);
    m_monitor = std::move(monitor);
}

bool ServerPage::canTake(const Profile &profile) const
{
    return m_profile.endpoint == profile.endpoint && m_profile.keySeparator == profile.keySeparator
        && m_profile.pollInterval == profile.pollInterval;
}

void ServerPage::setProfile(const Profile &profile)
{
    m_profile = profile;
    if (m_keys)
        m_keys->setProfile(profile);
    if (m_hitRate)
        m_hitRate->setServer(profile.name);
    if (m_overview)
        m_overview->setName(profile.name);
    if (m_watch)
        m_watch->setSeparator(profile.keySeparator.toUtf8());
    showDatabase();
    update();
    emit changed();
}

void ServerPage::showDatabase()
{
    const int db = m_client.endpoint().db;
    m_headline->setDatabase(db, m_profile.databaseNames.value(db));
    m_databases->setNames(m_profile.databaseNames);
}

void ServerPage::switchDatabase(int db)
{
    if (db == m_client.endpoint().db || !isReady())
        return;
    if (!m_keys || !m_keys->hasUnsavedEdits())
        return goToDatabase(db);
    m_strip->showNote(tr("A value on the page Keys is edited and not saved."));
    m_strip->addAction(
        tr("Drop the edit and go to database %1").arg(db), this, [this, db] { goToDatabase(db); });
}

// The page goes before the server is asked: nothing that it began in one database may go on in
// another.
void ServerPage::goToDatabase(int db)
{
    m_strip->clear();
    m_isMoving = true;
    if (std::exchange(m_keys, nullptr))
        replacePage(Page::Keys, new QWidget(m_stack));
    m_tabs->setEnabled(false);
    m_client.selectDatabase(db);
    emit changed();
}

void ServerPage::arriveInDatabase()
{
    m_isMoving = false;
    m_tabs->setEnabled(true);
    showDatabase();
    if (isVisible()) // else when it is looked at
        ensurePage(page());
    emit changed();
}

void ServerPage::onDatabaseRefused(const Error &error)
{
    arriveInDatabase();
    m_strip->showError(error, tr("Going to the other database failed."));
}

QString ServerPage::scanSummary() const
{
    return m_keys ? m_keys->scanSummary() : QString();
}

bool ServerPage::isScanning() const
{
    return m_keys && m_keys->isScanning();
}

ServerPage::Page ServerPage::page() const
{
    return static_cast<Page>(m_stack->currentIndex());
}

void ServerPage::setPage(Page page)
{
    ensurePage(page);
    beginWith(page);
    emit changed();
}

void ServerPage::beginWith(Page page)
{
    const QSignalBlocker silence(m_tabs);
    m_stack->setCurrentIndex(static_cast<int>(page));
    m_tabs->setCurrentIndex(static_cast<int>(page));
}

void ServerPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_isMoving)
        ensurePage(page());
}

void ServerPage::goTo(Page page)
{
    setPage(page);
    QWidget *shown = m_stack->currentWidget();
    if (QWidget *target = FocusPass::target(shown); target != shown)
        target->setFocus(Qt::ShortcutFocusReason);
}

void ServerPage::ensurePage(Page page)
{
    if (page == Page::Keys && !m_keys) {
        m_keys = new KeysPage(m_client, m_profile, m_stack);
        connect(m_keys, &KeysPage::invalidateRequested, this,
            [this](const QByteArray &pattern) { invalidate({BulkScope{pattern}}); });
        connect(m_keys, &KeysPage::invalidateSelectionRequested, this,
            [this](const KeySelection &selected) {
                invalidate({BulkScope{"*", selected}});
            });
        connect(m_keys, &KeysPage::exportRequested, this,
            [this](const KeySelection &selected) { exportKeys(ExportSelection::of(selected)); });
        connect(m_keys, &KeysPage::scanChanged, this, &ServerPage::changed);
        connect(m_keys, &KeysPage::profileEdited, this, &ServerPage::profileEdited);
        connect(m_keys, &KeysPage::recentPatternsChanged, this, [this](const QStringList &recent) {
            m_recentPatterns = recent;
            emit recentPatternsChanged(recent);
        });
        m_keys->setRecentPatterns(m_recentPatterns);
        if (m_decoders)
            m_keys->setDecoders(*m_decoders);
        m_keys->setCopyTargets(m_copyTargets);
        KeyTreeHeader &header = m_keys->browser()->header();
        header.setWanted(m_keyColumns);
        connect(&header, &KeyTreeHeader::wantedChosen, this, &ServerPage::keyColumnsChosen);
        replacePage(page, m_keys);
    } else if (page == Page::Overview && !m_overview) {
        m_overview = new OverviewPage(m_client, m_history, m_stack);
        m_overview->setWindow(m_chartWindow);
        connect(m_overview, &OverviewPage::windowChosen, this, &ServerPage::chartWindowChosen);
        markActs();
        connectOverview();
        replacePage(page, m_overview);
        if (m_monitorError)
            m_overview->showFailure(*m_monitorError);
    } else if (page == Page::Recipes && !m_recipes) {
        makeRecipes();
    } else if (page == Page::History && !m_historyPage) {
        makeHistory();
    } else if (page == Page::Log && !m_log) {
        m_log = new CommandLogPage(m_client, m_profile.name, m_stack);
        replacePage(page, m_log);
    } else if (page == Page::Traffic && !m_traffic) {
        makeTraffic();
    } else if (page == Page::SlowLog && !m_slowLog) {
        makeSlowLog();
    } else if (page == Page::Nodes && !m_nodesPage) {
        m_nodesPage = new NodesPage(m_nodes, m_stack);
        connect(m_nodesPage, &NodesPage::openRequested, this, &ServerPage::openNode);
        replacePage(page, m_nodesPage);
        if (m_monitorError)
            m_nodesPage->showFailure(*m_monitorError);
    }
}

void ServerPage::replacePage(Page page, QWidget *widget)
{
    const int index = static_cast<int>(page);
    QWidget *replaced = m_stack->widget(index);
    const bool isShown = m_stack->currentWidget() == replaced;
    m_stack->insertWidget(index, widget);
    if (isShown)
        m_stack->setCurrentWidget(widget);
    m_stack->removeWidget(replaced);
    delete replaced;
}

void ServerPage::setChartWindow(std::chrono::minutes window)
{
    m_chartWindow = window;
    if (m_overview)
        m_overview->setWindow(window);
}

void ServerPage::setKeyColumns(const KeyColumns &columns)
{
    m_keyColumns = columns;
    if (m_keys)
        m_keys->browser()->header().setWanted(columns);
}

void ServerPage::retryNow()
{
    m_client.retryNow();
}

void ServerPage::rescan()
{
    // A page that is shown for the first time scans by itself.
    const bool isShown = m_keys != nullptr;
    setPage(Page::Keys);
    if (isShown)
        m_keys->rescan();
}

void ServerPage::goToFilter()
{
    setPage(Page::Keys);
    m_keys->goToFilter();
}

void ServerPage::newKey()
{
    setPage(Page::Keys);
    m_keys->newKey();
}

void ServerPage::pauseOrContinueScan()
{
    if (m_keys)
        m_keys->pauseOrContinue();
}

bool ServerPage::canPauseOrContinueScan() const
{
    return m_keys && m_keys->canPauseOrContinue();
}

void ServerPage::openPatterns()
{
    setPage(Page::Keys);
    m_keys->openPatterns();
}

void ServerPage::stopScan()
{
    if (m_keys)
        m_keys->stop();
}

void ServerPage::exportKeys(const ExportSelection &selection)
{
    (new ExportKeysDialog(m_client, m_profile, selection, this))->open();
}

void ServerPage::importKeys()
{
    auto *dialog = new ImportKeysDialog(m_client, m_profile, this);
    if (m_keys)
        connect(dialog, &ImportKeysDialog::imported, m_keys, &KeysPage::rescan);
    dialog->open();
}

void ServerPage::showNote(const QString &text)
{
    m_strip->showNote(text);
}

void ServerPage::onStatus(const Status &status)
{
    switch (status.state) {
    case Status::State::Ready:
        if (!std::exchange(m_wasReady, true))
            emit arrived();
        if (m_shownError)
            m_strip->clear();
        m_shownError.reset();
        break;
    case Status::State::Waiting:
    case Status::State::Failed:
        showFailure(status);
        break;
    case Status::State::Closed:
    case Status::State::Connecting:
        break;
    }
    if (status.state == Status::State::Failed && isForAPassword(status.error))
        emit passwordNeeded(*status.error);
    emit changed();
}

void ServerPage::showFailure(const Status &status)
{
    // Each try fails alike: what the person has read and dismissed does not come back.
    if (!status.error || status.error == m_shownError)
        return;
    m_shownError = status.error;
    m_strip->showError(*status.error,
        m_wasReady ? tr("The connection to %1 was lost.").arg(m_profile.name)
                   : tr("Connecting to %1 failed.").arg(m_profile.name));
    m_strip->addAction(tr("Retry now"), this, [this] { retryNow(); });
    if (isForAPassword(status.error))
        m_strip->addAction(tr("Enter password…"), this,
            [this, error = *status.error] { emit passwordNeeded(error); });
    m_strip->addAction(tr("Edit server…"), this, [this] { emit editRequested(); });
}

void ServerPage::onTopology(const Topology &topology)
{
    m_headline->setDatabaseMenu(topology.isCluster() ? nullptr : m_databases);
    // Said once: what the person has read and dismissed does not come back.
    if (topology.news != m_news && !topology.news.isEmpty())
        m_strip->showNote(topology.news);
    m_news = topology.news;
    m_nodes.setTopology(topology);
    m_tabs->setTabVisible(static_cast<int>(Page::Nodes), hasNodes());
    m_tabs->updateGeometry(); // it does not think of that itself
    emit changed();
}

bool ServerPage::hasNodes() const
{
    const Topology &topology = m_client.topology();
    return topology.isCluster() || topology.kind == Topology::Kind::Sentinel
        || topology.nodes.size() > 1;
}

void ServerPage::onSampled(const Sample &sample)
{
    m_monitorError.reset();
    m_databases->setInfoError({});
    m_history.append(sample);
    m_headline->setHeadline(headline());
}

void ServerPage::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &colors = themeOf(this);
    QPainter painter(this);
    const int bottom = m_tabs->geometry().bottom() + 1;
    painter.fillRect(0, 0, width(), bottom, colors.panel);
    painter.fillRect(0, bottom, width(), 1, colors.line);
    painter.fillRect(0, 0, width(), bandHeight, colorOf(m_profile, colors));
}

} // namespace hitlens
