// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window has to do with histories and alerts.

#include "app/monitoring/historykeeper.h"
#include "app/monitoring/monitoringsettings.h"
#include "ui/connections/serverlist.h"
#include "ui/monitoring/metricwords.h"
#include "ui/monitoring/overviewexport.h"
#include "ui/shell/desktopnotice.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/messagestrip.h"

#include <QApplication>
#include <QTabWidget>

namespace hitlens {

using namespace Qt::StringLiterals;

void MainWindow::loadMonitoring()
{
    m_monitoring = new MonitoringSettings(this);
    m_monitoring->setJson(m_parts.settings.monitoringSettings());
    connect(m_monitoring, &MonitoringSettings::changed, this,
        [this] { m_parts.settings.setMonitoringSettings(m_monitoring->json()); });
}

void MainWindow::toggleHitRateWindow()
{
    if (ServerPage *page = currentPage())
        page->toggleHitRateWindow();
}

void MainWindow::openRecording()
{
    hitlens::openRecording(this, [this](const QString &text, const std::optional<Error> &error) {
        if (error)
            m_strip->showError(*error, text);
    });
}

void MainWindow::showTraffic()
{
    if (ServerPage *page = currentPage())
        page->goTo(ServerPage::Page::Traffic);
}

void MainWindow::showSlowLog()
{
    if (ServerPage *page = currentPage())
        page->goTo(ServerPage::Page::SlowLog);
}

void MainWindow::changeMemorySettings()
{
    if (ServerPage *page = currentPage())
        page->changeMemorySettings();
}

// What was seen of a server before it was saved is the beginning of its history.
void MainWindow::adoptHistory(const QString &fromId, const QString &id)
{
    const ServerPage *page = pageOf(fromId);
    if (page && !m_parts.historyFolder.isEmpty())
        HistoryStore(historyPath(m_parts.historyFolder, id)).write(page->history().everything());
}

void MainWindow::watchServer(ServerPage *page)
{
    page->setMonitoring(*m_monitoring);
    const QString id = page->profile().id;
    if (!m_parts.historyFolder.isEmpty() && !m_servers->model().isTransient(id))
        page->keepHistoryIn(historyPath(m_parts.historyFolder, id));
    if (!m_parts.settingsFolder.isEmpty())
        page->noteSettingsIn(m_parts.settingsFolder);
    page->setHiddenLines(m_parts.settings.hiddenLines());
    connect(page, &ServerPage::hiddenLinesChosen, this, [this](const QStringList &lines) {
        m_parts.settings.setHiddenLines(lines);
        for (int i = 0; i < m_tabs->count(); ++i)
            qobject_cast<ServerPage *>(m_tabs->widget(i))->setHiddenLines(lines);
    });
    page->setHitRatePlace(m_parts.settings.hitRatePlace(id));
    connect(page, &ServerPage::hitRatePlaced, this,
        [this, id](const QByteArray &geometry) { m_parts.settings.setHitRatePlace(id, geometry); });
    connect(page, &ServerPage::frontRequested, this, [this, page] {
        m_tabs->setCurrentWidget(page);
        setWindowState(windowState() & ~Qt::WindowMinimized);
        raise();
        activateWindow();
    });
    connect(page, &ServerPage::alertsChanged, this, [this, page] {
        QStringList texts;
        for (const AlertRule &rule : page->alerts())
            texts << describe(rule);
        m_servers->setAlert(page->profile().id, texts.join(u", "_s));
    });
    connect(page, &ServerPage::alerted, this, [this, page](const AlertRule &rule, bool isSilence) {
        const QString text = isSilence ? tr("There are no figures any more: %1").arg(describe(rule))
                                       : describe(rule);
        tellDesktop(page->profile().name, text);
        QApplication::alert(this);
    });
}

} // namespace hitlens
