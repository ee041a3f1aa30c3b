// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a server's page has to do with its history, findings and alerts, and its nodes.

#include "app/connections/secrets.h"
#include "app/keyspace/globpattern.h"
#include "app/monitoring/historykeeper.h"
#include "app/monitoring/serverwatch.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keyspage.h"
#include "ui/monitoring/alertsdialog.h"
#include "ui/monitoring/hitratewindow.h"
#include "ui/monitoring/limitsdialog.h"
#include "ui/monitoring/overviewpage.h"
#include "ui/monitoring/putbackoffer.h"
#include "ui/monitoring/serversettingsdialog.h"
#include "ui/monitoring/slowlogpage.h"
#include "ui/monitoring/trafficpage.h"
#include "ui/shell/serverpage.h"
#include "ui/widgets/messagestrip.h"

#include <QDateTime>
#include <QStackedWidget>

#include <algorithm>

namespace hitlens {

using namespace std::chrono_literals;

namespace {

// A limit and what happens at it are set together.
SettingsProposal withCompanions(SettingsProposal proposal)
{
    QList<SettingValue> all{{"maxmemory", {}}, {"maxmemory-policy", {}}};
    if (std::ranges::none_of(proposal.settings,
            [](const SettingValue &set) { return set.option.startsWith("maxmemory"); }))
        return proposal;
    for (SettingValue &set : all) {
        const auto proposed
            = std::ranges::find(proposal.settings, set.option, &SettingValue::option);
        if (proposed != proposal.settings.end())
            set.value = proposed->value;
    }
    proposal.settings = all;
    return proposal;
}

} // namespace

void ServerPage::keepHistoryIn(const QString &path)
{
    m_keeper = std::make_unique<HistoryKeeper>(m_history, path);
    connect(&m_keeper->store(), &HistoryStore::failed, this, [this](const QString &text) {
        m_strip->showNote(
            tr("The history of this server is not kept on this computer: %1").arg(text));
    });
}

void ServerPage::setMonitoring(MonitoringSettings &settings)
{
    m_watch = std::make_unique<ServerWatch>(m_history, settings, m_profile.id);
    m_watch->setSeparator(m_profile.keySeparator.toUtf8());
    connect(m_watch.get(), &ServerWatch::alertsChanged, this, &ServerPage::alertsChanged);
    connect(m_watch.get(), &ServerWatch::alerted, this, &ServerPage::alerted);
    if (m_overview)
        connectOverview();
}

QList<AlertRule> ServerPage::alerts() const
{
    return m_watch ? m_watch->alerts() : QList<AlertRule>();
}

void ServerPage::toggleHitRateWindow()
{
    if (!m_hitRate) {
        m_hitRate = std::make_unique<HitRateWindow>(m_history, m_profile.name);
        m_hitRate->restoreGeometry(m_hitRatePlace);
        connect(m_hitRate.get(), &HitRateWindow::placed, this,
            [this] { emit hitRatePlaced(m_hitRate->saveGeometry()); });
        connect(m_hitRate.get(), &HitRateWindow::openRequested, this, &ServerPage::frontRequested);
        connect(m_hitRate.get(), &HitRateWindow::visibilityChanged, this, &ServerPage::changed);
    }
    m_hitRate->setVisible(m_hitRate->isHidden());
}

bool ServerPage::hasHitRateWindow() const
{
    return m_hitRate && !m_hitRate->isHidden();
}

void ServerPage::noteSettingsIn(const QString &folder)
{
    m_settingsFolder = folder;
    new PutBackOffer(m_client, *m_strip, folder, m_profile.id, this);
}

void ServerPage::makeTraffic()
{
    m_traffic = new TrafficPage(m_client,
        {m_profile.id, m_profile.name, m_profile.keySeparator, m_settingsFolder}, m_stack);
    connect(m_traffic, &TrafficPage::keysRequested, this, [this](const QByteArray &pattern) {
        goTo(Page::Keys);
        m_keys->setFilter(QString::fromUtf8(pattern));
    });
    connect(m_traffic, &TrafficPage::keyRequested, this, &ServerPage::openKey);
    connect(m_traffic, &TrafficPage::invalidateRequested, this,
        [this](const QByteArray &pattern) { invalidate({BulkScope{pattern}}); });
    connect(m_traffic, &TrafficPage::reported, this, [this](const PrefixTraffic &traffic) {
        if (m_watch)
            m_watch->setTraffic(traffic);
    });
    replacePage(Page::Traffic, m_traffic);
}

void ServerPage::openKey(const QByteArray &key)
{
    goTo(Page::Keys);
    m_keys->openKey(key);
}

void ServerPage::makeSlowLog()
{
    m_slowLog = new SlowLogPage(m_client, m_stack);
    connect(m_slowLog, &SlowLogPage::keyRequested, this, &ServerPage::openKey);
    connect(m_slowLog, &SlowLogPage::settingsRequested, this,
        [this](const QList<SettingValue> &settings) { changeSettings({settings}); });
    replacePage(Page::SlowLog, m_slowLog);
}

void ServerPage::changeSettings(const SettingsProposal &proposal)
{
    auto *dialog = new ServerSettingsDialog(m_client, m_profile, proposal, this);
    connect(dialog, &ServerSettingsDialog::changed, this, [this](const QString &act) {
        m_history.addNote(
            static_cast<double>(QDateTime::currentMSecsSinceEpoch()), act, HistoryEvent::Kind::Act);
    });
    if (m_slowLog)
        connect(dialog, &ServerSettingsDialog::changed, m_slowLog, &SlowLogPage::refresh);
    dialog->open();
}

void ServerPage::changeMemorySettings()
{
    changeSettings({{{"maxmemory", {}}, {"maxmemory-policy", {}}, {"activedefrag", {}}}});
}

void ServerPage::openNode(const Node &node)
{
    Profile alone = m_profile;
    alone.id = m_profile.id + u'@' + QString::fromUtf8(node.name);
    alone.name = tr("%1, node %2").arg(m_profile.name, node.address.text());
    Endpoint &endpoint = alone.endpoint;
    endpoint.host = node.address.host;
    endpoint.port = node.address.port;
    endpoint.socketPath.clear();
    endpoint.sentinel = {};
    endpoint.thisNodeOnly = true;
    emit openRequested(alone, secretsOf(m_client.endpoint()));
}

// Those that expire about then, give or take what a dry run takes.
void ServerPage::spreadExpiry(const QByteArray &prefix, qint64 at)
{
    const std::chrono::milliseconds left(at - QDateTime::currentMSecsSinceEpoch());
    if (left <= 0ms)
        return showNote(tr("These keys have expired by now. Look closer again for what is there."));
    BulkPlan plan;
    plan.scope.pattern = GlobPattern::escape(prefix) + '*';
    plan.scope.condition.expiry = KeyCondition::Expiry::Expires;
    plan.scope.condition.ttlAbove = std::max<std::chrono::milliseconds>(left - 5min, 0ms);
    plan.scope.condition.ttlBelow = left + 90s;
    plan.action.kind = BulkAction::Kind::Expire;
    plan.action.ttl = std::chrono::ceil<std::chrono::minutes>(left);
    plan.action.spread = BulkAction::Spread::Jitter;
    plan.action.jitter = 50;
    invalidate(plan);
}

void ServerPage::setHiddenLines(const QStringList &lines)
{
    m_hiddenLines = lines;
    if (m_overview)
        m_overview->setHiddenLines(lines);
}

void ServerPage::connectOverview()
{
    m_overview->setName(m_profile.name);
    m_overview->setHiddenLines(m_hiddenLines);
    connect(m_overview, &OverviewPage::hiddenLinesChosen, this, &ServerPage::hiddenLinesChosen,
        Qt::UniqueConnection);
    if (!m_watch)
        return;
    m_overview->setWatch(*m_watch);
    connect(m_overview, &OverviewPage::placeRequested, this, [this](Finding::Place place) {
        goTo(place == Finding::Place::Nodes        ? Page::Nodes
                : place == Finding::Place::Traffic ? Page::Traffic
                                                   : Page::Keys);
        KeyCondition isPersistent;
        isPersistent.expiry = KeyCondition::Expiry::Persistent;
        if (place == Finding::Place::KeysWithoutTtl)
            m_keys->browser()->setCondition(isPersistent);
    });
    connect(m_overview, &OverviewPage::spreadRequested, this, &ServerPage::spreadExpiry);
    connect(m_overview, &OverviewPage::settingsRequested, this,
        [this](const QList<SettingValue> &settings, const QByteArrayList &nodes) {
            changeSettings(withCompanions({settings, nodes}));
        });
    connect(m_overview, &OverviewPage::slowLogRequested, this, [this](const QByteArray &command) {
        ensurePage(Page::SlowLog);
        m_slowLog->showCommand(command); // first: it is read when it is shown
        goTo(Page::SlowLog);
    });
    connect(m_overview, &OverviewPage::limitsRequested, this,
        [this] { (new LimitsDialog(m_watch->settings(), this))->open(); });
    connect(m_overview, &OverviewPage::alertsRequested, this,
        [this] { (new AlertsDialog(m_watch->settings(), this))->open(); });
}

} // namespace hitlens
