// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keymerge.h"
#include "ui/keyspace/keytreeheader.h"
#include "ui/keyspace/keytreeview.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

using Column = KeyTreeModel::Column;
using RowOrder = KeyTreeModel::Order;

class TestKeyTreeHeader : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void sortsAtAClick();
    void staysAtTheCurrentRow();
    void asksForARanking();
    void showsWhatIsWantedAndFits();
    void offersBothInMenus();

private:
    void click(Column column);
    KeyTreeHeader &header() { return m_view->header(); }

    std::unique_ptr<KeyTreeModel> m_model;
    std::unique_ptr<KeyTreeView> m_view;
};

void TestKeyTreeHeader::init()
{
    auto names = std::make_shared<NameList>();
    for (const char *name : {"a", "b:1", "b:2", "c:1", "c:2", "c:3", "d"})
        names->append(QByteArrayView(name));
    m_view.reset();
    m_model = std::make_unique<KeyTreeModel>();
    m_view = std::make_unique<KeyTreeView>(m_model.get());
    m_view->resize(800, 400);
    m_view->show();
    m_model->setStore(mergeKeys(KeyStore(QByteArray(":")), {names}));
}

void TestKeyTreeHeader::click(Column column)
{
    const int section = static_cast<int>(column);
    const int x = header().sectionViewportPosition(section) + header().sectionSize(section) / 2;
    QTest::mouseClick(header().viewport(), Qt::LeftButton, {}, QPoint(x, header().height() / 2));
}

void TestKeyTreeHeader::sortsAtAClick()
{
    QCOMPARE(header().sortIndicatorSection(), int(Column::Name));
    QCOMPARE(header().sortIndicatorOrder(), Qt::AscendingOrder);
    click(Column::Keys);
    QCOMPARE(m_model->order(), RowOrder::MostKeys);
    QCOMPARE(m_model->row(0).name, QByteArrayView("c:"));
    QCOMPARE(header().sortIndicatorSection(), int(Column::Keys));
    QCOMPARE(header().sortIndicatorOrder(), Qt::DescendingOrder);
    click(Column::Keys);
    QCOMPARE(m_model->order(), RowOrder::FewestKeys);
    QCOMPARE(header().sortIndicatorOrder(), Qt::AscendingOrder);
    click(Column::Name);
    QCOMPARE(m_model->order(), RowOrder::Name);
    click(Column::Name);
    QCOMPARE(m_model->order(), RowOrder::NameDescending);
    QCOMPARE(m_model->row(0).name, QByteArrayView("d"));
}

void TestKeyTreeHeader::staysAtTheCurrentRow()
{
    m_view->setCurrentRow(m_model->rowOf("d", false));
    click(Column::Keys);
    QCOMPARE(m_model->row(m_view->currentRow()).name, QByteArrayView("d"));
    click(Column::Name);
    click(Column::Name);
    QCOMPARE(m_view->currentRow(), 0);
}

void TestKeyTreeHeader::asksForARanking()
{
    QSignalSpy asked(&header(), &KeyTreeHeader::rankingRequested);
    click(Column::Size);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].value<Column>(), Column::Size);
    QCOMPARE(asked[0][1].value<Qt::SortOrder>(), Qt::DescendingOrder);
    m_model->setRanking({"d", "a"});
    header().showSort(Column::Size, Qt::DescendingOrder);
    click(Column::Size);
    QCOMPARE(asked[1][1].value<Qt::SortOrder>(), Qt::AscendingOrder);
    click(Column::Ttl);
    QCOMPARE(asked[2][1].value<Qt::SortOrder>(), Qt::AscendingOrder);
    header().leaveRanking();
    QVERIFY(!m_model->isRanking());
    QCOMPARE(header().sortIndicatorSection(), int(Column::Name));
    QCOMPARE(m_model->rowCount(), 4);
}

void TestKeyTreeHeader::showsWhatIsWantedAndFits()
{
    QSignalSpy changed(&header(), &KeyTreeHeader::shownChanged);
    QCOMPARE(header().shown(), (QList{Column::Name, Column::Keys, Column::Ttl, Column::Size}));
    header().setWanted({Column::Size, Column::Idle});
    QCOMPARE(header().shown(), (QList{Column::Name, Column::Keys, Column::Size, Column::Idle}));
    QCOMPARE(changed.size(), 1);
    // What was asked for beyond the usual stays longest.
    while (header().shown().size() == 4 && m_view->width() > 60)
        m_view->resize(m_view->width() - 10, 400);
    QCOMPARE(header().shown(), (QList{Column::Name, Column::Keys, Column::Idle}));
    m_view->resize(60, 400);
    QCOMPARE(header().shown(), (QList{Column::Name, Column::Keys}));
    m_view->resize(800, 400);
    QCOMPARE(header().shown().size(), 4);
}

void TestKeyTreeHeader::offersBothInMenus()
{
    QSignalSpy chosen(&header(), &KeyTreeHeader::wantedChosen);
    QMenu menu;
    header().addMenus(&menu);
    QCOMPARE(menu.actions().size(), 2);
    const QList<QAction *> sorts = menu.actions()[0]->menu()->actions();
    QCOMPARE(sorts.size(), 5);
    QVERIFY(sorts[0]->isChecked());
    sorts[1]->trigger();
    QCOMPARE(m_model->order(), RowOrder::MostKeys);
    const QList<QAction *> columns = menu.actions()[1]->menu()->actions();
    QCOMPARE(columns.size(), 3);
    QVERIFY(columns[0]->isChecked() && columns[1]->isChecked() && !columns[2]->isChecked());
    columns[2]->trigger();
    QCOMPARE(chosen.size(), 1);
    QVERIFY(header().shown().contains(Column::Idle));
}

QTEST_MAIN(TestKeyTreeHeader)
#include "tst_keytreeheader.moc"
