// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/serverwatch.h"
#include "tests/fixtures/desk.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/knowntraffic.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keyspage.h"
#include "ui/monitoring/hotkeyspanel.h"
#include "ui/monitoring/reasonsdelegate.h"
#include "ui/monitoring/trafficpage.h"
#include "ui/monitoring/trafficsetup.h"
#include "ui/monitoring/trafficwords.h"
#include "ui/shell/crashnotice.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/tablenote.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QByteArray eventsSetOn(const RedisServer &server)
{
    return server.cli({u"CONFIG"_s, u"GET"_s, u"notify-keyspace-events"_s})
        .mid(QByteArrayView("notify-keyspace-events").size())
        .trimmed();
}

// A window with one server open, on its page Traffic.
struct TrafficWindow
{
    explicit TrafficWindow(const Endpoint &endpoint)
    {
        Profile profile;
        profile.id = u"shop"_s;
        profile.name = u"shop-cache"_s;
        profile.keySeparator = u":"_s;
        profile.endpoint = endpoint;
        window = std::make_unique<MainWindow>(partsWithSettings());
        window->resize(1024, 700);
        window->show();
        window->openUnsaved(profile, secretsOf(endpoint));
        window->showTraffic();
    }
    MainWindow::Parts partsWithSettings()
    {
        MainWindow::Parts parts = desk.parts();
        parts.settingsFolder = settings.path();
        return parts;
    }
    ServerPage *server() const { return window->currentPage(); }
    TrafficPage *page() const { return server()->traffic(); }
    bool isReady() const
    {
        return waitFor([this] { return server()->isReady(); });
    }
    QPushButton *button(const QString &text) const
    {
        for (auto *button : page()->findChildren<QPushButton *>()) {
            if (button->text().remove(u'&').startsWith(text))
                return button;
        }
        return nullptr;
    }
    QTableView *table(const QString &name) const
    {
        for (auto *table : page()->findChildren<QTableView *>()) {
            if (table->accessibleName() == name)
                return table;
        }
        return nullptr;
    }
    QString said() const
    {
        QStringList texts;
        for (const MessageStrip *strip : server()->findChildren<MessageStrip *>())
            texts << strip->text();
        return texts.join(u'|');
    }
    bool start() const
    {
        button(u"Start"_s)->click();
        return waitFor([this] {
            const auto &nodes = page()->report().nodes;
            return !nodes.isEmpty() && nodes.first().state == TrafficNodeState::State::Listening;
        });
    }

    Desk desk;
    QTemporaryDir settings;
    std::unique_ptr<MainWindow> window;
};

} // namespace

class TestTrafficPage final : public QObject
{
    Q_OBJECT

private slots:
    void nothingHappensBeforeItIsStarted();
    void watchesAndStops();
    void leadsToKeys();
    void putsBackWhenTheServerIsClosed();
    void offersWhatACrashLeft();
    void refusesAWrongExpression();
    void saysWhatIsMissing();
    void showsHotKeysWithoutAWatch();
    void saysThatNoCounterIsKept();
    void saysWhatHotKeysNeed();
    void everythingHasAName();
};

void TestTrafficPage::nothingHappensBeforeItIsStarted()
{
    RedisServer server;
    TrafficWindow shown(server.endpoint());
    QVERIFY(shown.isReady());
    QVERIFY(waitFor([&] { return shown.button(u"Start"_s)->isEnabled(); }));
    QVERIFY(!shown.page()->isWatching());
    QCOMPARE(eventsSetOn(server), QByteArray());
    QVERIFY(!server.cli({u"CLIENT"_s, u"LIST"_s}).contains("psub=1"));
}

void TestTrafficPage::watchesAndStops()
{
    RedisServer server;
    TrafficWindow shown(server.endpoint());
    QVERIFY(shown.isReady());
    QVERIFY(waitFor([&] { return shown.button(u"Start"_s)->isEnabled(); }));
    QVERIFY(shown.start());
    // An empty list says why.
    const auto says = [&shown](const QString &list) {
        const auto *note = shown.table(list)->findChild<TableNote *>();
        return note->isVisibleTo(shown.table(list)) ? note->text() : QString();
    };
    QVERIFY(says(u"Stampedes"_s).startsWith(u"No event has told of a key "_s));
    QVERIFY(!says(u"Prefixes"_s).isEmpty());
    KnownTraffic traffic(server);
    traffic.write("user:", 10);
    traffic.readNeverSet("user:", 15);
    traffic.stampede("item:1", 30);
    const auto *table = shown.table(u"Prefixes"_s);
    QVERIFY(waitFor([&] { return table->model()->rowCount() == 2; }));
    // Sorted by misses; writing was not reading.
    QVERIFY(waitFor([&] {
        return table->model()->index(0, 3).data().toString() == u"30"_s
            && table->model()->index(1, 3).data().toString() == u"15"_s;
    }));
    QVERIFY(waitFor([&] { return shown.table(u"Stampedes"_s)->model()->rowCount() == 1; }));
    QCOMPARE(says(u"Stampedes"_s), QString());
    QCOMPARE(says(u"Prefixes"_s), QString());
    // However narrow the window, why keys were missed is read whole.
    const int reasons = int(PrefixTrafficModel::Column::Reasons);
    const int room = table->columnWidth(reasons);
    const QString why
        = ReasonsDelegate::shownText(table->model()->index(1, reasons), table->fontMetrics(), room);
    QVERIFY(why.contains(u"not set "_s));
    QVERIFY(table->fontMetrics().horizontalAdvance(u"   deleted 100 %"_s) < room);
    shown.button(u"Stop"_s)->click();
    QVERIFY(waitFor([&] { return !shown.page()->isWatching(); }));
    QCOMPARE(eventsSetOn(server), QByteArray());
    QCOMPARE(table->model()->rowCount(), 2); // to be read at leisure
    shown.button(u"Watch anew"_s)->click();
    QVERIFY(shown.button(u"Start"_s)->isVisible());
}

void TestTrafficPage::leadsToKeys()
{
    RedisServer server;
    TrafficWindow shown(server.endpoint());
    QVERIFY(shown.isReady());
    QVERIFY(waitFor([&] { return shown.button(u"Start"_s)->isEnabled(); }));
    QVERIFY(shown.start());
    server.cli({u"SET"_s, u"a*b:1"_s, u"x"_s});
    auto *table = shown.table(u"Prefixes"_s);
    QVERIFY(waitFor([&] { return table->model()->rowCount() == 1; }));
    QVERIFY(!shown.button(u"Show these"_s)->isEnabled());
    table->setCurrentIndex(table->model()->index(0, 0));
    QVERIFY(shown.button(u"Invalidate"_s)->isEnabled());
    QSignalSpy invalidate(shown.page(), &TrafficPage::invalidateRequested);
    QSignalSpy keys(shown.page(), &TrafficPage::keysRequested);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(keys.first().first().toByteArray(), "a\\*b:*");
    QCOMPARE(shown.server()->page(), ServerPage::Page::Keys);
    shown.button(u"Invalidate"_s)->click();
    QCOMPARE(invalidate.first().first().toByteArray(), "a\\*b:*");
}

void TestTrafficPage::putsBackWhenTheServerIsClosed()
{
    RedisServer server;
    {
        TrafficWindow shown(server.endpoint());
        QVERIFY(shown.isReady());
        QVERIFY(waitFor([&] { return shown.button(u"Start"_s)->isEnabled(); }));
        QVERIFY(shown.start());
        QVERIFY(!eventsSetOn(server).isEmpty());
    }
    QCOMPARE(eventsSetOn(server), QByteArray());
}

void TestTrafficPage::offersWhatACrashLeft()
{
    RedisServer server;
    Desk desk;
    QTemporaryDir settings;
    const ChangedSetting left{u"shop"_s, u"shop-cache"_s, server.endpoint().address(),
        "notify-keyspace-events", "Kx", withNeededEvents("Kx"), QDateTime::currentDateTimeUtc()};
    {
        ChangedSettingFile file(settings.path(), left.serverId, left.address);
        QVERIFY(file.hold() && file.write(left));
    }
    server.cli({u"CONFIG"_s, u"SET"_s, u"notify-keyspace-events"_s, QString::fromLatin1(left.set)});
    QVERIFY(
        crashNotice({}, ChangedSettingFile::leftOver(settings.path())).contains(u"shop-cache"_s));
    MainWindow::Parts parts = desk.parts();
    parts.settingsFolder = settings.path();
    MainWindow window(parts);
    Profile profile;
    profile.id = left.serverId;
    profile.name = left.serverName;
    profile.endpoint = server.endpoint();
    window.show();
    window.openUnsaved(profile, {});
    QPushButton *offer = nullptr;
    QVERIFY(waitFor([&] {
        for (auto *button : window.findChildren<QPushButton *>()) {
            if (button->text() == u"Put it back"_s)
                offer = button;
        }
        return offer != nullptr;
    }));
    offer->click();
    QVERIFY(waitFor([&] { return areSameEvents(eventsSetOn(server), "Kx"); }));
    QVERIFY(waitFor([&] { return ChangedSettingFile::leftOver(settings.path()).isEmpty(); }));
}

void TestTrafficPage::refusesAWrongExpression()
{
    TrafficSetup setup(u":"_s);
    auto *start = setup.findChild<QPushButton *>();
    QVERIFY(start->isEnabled());
    auto *expression = setup.findChildren<QLineEdit *>().last();
    for (QLineEdit *edit : setup.findChildren<QLineEdit *>()) {
        if (edit->accessibleName() == u"Regular expression"_s)
            expression = edit;
    }
    expression->setText(u"(\\w+"_s);
    QVERIFY(!start->isEnabled());
    expression->setText(u"(\\w+)"_s);
    QVERIFY(start->isEnabled());
    QVERIFY(setup.options().rule.isExpression());
    setup.setWhyNot(u"Not now."_s);
    QVERIFY(!start->isEnabled());
}

void TestTrafficPage::saysWhatIsMissing()
{
    TrafficReport report;
    TrafficNodeState node;
    node.name = "a:1";
    node.state = TrafficNodeState::State::Listening;
    node.setting.value = neededClasses.toByteArray();
    report.nodes = {node};
    QVERIFY(trafficProblems(report, false).isEmpty());
    const Error denied{Error::Kind::Permission, "NOPERM",
        u"User guest has no permissions to run the 'config|set' command"_s};
    report.nodes.first().setting.refusal = denied;
    QVERIFY(trafficProblems(report, false).first().contains(u"+config|set"_s));
    report.nodes.first().setting = {QByteArray("Ex"), false, {}};
    QVERIFY(trafficProblems(report, true).first().contains(u"read-only"_s));
    report.nodes.first().setting.value = neededClasses.toByteArray();
    report.nodes.first().losses = 2;
    report.nodes.first().wasFlooded = true;
    QVERIFY(trafficProblems(report, false).first().contains(u"client-output-buffer-limit"_s));
    report.putBacks = {{PutBack::Outcome::ChangedByOthers, "a:1", "", "KEA", {}}};
    QVERIFY(trafficProblems(report, false).last().contains(u"KEA"_s));
    QVERIFY(trafficStatus(report).contains(u"Connecting"_s));
}

void TestTrafficPage::showsHotKeysWithoutAWatch()
{
    const RedisServer server({u"--maxmemory-policy"_s, u"allkeys-lfu"_s, u"--lfu-log-factor"_s,
        u"0"_s, u"--maxmemory"_s, u"200mb"_s});
    populate(server, u"item:"_s, 30);
    for (int i = 0; i < 20; ++i)
        server.cli({u"GET"_s, u"item:7"_s});
    TrafficWindow shown(server.endpoint());
    QVERIFY(shown.isReady());
    shown.button(u"Hot keys"_s)->click();
    QPushButton *look = shown.button(u"Look at 5,000 keys"_s);
    QVERIFY(waitFor([&] { return look->isVisible() && look->isEnabled(); }));
    QVERIFY(!server.cli({u"INFO"_s, u"commandstats"_s}).contains("object")); // not by itself
    look->click();
    auto *table = shown.table(u"Hot by LFU"_s);
    QVERIFY(waitFor([&] { return table->model()->rowCount() == 30 && look->isVisible(); }));
    QVERIFY(!shown.page()->isWatching());
    QCOMPARE(table->model()->index(0, 0).data().toString(), u"item:7"_s);
    QStringList texts;
    for (const auto *label : shown.page()->findChild<HotKeysPanel *>()->findChildren<QLabel *>())
        texts << label->text();
    QVERIFY(texts.join(u'|').contains(u"Looked at 30 of 30 keys."_s));
    QVERIFY(texts.join(u'|').contains(u"lfu-log-factor 0"_s));
    QSignalSpy keys(shown.page(), &TrafficPage::keyRequested);
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(keys.first().first().toByteArray(), "item:7");
}

void TestTrafficPage::saysThatNoCounterIsKept()
{
    const RedisServer server({u"--maxmemory-policy"_s, u"allkeys-lru"_s});
    TrafficWindow shown(server.endpoint());
    QVERIFY(shown.isReady());
    shown.button(u"Hot keys"_s)->click();
    QPushButton *look = shown.button(u"Look at"_s);
    QVERIFY(waitFor([&] { return !look->isEnabled(); }));
    QVERIFY(look->toolTip().contains(u"allkeys-lru"_s));
}

void TestTrafficPage::saysWhatHotKeysNeed()
{
    HotKeys found;
    found.keys = 12'345;
    found.looked = 5000;
    QCOMPARE(lookedAt(found), u"Looked at 5,000 of 12,345 keys."_s);
    found.keys.reset();
    found.untold = 1;
    found.refusal = Error{Error::Kind::Permission, "NOPERM",
        u"User guest has no permissions to run the 'object|freq' command"_s};
    QVERIFY(lookedAt(found).contains(u"of – keys"_s));
    QVERIFY(lookedAt(found).contains(u"+object|freq"_s));
    QVERIFY(!counterMeaning(found).contains(u"lfu-log-factor 1"_s));
    found.logFactor = 10;
    QVERIFY(counterMeaning(found).contains(u"lfu-log-factor 10"_s));
    QVERIFY(noCounterUnder("noeviction").contains(u"noeviction"_s));
}

void TestTrafficPage::everythingHasAName()
{
    RedisServer server;
    TrafficWindow shown(server.endpoint());
    QVERIFY(shown.isReady());
    for (QWidget *widget : shown.page()->findChildren<QWidget *>()) {
        if (widget->focusPolicy() == Qt::NoFocus || qobject_cast<QAbstractButton *>(widget))
            continue;
        const bool isNamedPart = qobject_cast<QTableView *>(widget)
            || qobject_cast<QLineEdit *>(widget) || widget->inherits("QComboBox")
            || widget->inherits("QSpinBox");
        if (isNamedPart && !widget->parentWidget()->inherits("QSpinBox"))
            QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }
}

QTEST_MAIN(TestTrafficPage)
#include "tst_trafficpage.moc"
