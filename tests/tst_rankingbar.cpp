// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/keyspagedriver.h"
#include "ui/keyspace/filterbar.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keytreeheader.h"
#include "ui/keyspace/rankingbar.h"
#include "ui/widgets/messagestrip.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

using Column = KeyTreeModel::Column;

// Sorting the tree by what only the server knows.
class TestRankingBar : public QObject, private KeysPageDriver
{
    Q_OBJECT

private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void listsByTtl();
    void listsBySizeAndBack();
    void choosesNothingByItself();
    void leavesForAnotherOrder();
    void hitsOnlyWhatItShows();
    void followsTheFilter();
    void listsOneFolder();
    void saysThatNoneIsLeft();
    void saysWhatIsRefused();

private:
    RankingBar &bar() const { return *m_page->findChild<RankingBar *>(); }
    void sortBy(Column column) { m_tree->header().sortBy(column); }
    bool isRanked() const { return m_model->isRanking() && !bar().isRunning(); }
    QByteArrayList rows() const
    {
        QByteArrayList names;
        for (int row = 0; row < m_model->rowCount(); ++row)
            names << m_model->row(row).name.toByteArray();
        return names;
    }

    static inline const QByteArray keys
        = "SET a:1 x EX 3000\nSET a:2 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx "
          "EX 10\n"
          "SET b:1 x\nSET b:2 x EX 200\n";
};

void TestRankingBar::listsByTtl()
{
    open(keys);
    QVERIFY(bar().isHidden());
    sortBy(Column::Ttl);
    QVERIFY(!bar().isHidden());
    QVERIFY(waitFor([&] { return isRanked(); }));
    QCOMPARE(rows(), (QByteArrayList{"a:2", "b:2", "a:1", "b:1"}));
    QCOMPARE(bar().text(), u"4 of 4 keys, the soonest to expire first · 1 never expires"_s);
    sortBy(Column::Ttl);
    QVERIFY(waitFor([&] { return isRanked() && rows().first() == "a:1"; }));
    QCOMPARE(rows(), (QByteArrayList{"a:1", "b:2", "a:2", "b:1"}));
}

void TestRankingBar::listsBySizeAndBack()
{
    open(keys);
    sortBy(Column::Size);
    QVERIFY(waitFor([&] { return isRanked(); }));
    QCOMPARE(rows().first(), QByteArray("a:2"));
    QCOMPARE(m_tree->header().sortIndicatorSection(), int(Column::Size));
    button(u"Back to the tree"_s)->click();
    QVERIFY(bar().isHidden());
    QCOMPARE(rows(), (QByteArrayList{"a:", "b:"}));
    QCOMPARE(m_tree->header().sortIndicatorSection(), int(Column::Name));
}

// Where the row the person was at is not listed, none is current, and it begins at the top. What
// was in the folder stays selected, and nothing else is.
void TestRankingBar::choosesNothingByItself()
{
    QByteArray many;
    for (int i = 0; i < 100; ++i)
        many
            += "SET many:" + QByteArray::number(i) + " x EX " + QByteArray::number(1000 + i) + '\n';
    open(many + "SET z:1 x\nSET z:2 x\n");
    m_tree->setCurrentRow(rowOf("z:", true));
    sortBy(Column::Ttl);
    QVERIFY(waitFor([&] { return isRanked(); }));
    QCOMPARE(m_tree->currentRow(), -1);
    QCOMPARE(selected(), (QByteArrayList{"z:1", "z:2"}));
    QCOMPARE(m_tree->visibleRows().first, 0);
    QCOMPARE(rows().first(), QByteArray("many:0"));
    m_tree->setCurrentRow(50);
    sortBy(Column::Ttl);
    QVERIFY(waitFor([&] { return isRanked() && rows().first() == "many:99"; }));
    QCOMPARE(current(), QByteArray("many:50"));
}

void TestRankingBar::leavesForAnotherOrder()
{
    open(keys);
    sortBy(Column::Idle);
    sortBy(Column::Keys); // while it is being asked
    QVERIFY(bar().isHidden());
    QVERIFY(!bar().isRunning());
    sortBy(Column::Size);
    QVERIFY(waitFor([&] { return isRanked(); }));
    sortBy(Column::Name);
    QVERIFY(bar().isHidden());
    QCOMPARE(rows(), (QByteArrayList{"a:", "b:"}));
}

void TestRankingBar::listsOneFolder()
{
    open(keys);
    m_tree->setCurrentRow(rowOf("a:", true));
    trigger(u"Largest first"_s);
    QVERIFY(waitFor([&] { return isRanked(); }));
    QCOMPARE(rows(), (QByteArrayList{"a:2", "a:1"}));
    QCOMPARE(bar().text(), u"2 largest of 2 keys · in a:"_s);
    sortBy(Column::Ttl); // of the same folder
    QVERIFY(waitFor([&] { return isRanked() && bar().text().contains(u"soonest"); }));
    QCOMPARE(rows(), (QByteArrayList{"a:2", "a:1"}));
    bar().backToTree();
    sortBy(Column::Ttl);
    QVERIFY(waitFor([&] { return isRanked(); }));
    QCOMPARE(rows().size(), 4);
}

void TestRankingBar::hitsOnlyWhatItShows()
{
    open(keys);
    sortBy(Column::Ttl);
    QVERIFY(waitFor([&] { return isRanked(); }));
    m_tree->setCurrentRow(0);
    press(Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(selected(), (QByteArrayList{"a:2", "b:2"}));
    QSignalSpy deletion(m_page.get(), &KeysPage::invalidateSelectionRequested);
    press(Qt::Key_Delete);
    QCOMPARE(deletion.size(), 1);
    const auto selection = deletion.first().first().value<KeySelection>();
    QCOMPARE(selection.names, (QByteArrayList{"a:2", "b:2"}));
    QVERIFY(selection.prefixes.isEmpty() && selection.spans.isEmpty());
}

// What is listed anew is not what was ranked.
void TestRankingBar::followsTheFilter()
{
    open(keys);
    sortBy(Column::Ttl);
    QVERIFY(waitFor([&] { return isRanked(); }));
    auto *typed = m_page->findChild<FilterBar *>()->findChild<QLineEdit *>();
    QTest::keyClicks(typed, u"a:"_s);
    QVERIFY(waitFor([&] { return rows() == QByteArrayList{"a:2", "a:1"}; }));
    QTest::keyClicks(typed, u"none"_s);
    QVERIFY(waitFor([&] { return bar().isHidden(); }));
    QVERIFY(!m_model->isRanking());
}

// The tree stays, and its rows are not what was ranked.
void TestRankingBar::saysThatNoneIsLeft()
{
    open(keys);
    m_server->cli({u"FLUSHALL"_s});
    sortBy(Column::Size);
    QVERIFY(waitFor([&] { return !bar().isRunning(); }));
    QCOMPARE(bar().text(), u"None of 4 keys · 4 gone"_s);
}

void TestRankingBar::saysWhatIsRefused()
{
    m_server->cli({u"CONFIG"_s, u"SET"_s, u"maxmemory-policy"_s, u"allkeys-lfu"_s});
    open(keys);
    sortBy(Column::Idle);
    const auto *strip = m_page->browser()->findChild<MessageStrip *>();
    QVERIFY(waitFor([&] { return !strip->text().isEmpty(); }));
    QVERIFY2(strip->text().contains(u"LFU"_s), qPrintable(strip->text()));
    QVERIFY(bar().isHidden());
    QCOMPARE(rows(), (QByteArrayList{"a:", "b:"}));
}

QTEST_MAIN(TestRankingBar)
#include "tst_rankingbar.moc"
