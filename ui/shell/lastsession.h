// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QStringList>

class QTabWidget;

namespace hitlens {

class MainWindow;
class ProfileStore;
class ServerPage;
class Settings;

// Keeps which saved servers are open, at each change, so that a crash loses nothing, and opens them
// again. A child of the window, which it speaks to.
class LastSession final : public QObject
{
    Q_OBJECT

public:
    LastSession(
        MainWindow &window, QTabWidget &tabs, const ProfileStore &profiles, Settings &settings);

    // Opens what was open. Servers that ask for their secrets each time are left out: a start shows
    // no questions.
    void reopen();
    // Puts an opened page into the tabs: in front, unless it comes back with others and was behind.
    void addTab(ServerPage &page);
    // Whatever the tabs show now is what the next start opens.
    void note();

private:
    void settle();

    MainWindow &m_window;
    QTabWidget &m_tabs;
    const ProfileStore &m_profiles;
    Settings &m_settings;
    QStringList m_awaited; // on their way; until they are there nothing is noted
    QString m_front;
};

} // namespace hitlens
