// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keymerge.h"
#include "app/keyspace/keytreemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace hitlens;

namespace {

KeyStorePtr storeOf(const QByteArrayList &names)
{
    auto batch = std::make_shared<NameList>();
    for (const QByteArray &name : names)
        batch->append(name);
    return mergeKeys(KeyStore(QByteArray(":")), {batch});
}

// One line a row: two spaces for each step in, "+" a closed folder, "-" an open one.
QByteArrayList shown(const KeyTreeModel &model)
{
    QByteArrayList lines;
    for (int i = 0; i < model.rowCount(); ++i) {
        const KeyTreeModel::Row row = model.row(i);
        QByteArray line(row.depth * 2, ' ');
        if (row.isFolder)
            line += row.isExpanded ? '-' : '+';
        line += row.label.toByteArray();
        if (row.isFolder)
            line += ' ' + QByteArray::number(row.keys);
        lines << line;
    }
    return lines;
}

const QByteArrayList sample{"a:b:1", "a:b:2", "a:c", "a", "d:1", "d:", "e", "f:x:y"};

} // namespace

class TestKeyTreeModel : public QObject
{
    Q_OBJECT

private slots:
    void showsFoldersClosed();
    void expandsAndCollapses();
    void reopensWhatWasOpenInside();
    void keepsExpansionInANewStore();
    void findsParents();
    void findsRowsByName();
    void findsLabels();
    void summaries();
    void roles();
    void severalSeparators();
    void folderOfManyKeys();
    void ordersFoldersByKeys();
    void backwards();
    void ranking();
    void random_data();
    void random();
};

void TestKeyTreeModel::showsFoldersClosed()
{
    KeyTreeModel model;
    QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 0);
    model.setStore(storeOf(sample));
    QCOMPARE(shown(model), (QByteArrayList{"a", "+a 3", "+d 2", "e", "f:x:y"}));
    model.setStore(storeOf({}));
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.rowOf("a", false), -1);
    QCOMPARE(model.findLabel("a", 0), -1);
}

void TestKeyTreeModel::expandsAndCollapses()
{
    KeyTreeModel model;
    QAbstractItemModelTester tester(&model);
    model.setStore(storeOf(sample));
    model.expand(1);
    QCOMPARE(shown(model), (QByteArrayList{"a", "-a 3", "  +b 2", "  c", "+d 2", "e", "f:x:y"}));
    model.expand(4);
    QCOMPARE(shown(model),
        (QByteArrayList{"a", "-a 3", "  +b 2", "  c", "-d 2", "  ", "  1", "e", "f:x:y"}));
    model.collapse(1);
    QCOMPARE(shown(model), (QByteArrayList{"a", "+a 3", "-d 2", "  ", "  1", "e", "f:x:y"}));
    model.expand(0);
    model.collapse(0);
    QCOMPARE(model.rowCount(), 7);
}

void TestKeyTreeModel::reopensWhatWasOpenInside()
{
    KeyTreeModel model;
    QAbstractItemModelTester tester(&model);
    model.setStore(storeOf(sample));
    model.expand(1);
    model.expand(2);
    const QByteArrayList open = shown(model);
    QCOMPARE(open[2], QByteArray("  -b 2"));
    model.collapse(1);
    model.expand(1);
    QCOMPARE(shown(model), open);
}

void TestKeyTreeModel::keepsExpansionInANewStore()
{
    KeyTreeModel model;
    QAbstractItemModelTester tester(&model);
    model.setStore(storeOf(sample));
    model.expand(1);
    model.expand(2);
    model.setStore(storeOf({"0", "a:a:1", "a:a:2", "a:b:1", "a:b:2", "a:b:3"}));
    QCOMPARE(
        shown(model), (QByteArrayList{"0", "-a 5", "  +a 2", "  -b 3", "    1", "    2", "    3"}));
    model.setStore(storeOf({"x"}));
    QCOMPARE(shown(model), QByteArrayList{"x"});
    model.setStore(storeOf(sample));
    QCOMPARE(model.rowCount(), 9);
}

void TestKeyTreeModel::findsParents()
{
    KeyTreeModel model;
    model.setStore(storeOf(sample));
    model.expand(1);
    model.expand(2);
    QCOMPARE(model.parentRow(0), -1);
    QCOMPARE(model.parentRow(2), 1);
    QCOMPARE(model.parentRow(4), 2);
    QCOMPARE(model.parentRow(5), 1);
    QCOMPARE(model.parentRow(6), -1);
}

void TestKeyTreeModel::findsRowsByName()
{
    KeyTreeModel model;
    model.setStore(storeOf(sample));
    QCOMPARE(model.rowOf("a:b:2", false), 1);
    QCOMPARE(model.rowOf("a:b:", true), 1);
    QCOMPARE(model.rowOf("f:x:y", false), 4);
    QCOMPARE(model.rowOf("zzz", false), 4);
    model.expand(1);
    QCOMPARE(model.rowOf("a:b:2", false), 2);
    QCOMPARE(model.rowOf("a:b:", true), 2);
    QCOMPARE(model.rowOf("a:", true), 1);
    QCOMPARE(model.rowOf("a:c", false), 3);
    QCOMPARE(model.rowOf("e", false), 5);
    QCOMPARE(model.rowOf("gone:", true), 6);
}

void TestKeyTreeModel::findsLabels()
{
    KeyTreeModel model;
    model.setStore(storeOf({"a:apple", "a:banana", "a:bean", "a:sub:1", "a:sub:2", "beta", "zoo"}));
    model.expand(0);
    QCOMPARE(shown(model),
        (QByteArrayList{"-a 5", "  apple", "  banana", "  bean", "  +sub 2", "beta", "zoo"}));
    QCOMPARE(model.findLabel("b", 0), 2);
    QCOMPARE(model.findLabel("b", 3), 3);
    QCOMPARE(model.findLabel("b", 4), 5);
    QCOMPARE(model.findLabel("ba", 4), 2);
    QCOMPARE(model.findLabel("su", 0), 4);
    QCOMPARE(model.findLabel("nothing", 0), -1);
}

void TestKeyTreeModel::summaries()
{
    using namespace std::chrono;
    KeyTreeModel model;
    model.setStore(storeOf(sample));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    const auto now = steady_clock::now();
    model.setSummary("e", {Ttl{Ttl::State::Expires, 5s}, 72, now});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 3);
    QCOMPARE(model.summary("e")->ttlAt(now + 2s)->left, milliseconds(3s));
    QCOMPARE(model.summary("e")->ttlAt(now + 9s)->left, milliseconds(0));
    QCOMPARE(model.index(3, 3).data().toLongLong(), 72);
    QVERIFY(!model.summary("a"));
    model.setSummary("a", {});
    model.keepSummaries(2, 4);
    QVERIFY(model.summary("e"));
    QVERIFY(!model.summary("a"));
}

void TestKeyTreeModel::roles()
{
    KeyTreeModel model;
    model.setStore(storeOf(sample));
    model.expand(1);
    const QModelIndex folder = model.index(2, 0);
    QCOMPARE(folder.data(KeyTreeModel::NameRole).toByteArray(), QByteArray("a:b:"));
    QCOMPARE(folder.data(KeyTreeModel::LabelRole).toByteArray(), QByteArray("b"));
    QCOMPARE(folder.data(KeyTreeModel::IsFolderRole).toBool(), true);
    QCOMPARE(folder.data(KeyTreeModel::IsExpandedRole).toBool(), false);
    QCOMPARE(folder.data(KeyTreeModel::DepthRole).toInt(), 1);
    QCOMPARE(folder.data().toString(), QStringLiteral("b"));
    QCOMPARE(model.index(2, 1).data().toLongLong(), 2);
    for (int column = 0; column < model.columnCount(); ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
}

void TestKeyTreeModel::severalSeparators()
{
    auto batch = std::make_shared<NameList>();
    for (const char *name : {"a:b/1", "a:b/2", "a:c->x", "a:c->y", "d/e", "d/f"})
        batch->append(name);
    KeyTreeModel model;
    model.setStore(mergeKeys(KeyStore(QByteArray(": / ->")), {batch}));
    QCOMPARE(shown(model), (QByteArrayList{"+a 4", "+d 2"}));
    model.expand(0);
    QCOMPARE(shown(model), (QByteArrayList{"-a 4", "  +b 2", "  +c 2", "+d 2"}));
    model.expand(2);
    QCOMPARE(shown(model), (QByteArrayList{"-a 4", "  +b 2", "  -c 2", "    x", "    y", "+d 2"}));
    QCOMPARE(model.row(2).name, QByteArrayView("a:c->"));
}

void TestKeyTreeModel::folderOfManyKeys()
{
    auto batch = std::make_shared<NameList>();
    for (int i = 0; i < 300000; ++i)
        batch->append(QByteArray("big:" + QByteArray::number(i)));
    KeyTreeModel model;
    model.setStore(mergeKeys(KeyStore(QByteArray(":")), {batch}));
    QCOMPARE(model.rowCount(), 1);
    // One run of keys, whatever their number: the benchmarks measure it.
    model.expand(0);
    QCOMPARE(model.rowCount(), 300001);
    QCOMPARE(model.row(300000).label, QByteArrayView("99999"));
    QCOMPARE(model.rowOf("big:99999", false), 300000);
    model.collapse(0);
    QCOMPARE(model.rowCount(), 1);
}

void TestKeyTreeModel::ordersFoldersByKeys()
{
    KeyTreeModel model;
    QAbstractItemModelTester tester(&model);
    model.setStore(storeOf({"a:1", "a:2", "b", "c:1", "c:2", "c:3", "c:x:1", "c:x:2", "d"}));
    model.setOrder(KeyTreeModel::Order::MostKeys);
    QCOMPARE(shown(model), (QByteArrayList{"+c 5", "+a 2", "b", "d"}));
    model.expand(0);
    QCOMPARE(
        shown(model), (QByteArrayList{"-c 5", "  +x 2", "  1", "  2", "  3", "+a 2", "b", "d"}));
    model.setOrder(KeyTreeModel::Order::FewestKeys);
    QCOMPARE(
        shown(model), (QByteArrayList{"+a 2", "-c 5", "  +x 2", "  1", "  2", "  3", "b", "d"}));
    model.collapse(1);
    QCOMPARE(model.rowOf("c:x:1", false), 1);
    model.setOrder(KeyTreeModel::Order::Name);
    QCOMPARE(shown(model), (QByteArrayList{"+a 2", "b", "+c 5", "d"}));
}

void TestKeyTreeModel::backwards()
{
    KeyTreeModel model;
    QAbstractItemModelTester tester(&model);
    model.setStore(storeOf({"a", "ab:1", "ab:2", "ab:3", "ac", "b"}));
    model.setOrder(KeyTreeModel::Order::NameDescending);
    QCOMPARE(shown(model), (QByteArrayList{"b", "ac", "+ab 3", "a"}));
    model.expand(2);
    QCOMPARE(shown(model), (QByteArrayList{"b", "ac", "-ab 3", "  3", "  2", "  1", "a"}));
    QCOMPARE(model.findLabel("a", 0), 1);
    QCOMPARE(model.findLabel("a", 2), 2);
    QCOMPARE(model.findLabel("2", 0), 4);
    QCOMPARE(model.findLabel("x", 0), -1);
    QCOMPARE(model.parentRow(4), 2);
}

void TestKeyTreeModel::ranking()
{
    KeyTreeModel model;
    QAbstractItemModelTester tester(&model);
    model.setStore(storeOf(sample));
    model.setRanking({"e", "a:b:2", "not there", "a"});
    QVERIFY(model.isRanking());
    QCOMPARE(shown(model), (QByteArrayList{"e", "a:b:2", "a"}));
    QCOMPARE(model.rowOf("a:b:2", false), 1);
    QCOMPARE(model.findLabel("a", 2), 2);
    model.setSummary("a", {Ttl{Ttl::State::Persistent, {}}, 7, {}});
    QCOMPARE(model.index(2, 3).data(), QVariant(7));
    model.setStore(storeOf({"a", "b"}));
    QCOMPARE(shown(model), (QByteArrayList{"a"}));
    model.setRanking({});
    QCOMPARE(shown(model), (QByteArrayList{"a", "b"}));
}

void TestKeyTreeModel::random_data()
{
    QTest::addColumn<KeyTreeModel::Order>("order");
    QTest::newRow("by name") << KeyTreeModel::Order::Name;
    QTest::newRow("backwards") << KeyTreeModel::Order::NameDescending;
    QTest::newRow("most keys") << KeyTreeModel::Order::MostKeys;
    QTest::newRow("fewest keys") << KeyTreeModel::Order::FewestKeys;
}

void TestKeyTreeModel::random()
{
    QFETCH(KeyTreeModel::Order, order);
    std::mt19937 random(7);
    for (int round = 0; round < 20; ++round) {
        KeyTreeModel model;
        QAbstractItemModelTester tester(&model);
        model.setOrder(order);
        for (int step = 0; step < 40; ++step) {
            if (step % 10 == 0) {
                QByteArrayList names;
                for (int i = 0; i < 60; ++i) {
                    QByteArray name;
                    for (auto length = random() % 9; length > 0; --length)
                        name += "::ab"[random() % 4];
                    names << name;
                }
                model.setStore(storeOf(names));
            }
            const int row = static_cast<int>(random() % unsigned(model.rowCount()));
            if (model.row(row).isExpanded)
                model.collapse(row);
            else
                model.expand(row);
            const QByteArrayList afterwards = shown(model);
            for (int i = 0; i < model.rowCount(); ++i) {
                const KeyTreeModel::Row there = model.row(i);
                QCOMPARE(model.rowOf(there.name, there.isFolder), i);
            }
            model.setStore(model.store());
            QCOMPARE(shown(model), afterwards);
        }
    }
}

QTEST_GUILESS_MAIN(TestKeyTreeModel)
#include "tst_keytreemodel.moc"
