// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/actions.h"

#include "ui/shell/mainwindow.h"
#include "ui/shell/settings.h"
#include "ui/shell/theme.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>
#include <cstring>

namespace hitlens {

namespace {

using State = const WindowState &;

bool always(State)
{
    return true;
}

bool hasPage(State state)
{
    return state.page.has_value();
}

bool isReady(State state)
{
    return state.isReady;
}

bool canEdit(State state)
{
    return state.canEdit;
}

bool isSaved(State state)
{
    return state.isSaved;
}

template <SchemeChoice choice>
bool isScheme(State state)
{
    return state.scheme == choice;
}

template <ServerPage::Page page>
bool isOn(State state)
{
    return state.page == page;
}

#define TEXT(text) QT_TRANSLATE_NOOP("Actions", text)

using W = MainWindow;

const ActionRow rows[] = {
    {"add-server", MenuId::File, TEXT("&Add server…"), "add", "Ctrl+N", always, nullptr,
        &W::addServer, false},
    {"open-demo", MenuId::File, TEXT("Open the &demo cache"), "demo", "Ctrl+Shift+O", always,
        nullptr, &W::openDemo, false},
    {"import", MenuId::File, TEXT("&Import servers…"), "", "", always, nullptr, &W::importServers,
        true},
    {"export", MenuId::File, TEXT("&Export servers…"), "", "", [](State s) { return s.canExport; },
        nullptr, &W::exportServers, false},
    {"open-recording", MenuId::File, TEXT("&Open a recording…"), "", "", always, nullptr,
        &W::openRecording, true},
    {"reopen", MenuId::File, TEXT("&Reopen servers at start"), "", "", always,
        [](State state) { return state.reopensServers; }, &W::toggleReopening, false},
    {"settings", MenuId::File, TEXT("&Settings…"), "", "Ctrl+,", always, nullptr, &W::showSettings,
        false},
    {"close-tab", MenuId::File, TEXT("&Close server tab"), "close", "Ctrl+W", hasPage, nullptr,
        &W::closeCurrentTab, true},
    {"quit", MenuId::File, TEXT("&Quit"), "quit", "Ctrl+Q", always, nullptr, &W::quit, false},

    {"connect", MenuId::Server, TEXT("&Connect"), "connect", "Ctrl+Return",
        [](State state) { return state.canConnect; }, nullptr, &W::connectCurrent, false},
    {"disconnect", MenuId::Server, TEXT("&Disconnect"), "disconnect", "Ctrl+Shift+Return",
        [](State state) { return state.canDisconnect; }, nullptr, &W::disconnectCurrent, false},
    {"retry", MenuId::Server, TEXT("&Retry now"), "refresh", "Ctrl+Shift+R",
        [](State state) { return state.canRetry; }, nullptr, &W::retryNow, false},
    {"edit-server", MenuId::Server, TEXT("&Edit…"), "edit", "Ctrl+E", canEdit, nullptr,
        &W::editCurrent, true},
    {"duplicate-server", MenuId::Server, TEXT("D&uplicate"), "duplicate", "Ctrl+Shift+C", isSaved,
        nullptr, &W::duplicateCurrent, false},
    {"remove-server", MenuId::Server, TEXT("Re&move…"), "delete", "", isSaved, nullptr,
        &W::removeCurrent, false},
    {"move-to-group", MenuId::Server, TEXT("Move to &group…"), "", "", isSaved, nullptr,
        &W::moveCurrentToGroup, true},
    {"memory-settings", MenuId::Server, TEXT("Memory &limit and eviction…"), "edit", "", isReady,
        nullptr, &W::changeMemorySettings, true},
    {"search-servers", MenuId::Server, TEXT("&Search servers"), "search", "Ctrl+Shift+F", always,
        nullptr, &W::searchServers, false},
    {"production-read-only", MenuId::Server, TEXT("Open &production servers read-only"), "", "",
        always, [](State state) { return state.opensProductionReadOnly; },
        &W::toggleProductionReadOnly, true},

    {"rescan", MenuId::Keys, TEXT("&Scan again"), "refresh", "F5", isReady, nullptr, &W::rescan,
        false},
    {"stop-scan", MenuId::Keys, TEXT("S&top the scan"), "stop", "Ctrl+.",
        [](State state) { return state.isScanning; }, nullptr, &W::stopScan, false},
    {"pause-scan", MenuId::Keys, TEXT("Pa&use or continue the scan"), "pause", "Ctrl+Shift+P",
        [](State state) { return state.canPauseOrContinueScan; }, nullptr, &W::pauseScan, false},
    {"new-key", MenuId::Keys, TEXT("&New key…"), "add", "Ctrl+Shift+N", isReady, nullptr,
        &W::newKey, true},
    {"filter-keys", MenuId::Keys, TEXT("&Filter keys"), "filter", "Ctrl+F", hasPage, nullptr,
        &W::filterKeys, true},
    {"patterns", MenuId::Keys, TEXT("Bookmarked and recent &patterns"), "clock", "Ctrl+Shift+B",
        hasPage, nullptr, &W::choosePattern, false},
    {"invalidate", MenuId::Keys, TEXT("&Invalidate keys…"), "invalidate", "Ctrl+Shift+D", isReady,
        nullptr, &W::invalidate, true},
    {"export-keys", MenuId::Keys, TEXT("&Export keys…"), "", "Ctrl+Shift+E", isReady, nullptr,
        &W::exportKeys, true},
    {"import-keys", MenuId::Keys, TEXT("I&mport keys…"), "", "", isReady, nullptr, &W::importKeys,
        false},

    {"show-overview", MenuId::View, TEXT("&Overview"), "overview", "Ctrl+1", hasPage,
        isOn<ServerPage::Page::Overview>, &W::showOverview, false},
    {"show-keys", MenuId::View, TEXT("&Keys"), "key", "Ctrl+2", hasPage,
        isOn<ServerPage::Page::Keys>, &W::showKeys, false},
    {"show-nodes", MenuId::View, TEXT("Nod&es"), "server", "Ctrl+3",
        [](State state) { return state.hasNodes; }, isOn<ServerPage::Page::Nodes>, &W::showNodes,
        false},
    {"show-recipes", MenuId::View, TEXT("&Recipes"), "recipe", "Ctrl+4", hasPage,
        isOn<ServerPage::Page::Recipes>, &W::showRecipes, false},
    {"show-history", MenuId::View, TEXT("&History of changes to many keys"), "clock", "Ctrl+5",
        hasPage, isOn<ServerPage::Page::History>, &W::showHistory, false},
    {"show-log", MenuId::View, TEXT("&Command log"), "log", "Ctrl+9", hasPage,
        isOn<ServerPage::Page::Log>, &W::showLog, false},
    {"show-traffic", MenuId::View, TEXT("&Traffic by prefix"), "filter", "Ctrl+6", hasPage,
        isOn<ServerPage::Page::Traffic>, &W::showTraffic, false},
    {"show-slow-log", MenuId::View, TEXT("Slow co&mmands"), "clock", "Ctrl+7", hasPage,
        isOn<ServerPage::Page::SlowLog>, &W::showSlowLog, false},
    {"next-tab", MenuId::View, TEXT("&Next server tab"), "next", "Ctrl+Tab",
        [](State state) { return state.openServers > 1; }, nullptr, &W::showNextTab, true},
    {"previous-tab", MenuId::View, TEXT("&Previous server tab"), "previous", "Ctrl+Shift+Tab",
        [](State state) { return state.openServers > 1; }, nullptr, &W::showPreviousTab, false},
    {"next-pane", MenuId::View, TEXT("Move to the next p&ane"), "next", "F6", always, nullptr,
        &W::focusNextPane, false},
    {"hit-rate-window", MenuId::View, TEXT("Hit rate in a small &window"), "", "Ctrl+Shift+W",
        hasPage, [](State state) { return state.hasHitRateWindow; }, &W::toggleHitRateWindow, true},
    {"sidebar", MenuId::View, TEXT("&Server list"), "sidebar", "Ctrl+B", always,
        [](State state) { return state.isSidebarVisible; }, &W::toggleSidebar, true},
    {"scheme-system", MenuId::View, TEXT("Colours of the s&ystem"), "", "", always,
        isScheme<SchemeChoice::System>, &W::useSystemScheme, true},
    {"scheme-light", MenuId::View, TEXT("&Light colours"), "sun", "", always,
        isScheme<SchemeChoice::Light>, &W::useLightScheme, false},
    {"scheme-dark", MenuId::View, TEXT("&Dark colours"), "moon", "", always,
        isScheme<SchemeChoice::Dark>, &W::useDarkScheme, false},

    {"palette", MenuId::Help, TEXT("&Find a server or action…"), "search", "Ctrl+K", always,
        nullptr, &W::openPalette, false},
    {"copy-diagnostics", MenuId::Help, TEXT("&Copy diagnostics"), "copy", "", always, nullptr,
        &W::copyDiagnostics, true},
    {"about", MenuId::Help, TEXT("&About Hitlens"), "note", "", always, nullptr, &W::showAbout,
        false},
};

#undef TEXT

QString menuTitle(MenuId menu)
{
    static const char *const titles[] = {QT_TRANSLATE_NOOP("Actions", "&File"),
        QT_TRANSLATE_NOOP("Actions", "&Server"), QT_TRANSLATE_NOOP("Actions", "&Keys"),
        QT_TRANSLATE_NOOP("Actions", "&View"), QT_TRANSLATE_NOOP("Actions", "&Help")};
    return QCoreApplication::translate("Actions", titles[static_cast<int>(menu)]);
}

QAction *makeAction(const ActionRow &row, MainWindow &window)
{
    auto *action = new QAction(QCoreApplication::translate("Actions", row.text), &window);
    action->setObjectName(QLatin1StringView(row.id));
    if (*row.icon)
        action->setIcon(icon(QLatin1StringView(row.icon)));
    action->setShortcut(
        QKeySequence::fromString(QLatin1StringView(row.shortcut), QKeySequence::PortableText));
    action->setCheckable(row.isChecked != nullptr);
    QObject::connect(action, &QAction::triggered, &window, row.run);
    window.addAction(action);
    return action;
}

} // namespace

std::span<const ActionRow> actionTable()
{
    return rows;
}

Actions::Actions(MainWindow &window)
    : QObject(&window)
{
    for (const ActionRow &row : rows)
        m_actions.push_back(makeAction(row, window));
}

void Actions::fillMenuBar(QMenuBar *bar) const
{
    QMenu *menu = nullptr;
    const ActionRow *before = nullptr;
    for (size_t i = 0; i < m_actions.size(); ++i) {
        const ActionRow &row = rows[i];
        if (!before || before->menu != row.menu)
            menu = bar->addMenu(menuTitle(row.menu));
        else if (row.startsGroup)
            menu->addSeparator();
        menu->addAction(m_actions[i]);
        before = &row;
    }
}

void Actions::update(const WindowState &state)
{
    for (size_t i = 0; i < m_actions.size(); ++i) {
        m_actions[i]->setEnabled(rows[i].isEnabled(state));
        if (rows[i].isChecked)
            m_actions[i]->setChecked(rows[i].isChecked(state));
    }
}

QAction *Actions::action(const char *id) const
{
    const auto row = std::ranges::find_if(
        rows, [id](const ActionRow &candidate) { return std::strcmp(candidate.id, id) == 0; });
    Q_ASSERT(row != std::end(rows));
    return m_actions[static_cast<size_t>(row - rows)];
}

} // namespace hitlens
