// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/autorefresh.h"
#include "tests/fixtures/keyspagedriver.h"
#include "ui/keyspace/refreshbutton.h"
#include "ui/widgets/messagestrip.h"

#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Stage = KeyListing::Stage;

class TestAutoRefresh : public QObject, private KeysPageDriver
{
    Q_OBJECT

private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void findsWhatOthersWrite();
    void restsWhileNobodyLooks();
    void leavesAloneWhatWasStopped();
    void isHeldForManyKeys();
    void isChosenByMenu();

private:
    void openListing(KeyListing &listing, const QByteArray &commands);
};

namespace {

constexpr auto soon = 20ms;
const QByteArray tooMany = "EVAL \"for i=1,100001 do redis.call('SET', 'key:'..i, 'v') end\" 0\n";

const QByteArray manyMore = "EVAL \"for i=1,300000 do redis.call('SET', 'key:'..i, 'v') end\" 0\n";

bool scansAgain(KeyListing &listing)
{
    QSignalSpy settled(&listing, &KeyListing::settled);
    return settled.wait();
}

} // namespace

void TestAutoRefresh::openListing(KeyListing &listing, const QByteArray &commands)
{
    fill(commands);
    m_client->open();
    listing.setSeen(true);
    QVERIFY(waitFor([&] { return listing.stage() == Stage::Finished; }));
}

void TestAutoRefresh::findsWhatOthersWrite()
{
    open(sample);
    m_tree->toggle(rowOf("cache:", true));
    m_tree->setCurrentRow(rowOf("cache:g"));
    QSignalSpy chosen(m_page->browser(), &KeyBrowser::keyChosen);
    m_page->browser()->setRefreshInterval(soon);
    fill("SET abc:1 x\nSET abc:2 x\n");
    QVERIFY(waitFor([this] { return m_model->store()->count() == 8; }));
    QCOMPARE(current(), QByteArray("cache:g"));
    QCOMPARE(selected(), QByteArrayList{"cache:g"});
    QVERIFY(m_model->row(rowOf("cache:", true)).isExpanded);
    QCOMPARE(chosen.size(), 0);
    // And again.
    fill("DEL abc:1\n");
    QVERIFY(waitFor([this] { return m_model->store()->count() == 7; }));
}

void TestAutoRefresh::restsWhileNobodyLooks()
{
    KeyListing listing(*m_client, QByteArray(":"));
    AutoRefresh refresh(listing);
    openListing(listing, sample);
    refresh.setInterval(soon);
    QVERIFY(scansAgain(listing));
    listing.setSeen(false);
    QVERIFY(waitFor([&] { return !listing.isScanning(); }));
    QVERIFY(!refresh.isWaiting());
    listing.setSeen(true);
    QVERIFY(refresh.isWaiting());
    refresh.setInterval(0ms);
    QVERIFY(!refresh.isWaiting());
    QCOMPARE(refresh.state(), AutoRefresh::State::Off);
}

void TestAutoRefresh::leavesAloneWhatWasStopped()
{
    KeyListing listing(*m_client, QByteArray(":"));
    AutoRefresh refresh(listing);
    openListing(listing, manyMore);
    refresh.setInterval(soon);
    refresh.allowMany();
    QVERIFY(waitFor(
        [&] { return listing.stage() == Stage::Scanning && listing.progress().found > 0; }));
    QVERIFY(!refresh.isWaiting());
    listing.pause();
    QVERIFY(waitFor([&] { return listing.progress().isPaused; }));
    QVERIFY(!refresh.isWaiting());
    listing.stop();
    QVERIFY(waitFor([&] { return listing.stage() == Stage::Stopped; }));
    QVERIFY(!refresh.isWaiting());
    refresh.setInterval(1h);
    listing.resume();
    QVERIFY(waitFor([&] { return listing.stage() == Stage::Finished; }));
    QVERIFY(refresh.isWaiting());
}

void TestAutoRefresh::isHeldForManyKeys()
{
    open(tooMany);
    auto *refresh = m_page->findChild<RefreshButton *>();
    QCOMPARE(refresh->text(), u"Auto: off"_s);
    emit refresh->chosen(10s);
    QCOMPARE(refresh->text(), u"Auto: held"_s);
    const auto *strip = m_page->browser()->findChild<MessageStrip *>();
    QVERIFY(strip->isVisible());
    QVERIFY(strip->text().contains(u"100,000"_s));
    button(u"Refresh anyway"_s)->click();
    QCOMPARE(refresh->text(), u"Auto: 10 s"_s);
    QVERIFY(!strip->isVisible());
    // Whoever switches it off and on again is asked again.
    emit refresh->chosen(0s);
    emit refresh->chosen(10s);
    QCOMPARE(refresh->text(), u"Auto: held"_s);
}

void TestAutoRefresh::isChosenByMenu()
{
    open(sample);
    QSignalSpy edited(m_page.get(), &KeysPage::profileEdited);
    auto *refresh = m_page->findChild<RefreshButton *>();
    QMenu *menu = refresh->menu();
    emit menu->aboutToShow();
    QCOMPARE(menu->actions().size(), 4);
    QVERIFY(menu->actions().first()->isChecked());
    menu->actions()[2]->trigger();
    QCOMPARE(refresh->text(), u"Auto: 1 min"_s);
    Profile profile;
    edited.takeFirst().first().value<ProfileEdit>()(profile);
    QCOMPARE(profile.keyRefresh, 60s);
    emit menu->aboutToShow();
    QVERIFY(menu->actions()[2]->isChecked());
}

QTEST_MAIN(TestAutoRefresh)
#include "tst_autorefresh.moc"
