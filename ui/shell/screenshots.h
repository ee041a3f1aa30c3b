// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/mainwindow.h"

#include <QElapsedTimer>
#include <QPointer>

#include <deque>
#include <functional>

class QDialog;

namespace hitlens {

// Takes a picture of every page and dialog, light and dark, in two sizes, while a server is really
// watched; prints the files and the headline figures and ends the program: with 0, or with 1 when
// there was nothing to take pictures of. Made before the server is opened.
class Screenshots final : public QObject
{
    Q_OBJECT

public:
    Screenshots(MainWindow &window, SchemeSwitch &schemes, const QString &folder);

private:
    struct Step
    {
        std::function<void()> act;
        // The next step waits for this; null: only for the time to lay out and paint.
        std::function<bool()> isDone;
    };

    void onOpened(ServerPage *page);
    void onPageChanged();
    void plan();
    void planPages(SchemeChoice scheme, const QString &schemeName, const QSize &size);
    void planKeys();
    void planTraffic();
    void planDialogs();
    void add(std::function<void()> act, std::function<bool()> isDone = {});
    void runNext();
    void waitForStep();
    void saveWindow(const QString &name);
    void saveDialog(const QString &name);
    void save(const QPixmap &picture, const QString &name);
    void openSomeKey();
    void finish();
    void fail(const QString &reason);
    bool hasHistory() const;

    MainWindow &m_window;
    SchemeSwitch &m_schemes;
    const QString m_folder;
    QPointer<ServerPage> m_page;
    std::deque<Step> m_steps;
    std::function<bool()> m_isDone;
    QElapsedTimer m_stepClock;
    QString m_shotName; // of the scheme and size at hand
    bool m_isEnding = false;
};

} // namespace hitlens
