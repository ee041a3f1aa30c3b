// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/lastsession.h"

#include "ui/shell/mainwindow.h"

#include <QTabBar>
#include <QTabWidget>

namespace hitlens {

LastSession::LastSession(
    MainWindow &window, QTabWidget &tabs, const ProfileStore &profiles, Settings &settings)
    : QObject(&window)
    , m_window(window)
    , m_tabs(tabs)
    , m_profiles(profiles)
    , m_settings(settings)
{
    connect(&m_window, &MainWindow::opened, this, &LastSession::settle);
    connect(m_tabs.tabBar(), &QTabBar::tabMoved, this, &LastSession::note);
    connect(&m_tabs, &QTabWidget::currentChanged, this, &LastSession::note);
}

void LastSession::reopen()
{
    if (!m_settings.reopensServers())
        return;
    m_front = m_settings.frontServer();
    for (const QString &id : m_settings.openServers()) {
        const auto profile = m_profiles.profile(id);
        if (profile && !profile->askSecrets && !m_window.pageOf(id))
            m_awaited << id;
    }
    // Opening may answer at once: not while this list is walked.
    const QStringList awaited = m_awaited;
    for (const QString &id : awaited)
        m_window.openServer(id);
}

// Ten pages of charts that nobody looks at take the memory of a second program.
void LastSession::addTab(ServerPage &page)
{
    const Profile &profile = page.profile();
    const auto last = static_cast<ServerPage::Page>(m_settings.lastPage());
    const bool isBehind = m_awaited.contains(profile.id) && profile.id != m_front
        && (m_awaited.contains(m_front) || m_window.pageOf(m_front));
    if (isBehind)
        page.beginWith(last);
    else
        page.setPage(last);
    const int tab = m_tabs.addTab(&page, profile.name);
    if (!isBehind)
        m_tabs.setCurrentIndex(tab);
}

void LastSession::settle()
{
    const bool wasAwaited = !m_awaited.isEmpty();
    m_awaited.removeIf(
        [this](const QString &id) { return m_window.pageOf(id) || !m_profiles.profile(id); });
    if (!m_awaited.isEmpty())
        return;
    if (wasAwaited && m_window.pageOf(m_front))
        m_tabs.setCurrentWidget(m_window.pageOf(m_front));
    note();
}

void LastSession::note()
{
    if (!m_awaited.isEmpty())
        return;
    QStringList ids;
    for (int i = 0; i < m_tabs.count(); ++i) {
        const auto *page = qobject_cast<ServerPage *>(m_tabs.widget(i));
        if (page && m_profiles.profile(page->profile().id))
            ids << page->profile().id;
    }
    const ServerPage *front = m_window.currentPage();
    m_settings.setOpenServers(ids, front ? front->profile().id : QString());
}

} // namespace hitlens
