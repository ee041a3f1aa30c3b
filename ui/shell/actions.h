// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/serverpage.h"

#include <QObject>

#include <optional>
#include <span>
#include <vector>

class QAction;
class QMenu;
class QMenuBar;

namespace hitlens {

class MainWindow;
enum class SchemeChoice;

// What the predicates of the actions look at.
struct WindowState
{
    bool hasServer = false; // one is chosen in the list
    bool canConnect = false;
    bool canDisconnect = false;
    bool canEdit = false; // or save, if it is not: all but the demo
    bool isSaved = false;
    bool canExport = false; // some server is saved
    std::optional<ServerPage::Page> page; // shown of the open server; nullopt: none is open
    bool isReady = false; // and answers
    bool canRetry = false; // and is waiting or has failed
    bool hasNodes = false; // several servers stand behind it, or may
    bool hasHitRateWindow = false; // of the open server
    bool isScanning = false;
    bool canPauseOrContinueScan = false;
    int openServers = 0;
    bool reopensServers = true;
    bool opensProductionReadOnly = false;
    bool isSidebarVisible = true;
    SchemeChoice scheme{};

    bool operator==(const WindowState &) const = default;
};

enum class MenuId { File, Server, Keys, View, Help };

// One row of the one table of actions. Menus, shortcuts and the command palette fall out of it.
struct ActionRow
{
    const char *id; // a name for good: settings and tests know it
    MenuId menu;
    const char *text; // marked for translation, with its mnemonic
    const char *icon; // of resources/icons; empty for none
    const char *shortcut; // portable text; empty for none
    bool (*isEnabled)(const WindowState &);
    bool (*isChecked)(const WindowState &); // null: not checkable
    void (MainWindow::*run)();
    bool startsGroup; // a line above it in the menu
};

std::span<const ActionRow> actionTable();

// The rows of the table as QActions of one window. GUI thread.
class Actions final : public QObject
{
    Q_OBJECT

public:
    // Adds the actions to the window, so that their shortcuts work in all of it.
    explicit Actions(MainWindow &window);

    void fillMenuBar(QMenuBar *bar) const;
    void update(const WindowState &state);
    const std::vector<QAction *> &all() const { return m_actions; } // in the table's order
    QAction *action(const char *id) const; // asserts that there is one

private:
    std::vector<QAction *> m_actions;
};

} // namespace hitlens
