// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/screenshots.h"

#include "ui/invalidation/historypage.h"
#include "ui/invalidation/recipeform.h"
#include "ui/invalidation/recipespage.h"
#include "ui/keyspace/bytesview.h"
#include "ui/keyspace/keyspage.h"
#include "ui/keyspace/keytabs.h"
#include "ui/keyspace/keytreeview.h"
#include "ui/keyspace/rowsview.h"
#include "ui/monitoring/overviewpage.h"
#include "ui/monitoring/serversettingsdialog.h"
#include "ui/monitoring/slowlogpage.h"
#include "ui/monitoring/trafficpage.h"
#include "ui/widgets/format.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QTimer>

#include <algorithm>
#include <cstdio>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Enough samples for lines in the charts and a hit rate over its whole window.
constexpr auto watchTime = 12s;
constexpr auto settleTime = 350ms; // to lay out, fetch what came into view and paint
constexpr std::chrono::milliseconds dryRunTime = 1500ms;
constexpr std::chrono::milliseconds trafficTime = 6s; // for some misses of each kind
constexpr qint64 pictureReads = 500; // sampled
constexpr auto pollTime = 100ms;
constexpr auto patience = 60s; // for one step

constexpr QSize sizes[] = {{1440, 900}, {1024, 700}};

void say(const QString &line)
{
    std::fputs(qUtf8Printable(line + u'\n'), stdout);
    std::fflush(stdout);
}

qint64 keysIn(const Sample &sample, int db)
{
    if (!sample.info.databases)
        return 0;
    for (const DatabaseInfo &database : *sample.info.databases) {
        if (database.db == db)
            return database.keys;
    }
    return 0;
}

// The part of its kind that is to be seen.
template <typename Part>
Part *seenIn(const QWidget *whole)
{
    const QList<Part *> parts = whole->findChildren<Part *>();
    const auto seen = std::find_if(
        parts.begin(), parts.end(), [](const Part *part) { return part->isVisible(); });
    Q_ASSERT(seen != parts.end());
    return *seen;
}

} // namespace

Screenshots::Screenshots(MainWindow &window, SchemeSwitch &schemes, const QString &folder)
    : m_window(window)
    , m_schemes(schemes)
    , m_folder(folder)
{
    connect(&window, &MainWindow::opened, this, &Screenshots::onOpened);
    connect(
        &window, &MainWindow::demoFailed, this, [this](const Error &error) { fail(error.text); });
    if (!QDir().mkpath(folder))
        fail(tr("The folder %1 cannot be made.").arg(folder));
}

void Screenshots::onOpened(ServerPage *page)
{
    if (m_page)
        return;
    m_page = page;
    connect(page, &ServerPage::changed, this, &Screenshots::onPageChanged);
    plan();
    runNext();
}

void Screenshots::onPageChanged()
{
    const Status &status = m_page->status();
    if (status.state == Status::State::Failed && status.error)
        fail(status.error->text);
}

void Screenshots::plan()
{
    const auto isScanned
        = [this] { return !m_page->isScanning() && !m_page->scanSummary().isEmpty(); };
    add([] {}, [this] { return hasHistory(); });
    add(
        [this] {
            m_window.resize(sizes[0]);
            m_window.showKeys();
            m_window.rescan();
        },
        isScanned);
    add([this] { openSomeKey(); });
    planTraffic();
    for (const QSize &size : sizes) {
        planPages(SchemeChoice::Light, u"light"_s, size);
        planKeys();
        planDialogs();
        planPages(SchemeChoice::Dark, u"dark"_s, size);
        planKeys();
        planDialogs();
    }
    add([this] { finish(); });
}

void Screenshots::planPages(SchemeChoice scheme, const QString &schemeName, const QSize &size)
{
    add([this, scheme, schemeName, size] {
        m_shotName = u"%1-%2x%3"_s.arg(schemeName).arg(size.width()).arg(size.height());
        m_schemes.setChoice(scheme);
        m_window.resize(size);
        m_window.showOverview();
    });
    add([this] {
        saveWindow(u"overview"_s);
        if (m_page->hasNodes())
            m_window.showNodes();
    });
    add([this] {
        if (m_page->hasNodes())
            saveWindow(u"nodes"_s);
        m_window.showKeys();
    });
    add([this] {
        saveWindow(u"keys"_s);
        m_window.showRecipes();
        m_page->recipes()->form()->setValue(u"user_id"_s, u"42"_s);
    });
    add([this] {
        saveWindow(u"recipes"_s);
        m_page->recipes()->newRecipe();
    });
    add(
        [this] {
            saveDialog(u"recipe"_s);
            m_window.showHistory();
        },
        [this] { return !m_page->acts()->isLoading(); });
    add([] {}); // what was loaded is shown
    add([this] {
        saveWindow(u"history"_s);
        m_window.showLog();
    });
    add([this] {
        saveWindow(u"log"_s);
        m_window.showTraffic();
    });
    add([this] {
        saveWindow(u"traffic"_s);
        m_page->traffic()->showHotKeys();
    });
    add(
        [this] {
            saveWindow(u"hotkeys"_s);
            m_page->traffic()->findChild<QTabWidget *>()->setCurrentIndex(0); // for the next one
            m_window.showSlowLog();
        },
        [this] { return !m_page->slowLog()->isLoading(); });
    add([this] { saveWindow(u"slowlog"_s); });
}

// What it says before it is begun, in all schemes and sizes, and then it runs for the others.
void Screenshots::planTraffic()
{
    for (const QSize &size : sizes) {
        for (const auto &[scheme, name] : {std::pair(SchemeChoice::Light, u"light"_s),
                 std::pair(SchemeChoice::Dark, u"dark"_s)}) {
            // Named anew: clang 14 captures no structured bindings.
            add([this, scheme = scheme, name = name, size] {
                m_shotName = u"%1-%2x%3"_s.arg(name).arg(size.width()).arg(size.height());
                m_schemes.setChoice(scheme);
                m_window.resize(size);
                m_window.showTraffic();
            });
            add([this] { saveWindow(u"trafficsetup"_s); });
        }
    }
    add([] {}, [this] { return m_page->headline().hitRate.has_value(); }); // somebody reads
    add([this] { m_page->traffic()->start(); },
        [this] {
            const TrafficReport &seen = m_page->traffic()->report();
            if (!seen.isSampling && seen.traffic.sampledReads < pictureReads)
                m_page->traffic()->sampleNow();
            return seen.traffic.sampledReads >= pictureReads
                && m_stepClock.hasExpired(trafficTime.count());
        });
}

// What a key's page has beside its first look, by keys of the demo.
void Screenshots::planKeys()
{
    if (m_page->profile().id != demoProfileId)
        return;
    const QByteArray string = "api:products";
    add([this] {
        m_window.showKeys();
        m_page->keys()->openKey("events:orders");
    });
    add([this] { seenIn<QTabBar>(seenIn<RowsView>(m_page->keys()))->setCurrentIndex(1); });
    add([this, string] {
        saveWindow(u"groups"_s);
        m_page->keys()->openKey(string);
    });
    add([this] {
        auto *bytes = seenIn<BytesView>(m_page->keys());
        bytes->setMode(BytesView::Mode::Hex);
        for (auto *button : bytes->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text() == BytesView::tr("Edit bytes"))
                button->click();
        }
    });
    add([this, string] {
        saveWindow(u"hex"_s);
        seenIn<BytesView>(m_page->keys())->revert();
        seenIn<BytesView>(m_page->keys())->setMode(BytesView::Mode::Json); // for the next one
        m_page->keys()->findChild<KeyTabs *>()->copyElsewhere(string);
    });
    add([this] { saveDialog(u"copykey"_s); });
}

void Screenshots::planDialogs()
{
    add([this] { m_window.openPalette(); });
    add(
        [this] {
            saveWindow(u"palette"_s);
            m_window.openPalette(); // closes it
            m_page->invalidate({BulkScope{"cache:get_user_*"}});
        },
        [this] { return m_stepClock.hasExpired(dryRunTime.count()); });
    add([this] {
        saveDialog(u"invalidate"_s);
        m_window.addServer();
    });
    add([this] {
        saveDialog(u"server"_s);
        m_window.showSettings();
    });
    add([this] {
        saveDialog(u"settings"_s);
        m_window.newKey();
    });
    add([this] {
        saveDialog(u"newkey"_s);
        emit m_page->overview()->limitsRequested();
    });
    add([this] {
        saveDialog(u"limits"_s);
        emit m_page->overview()->alertsRequested();
    });
    add([this] {
        saveDialog(u"alerts"_s);
        m_page->changeSettings({{{"maxmemory", "32mb"}, {"maxmemory-policy", "volatile-lru"}}});
    });
    add([this] { saveDialog(u"serversettings"_s); });
}

void Screenshots::add(std::function<void()> act, std::function<bool()> isDone)
{
    m_steps.push_back({std::move(act), std::move(isDone)});
}

void Screenshots::runNext()
{
    if (m_steps.empty() || m_isEnding)
        return;
    Step step = std::move(m_steps.front());
    m_steps.pop_front();
    m_isDone = std::move(step.isDone);
    m_stepClock.start();
    step.act();
    QTimer::singleShot(settleTime, this, &Screenshots::waitForStep);
}

void Screenshots::waitForStep()
{
    if (m_isEnding)
        return;
    if (!m_page)
        return fail(tr("The server was closed."));
    if (!m_isDone || m_isDone())
        return runNext();
    if (std::chrono::milliseconds(m_stepClock.elapsed()) > patience)
        return fail(tr("The server did not answer in time."));
    QTimer::singleShot(pollTime, this, &Screenshots::waitForStep);
}

bool Screenshots::hasHistory() const
{
    return std::chrono::milliseconds(m_stepClock.elapsed()) > watchTime
        && m_page->headline().operations;
}

// As a person does it: into the first folder, and into the first folder of that, down to a key.
void Screenshots::openSomeKey()
{
    auto *tree = m_page->keys()->findChild<KeyTreeView *>();
    const auto press = [tree](int key) {
        QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
        QCoreApplication::sendEvent(tree, &event);
    };
    press(Qt::Key_Home);
    int rows = 0;
    while (rows != tree->model()->rowCount()) {
        rows = tree->model()->rowCount();
        press(Qt::Key_Right);
        if (rows != tree->model()->rowCount())
            press(Qt::Key_Down);
    }
}

void Screenshots::saveWindow(const QString &name)
{
    save(m_window.grab(), name);
}

void Screenshots::saveDialog(const QString &name)
{
    QDialog *dialog = nullptr;
    for (QDialog *candidate : m_window.findChildren<QDialog *>()) {
        if (candidate->isVisible())
            dialog = candidate;
    }
    if (!dialog)
        return fail(tr("The dialog for the picture %1 did not open.").arg(name));
    // As the desktop would show it: in front of the window.
    QPixmap picture = m_window.grab();
    QPainter painter(&picture);
    painter.fillRect(m_window.rect(), QColor(0, 0, 0, 90));
    QRect place = dialog->rect();
    place.moveCenter(m_window.rect().center());
    painter.drawPixmap(place.topLeft(), dialog->grab());
    painter.end();
    dialog->close();
    save(picture, name);
}

void Screenshots::save(const QPixmap &picture, const QString &name)
{
    const QString path = QDir(m_folder).absoluteFilePath(u"%1-%2.png"_s.arg(name, m_shotName));
    if (!picture.save(path))
        return fail(tr("The picture %1 cannot be written.").arg(path));
    say(path);
}

void Screenshots::finish()
{
    const Headline headline = m_page->headline();
    const auto sample = m_page->history().latest();
    say(u"keys: %1"_s.arg(sample ? formatCount(keysIn(*sample, m_page->endpoint().db)) : u"–"_s));
    say(u"hit rate: %1"_s.arg(formatPercent(headline.hitRate)));
    say(u"ops/s: %1"_s.arg(headline.operations ? formatShortCount(*headline.operations) : u"–"_s));
    m_isEnding = true;
    QCoreApplication::exit(0);
}

void Screenshots::fail(const QString &reason)
{
    if (m_isEnding)
        return;
    m_isEnding = true;
    std::fputs(qUtf8Printable(tr("No pictures: %1").arg(reason) + u'\n'), stderr);
    // The event loop may not run yet.
    QTimer::singleShot(0, qApp, [] { QCoreApplication::exit(1); });
}

} // namespace hitlens
