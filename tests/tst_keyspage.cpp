// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/keyspagedriver.h"
#include "ui/keyspace/filterbar.h"
#include "ui/keyspace/keytreedelegate.h"
#include "ui/keyspace/keytreeheader.h"
#include "ui/keyspace/scanbar.h"
#include "ui/shell/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"

#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestKeysPage : public QObject, private KeysPageDriver
{
    Q_OBJECT

private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void listsKeysWhenShown();
    void scansOnlyOnceShown();
    void emptyDatabase();
    void goesAboutByKeyboard();
    void searchesByTyping();
    void goesAboutByMouse();
    void asksForWhatIsVisible();
    void keepsThePlaceWhenRescanned();
    void removesWhatWasDeleted();
    void invalidatesOnlyTheFolder();
    void copiesNamesAndPatterns();
    void saysWhatIsNotPermitted();
    void keepsKeysWhenTheConnectionGoes();
    void stops();
    void pausesByKeyboard();
    void saysRowsInWords();
    void paintsInBothSchemes();
    void namesComeFirstWhereItIsNarrow();
    void showsATtlThatWasChangedHere();
    void explainsUnknownIdleTimes();
    void leadsToTheFilterWhereNothingIsListed();
};

namespace {

QString textOf(const QWidget *widget)
{
    QString text;
    for (const auto *label : widget->findChildren<QLabel *>())
        text += label->text() + u'\n';
    return text;
}

} // namespace

void TestKeysPage::listsKeysWhenShown()
{
    open(sample);
    QCOMPARE(m_model->rowCount(), 3);
    QVERIFY(m_page->scanSummary().startsWith(u"6 keys"_s));
    QVERIFY(m_tree->isVisible());
    QVERIFY(!button(u"Stop"_s)->isVisible());
    QVERIFY(button(u"Rescan"_s)->isVisible());
}

void TestKeysPage::scansOnlyOnceShown()
{
    m_client->open();
    QVERIFY(waitFor([this] { return m_client->isReady(); }));
    QVERIFY(!m_page->isScanning());
    m_page->show();
    QVERIFY(m_page->isScanning());
    QVERIFY(settles());
    m_page->hide();
    m_page->show();
    QVERIFY(!m_page->isScanning());
}

void TestKeysPage::emptyDatabase()
{
    open({});
    auto *empty = m_page->browser()->findChild<EmptyState *>();
    QVERIFY(empty->isVisible());
    QVERIFY(textOf(empty).contains(u"Database 0 is empty"_s));
    fill("SET a 1\n");
    button(u"Rescan"_s)->click();
    QVERIFY(settles());
    QVERIFY(m_tree->isVisible());
    QCOMPARE(m_model->rowCount(), 1);
}

void TestKeysPage::goesAboutByKeyboard()
{
    open(sample);
    QSignalSpy chosen(m_page->browser(), &KeyBrowser::keyChosen);
    QSignalSpy opened(m_page->browser(), &KeyBrowser::keyOpened);
    QCOMPARE(current(), QByteArray("cache:"));
    press(Qt::Key_Right);
    press(Qt::Key_Right);
    QCOMPARE(current(), QByteArray("cache:f:"));
    press(Qt::Key_Return);
    press(Qt::Key_Down);
    QCOMPARE(current(), QByteArray("cache:f:1"));
    QCOMPARE(chosen.takeLast().first().toByteArray(), QByteArray("cache:f:1"));
    press(Qt::Key_Return);
    QCOMPARE(opened.takeLast().first().toByteArray(), QByteArray("cache:f:1"));
    press(Qt::Key_Left);
    QCOMPARE(current(), QByteArray("cache:f:"));
    press(Qt::Key_Left);
    QVERIFY(!m_model->row(m_tree->currentRow()).isExpanded);
    press(Qt::Key_Left);
    QCOMPARE(current(), QByteArray("cache:"));
    press(Qt::Key_End);
    QCOMPARE(current(), QByteArray("user:"));
    press(Qt::Key_PageUp);
    QCOMPARE(current(), QByteArray("cache:"));
    press(Qt::Key_Up);
    QCOMPARE(current(), QByteArray("cache:"));
    press(Qt::Key_PageDown);
    press(Qt::Key_Home);
    QCOMPARE(m_tree->currentRow(), 0);
}

void TestKeysPage::searchesByTyping()
{
    open(sample);
    m_tree->keyboardSearch(u"p"_s);
    QCOMPARE(current(), QByteArray("plain"));
    m_tree->keyboardSearch(u"x"_s);
    QCOMPARE(current(), QByteArray("plain"));
}

void TestKeysPage::goesAboutByMouse()
{
    open(sample);
    const auto middle
        = [this](int row) { return m_tree->visualRect(m_model->index(row, 0)).center(); };
    QTest::mouseClick(m_tree->viewport(), Qt::LeftButton, {}, middle(1));
    QCOMPARE(current(), QByteArray("plain"));
    QTest::mouseDClick(m_tree->viewport(), Qt::LeftButton, {}, middle(2));
    QVERIFY(m_model->row(2).isExpanded);
    const QRect cell = m_tree->visualRect(m_model->index(2, 0));
    QTest::mouseClick(
        m_tree->viewport(), Qt::LeftButton, {}, QPoint(cell.left() + 10, cell.center().y()));
    QVERIFY(!m_model->row(2).isExpanded);
    QCOMPARE(current(), QByteArray("plain"));
    QTest::mouseMove(m_tree->viewport(), middle(0));
}

void TestKeysPage::asksForWhatIsVisible()
{
    QByteArray commands = sample;
    for (int i = 0; i < 500; ++i)
        commands += "SET item:" + QByteArray::number(i) + " v\n";
    open(commands);
    const int row = rowOf("cache:", true);
    m_tree->toggle(row);
    m_tree->toggle(rowOf("cache:f:", true));
    QVERIFY(waitFor([this] {
        const KeySummary *first = m_model->summary("cache:f:1");
        const KeySummary *second = m_model->summary("cache:f:2");
        return first && first->bytes && second && second->bytes;
    }));
    QCOMPARE(KeyTreeDelegate::ttlText(m_model->summary("cache:f:1")), u"16 min"_s);
    QCOMPARE(KeyTreeDelegate::ttlText(m_model->summary("cache:f:2")), u"∞"_s);

    m_tree->toggle(rowOf("item:", true));
    m_tree->scrollTo(m_model->index(rowOf("item:99"), 0));
    QVERIFY(waitFor([this] { return m_model->summary("item:99") != nullptr; }));
    QVERIFY(!m_model->summary("cache:f:1"));
    QVERIFY(!m_model->summary("item:0"));
}

void TestKeysPage::keepsThePlaceWhenRescanned()
{
    QByteArray commands = sample;
    for (int i = 0; i < 300; ++i)
        commands += "SET item:" + QByteArray::number(1000 + i) + " v\n";
    open(commands);
    m_tree->toggle(rowOf("item:", true));
    m_tree->setCurrentRow(rowOf("item:1150"));
    const int y = m_tree->visualRect(m_tree->currentIndex()).y();
    fill("SET a 1\nSET b 1\nSET item:0 1\n");
    QSignalSpy chosen(m_page->browser(), &KeyBrowser::keyChosen);
    m_page->rescan();
    QVERIFY(settles());
    QCOMPARE(m_model->store()->count(), 309);
    QCOMPARE(current(), QByteArray("item:1150"));
    QCOMPARE(m_tree->visualRect(m_tree->currentIndex()).y(), y);
    QCOMPARE(chosen.size(), 0);
}

void TestKeysPage::removesWhatWasDeleted()
{
    open(sample);
    QSignalSpy reset(m_model, &QAbstractItemModel::modelReset);
    m_page->removeKey("plain");
    QVERIFY(reset.wait());
    QCOMPARE(m_model->store()->count(), 5);
    m_page->removeMatching("cache:f:*");
    QVERIFY(reset.wait());
    QCOMPARE(m_model->store()->count(), 3);
    QVERIFY(m_model->store()->find("cache:g"));
    QVERIFY(m_page->scanSummary().startsWith(u"3 keys"_s));
}

void TestKeysPage::invalidatesOnlyTheFolder()
{
    open("SET a*:1 x\nSET a*:2 x\nSET ab:1 x\n");
    QSignalSpy invalidate(m_page.get(), &KeysPage::invalidateRequested);
    m_tree->setCurrentRow(rowOf("a*:", true));
    button(u"Invalidate a*:…"_s)->click();
    QCOMPARE(invalidate.takeFirst().first().toByteArray(), QByteArray("a\\*:*"));
    press(Qt::Key_Delete);
    QCOMPARE(invalidate.size(), 1);
}

void TestKeysPage::copiesNamesAndPatterns()
{
    open("SET f[1]:a x\nSET f[1]:b x\nSET \"bin\\xff\" x\n");
    m_tree->setCurrentRow(rowOf("bin\xff"));
    QTest::keyClick(m_tree, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"bin\\xff"_s);

    m_tree->setCurrentRow(rowOf("f[1]:", true));
    emit m_tree->menuRequested(m_tree->mapToGlobal(QPoint(20, 20)));
    auto *menu = m_page->browser()->findChild<QMenu *>();
    QVERIFY(menu);
    for (QAction *action : menu->actions()) {
        if (action->text() == u"Copy pattern"_s)
            action->trigger();
    }
    QCOMPARE(QGuiApplication::clipboard()->text(), u"f\\[1\\]:*"_s);
    menu->close();
}

void TestKeysPage::saysWhatIsNotPermitted()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"default"_s, u"-scan"_s});
    open({});
    auto *strip = m_page->browser()->findChild<MessageStrip *>();
    QVERIFY(strip->isVisible());
    QVERIFY(strip->text().contains(u"+scan"_s));
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"default"_s, u"+scan"_s});
    m_page->rescan();
    QVERIFY(settles());
    QVERIFY(!strip->isVisible());
}

void TestKeysPage::keepsKeysWhenTheConnectionGoes()
{
    open(sample);
    m_server->stop();
    QVERIFY(waitFor([this] { return !m_client->isReady(); }));
    QCOMPARE(m_model->store()->count(), 6);
    m_server->start();
    m_client->retryNow();
    QVERIFY(waitFor([this] { return m_client->isReady(); }));
    QCOMPARE(m_model->store()->count(), 6);
    m_page->rescan();
    QVERIFY(settles());
    QCOMPARE(m_model->store()->count(), 0);
}

void TestKeysPage::stops()
{
    fill("EVAL \"for i=1,300000 do redis.call('SET', 'key:'..i, 'v') end\" 0\n");
    m_page->show();
    m_client->open();
    QVERIFY(waitFor([this] { return m_model->rowCount() > 0; }));
    button(u"Stop"_s)->click();
    QVERIFY(settles());
    QVERIFY(m_model->store()->count() < 300000);
    QVERIFY(m_page->scanSummary().contains(u"scanned"_s));
}

void TestKeysPage::pausesByKeyboard()
{
    fill("EVAL \"for i=1,300000 do redis.call('SET', 'key:'..i, 'v') end\" 0\n");
    m_page->show();
    m_client->open();
    QVERIFY(waitFor([this] { return m_model->rowCount() > 0; }));
    m_page->activateWindow();
    button(u"Pause"_s)->setFocus();
    QTest::keyClick(button(u"Pause"_s), Qt::Key_Space);
    QVERIFY(waitFor([this] { return m_page->scanSummary().contains(u"paused at"_s); }));
    QVERIFY(button(u"Continue"_s)->isVisible());
    QVERIFY(button(u"Continue"_s)->hasFocus());
    QVERIFY(button(u"Stop"_s)->isVisible());
    button(u"Stop"_s)->click();
    QVERIFY(settles());
    QVERIFY(button(u"Rescan"_s)->isVisible());
    QVERIFY(!button(u"Stop"_s)->isVisible());
    QTest::keyClick(button(u"Continue"_s), Qt::Key_Space);
    QVERIFY(settles());
    QCOMPARE(m_model->store()->count(), 300000);
    QVERIFY(!button(u"Continue"_s)->isVisible());
    QVERIFY(button(u"Rescan"_s)->hasFocus());
}

void TestKeysPage::saysRowsInWords()
{
    open(sample);
    m_tree->setCurrentRow(0);
    QCOMPARE(m_tree->accessibleDescription(), u"Closed folder cache: with 3 keys"_s);
    m_tree->setCurrentRow(1);
    QVERIFY(m_tree->accessibleDescription().startsWith(u"Key plain, time to live"_s));
}

void TestKeysPage::paintsInBothSchemes()
{
    open(sample + "SET \"\" x\n");
    m_tree->toggle(rowOf("cache:", true));
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        applyTheme(*qApp, scheme);
        const QImage image = m_page->grab().toImage();
        QCOMPARE(image.size(), m_page->size() * image.devicePixelRatio());
    }
}

void TestKeysPage::namesComeFirstWhereItIsNarrow()
{
    open(sample);
    const auto *header = m_tree->findChild<QHeaderView *>();
    const auto hidden = [&](KeyTreeModel::Column column) {
        return header->isSectionHidden(static_cast<int>(column));
    };
    m_page->resize(1600, 640);
    QTRY_VERIFY(!hidden(KeyTreeModel::Column::Size));
    m_page->resize(640, 640);
    QTRY_VERIFY(hidden(KeyTreeModel::Column::Size));
    QVERIFY(!hidden(KeyTreeModel::Column::Name));
    QVERIFY(!hidden(KeyTreeModel::Column::Keys));
}

void TestKeysPage::showsATtlThatWasChangedHere()
{
    open(sample);
    m_tree->setCurrentRow(rowOf("plain"));
    const auto known = [&] { return m_model->summary("plain"); };
    QVERIFY(waitFor(
        [&] { return known() && known()->ttl && known()->ttl->state == Ttl::State::Persistent; }));
    QPushButton *hour = nullptr;
    QVERIFY(waitFor([&] {
        hour = button(u"1 h"_s);
        return hour && hour->isVisible() && hour->isEnabled();
    }));
    hour->click();
    QVERIFY(waitFor([&] { return known()->ttl && known()->ttl->state == Ttl::State::Expires; }));
}

void TestKeysPage::explainsUnknownIdleTimes()
{
    m_server->cli({u"CONFIG"_s, u"SET"_s, u"maxmemory-policy"_s, u"allkeys-lfu"_s});
    open(sample);
    using Column = KeyTreeModel::Column;
    KeyTreeHeader &header = m_tree->header();
    const int idle = static_cast<int>(Column::Idle);
    QVERIFY(header.explanation(idle).isEmpty());
    header.setWanted({Column::Idle});
    QVERIFY(waitFor([&] { return header.explanation(idle).contains(u"evicts by LFU"); }));
    QVERIFY(header.explanation(static_cast<int>(Column::Ttl)).isEmpty());
}

void TestKeysPage::leadsToTheFilterWhereNothingIsListed()
{
    open(sample);
    m_page->setFocus();
    QVERIFY(m_tree->hasFocus());
    m_page->browser()->removeKeys([](QByteArrayView) { return true; });
    QTRY_COMPARE(m_model->rowCount(), 0);
    QTRY_VERIFY(m_page->browser()->filter()->isAncestorOf(QApplication::focusWidget()));
    m_server->cli({u"FLUSHALL"_s});
    m_server->cli({u"SET"_s, u"new"_s, u"x"_s});
    m_page->rescan();
    QTRY_COMPARE(m_model->rowCount(), 1);
    m_page->setFocus();
    QVERIFY(m_tree->hasFocus());
}

QTEST_MAIN(TestKeysPage)
#include "tst_keyspage.moc"
