// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/clicommand.h"
#include "app/keyspace/keymerge.h"
#include "app/keyspace/keyselector.h"
#include "app/redis/client.h"
#include "tests/fixtures/redisserver.h"

#include <QSignalSpy>
#include <QTest>

#include <random>
#include <set>

using namespace hitlens;

namespace {

KeyStorePtr storeOf(const QByteArrayList &names)
{
    auto batch = std::make_shared<NameList>();
    for (const QByteArray &name : names)
        batch->append(name);
    return mergeKeys(KeyStore(QByteArray(":")), {batch});
}

QByteArrayList namesIn(const KeyRanges &ranges, const KeyStore &store)
{
    QByteArrayList names;
    for (const KeyStore::Range &range : ranges.list()) {
        for (qsizetype key = range.first; key < range.last; ++key)
            names << store.name(key).toByteArray();
    }
    return names;
}

const QByteArrayList sample{"a", "a:b:1", "a:b:2", "a:c", "d:", "d:1", "e", "f:x:y", "z\xff"};

} // namespace

class TestKeySelection : public QObject
{
    Q_OBJECT

private slots:
    void rangesAreASet();
    void namesFoldersAndSpans();
    void everything();
    void saysNoMoreOfAFolderThanWasSelected();
    void survivesAnotherStore();
    void standsForWhatMatches();
    void selectsRows();
    void extends();
    void extendsFromWhatIsGone();
    void extendsOverWhatIsShown_data();
    void extendsOverWhatIsShown();
    void selectsInARanking();
    void namesWhatNoPatternTells();
    void beginsAnewInARanking();
    void beginsAnewInAnotherOrder();
    void extendsInAnyRanking();
    void aMillionAtOnce();
    void cliCommands();
    void redisCliReadsThem();

private:
    static QByteArrayList selected(const KeySelector &selector, const KeyTreeModel &model)
    {
        return namesIn(selector.ranges(), *model.store());
    }
};

void TestKeySelection::rangesAreASet()
{
    std::mt19937 random(7);
    KeyRanges ranges;
    std::set<qsizetype> expected;
    for (int step = 0; step < 3000; ++step) {
        const qsizetype first = static_cast<qsizetype>(random() % 60);
        const qsizetype last = first + static_cast<qsizetype>(random() % 8);
        const bool isAdded = random() % 2 == 0;
        isAdded ? ranges.add({first, last}) : ranges.remove({first, last});
        for (qsizetype key = first; key < last; ++key)
            isAdded ? (void)expected.insert(key) : (void)expected.erase(key);
        QCOMPARE(ranges.count(), static_cast<qsizetype>(expected.size()));
        qsizetype before = -1;
        for (const KeyStore::Range &range : ranges.list()) {
            QVERIFY(range.first > before && range.size() > 0); // apart from the one before
            before = range.last;
        }
        for (qsizetype key = 0; key < 70; ++key)
            QCOMPARE(ranges.contains({key, key + 1}), expected.contains(key));
        QCOMPARE(ranges.contains({first, last}),
            std::all_of(expected.lower_bound(first), expected.lower_bound(last),
                [](qsizetype) { return true; })
                && std::distance(expected.lower_bound(first), expected.lower_bound(last))
                    == last - first);
    }
}

void TestKeySelection::namesFoldersAndSpans()
{
    const KeyStorePtr store = storeOf(sample);
    KeyRanges ranges;
    ranges.add({0, 4}); // a and the folder a:
    ranges.add({5, 7}); // one of d:, and e
    const KeySelection selection = KeySelection::of(ranges, *store);
    QCOMPARE(selection.names, QByteArrayList{"a"});
    QCOMPARE(selection.prefixes, QByteArrayList{"a:"});
    QCOMPARE(selection.spans, (QList<KeySelection::Span>{{"d:1", "e"}}));
    QCOMPARE(selection.in(*store), ranges);
    for (qsizetype key = 0; key < store->count(); ++key)
        QCOMPARE(selection.contains(store->name(key)), ranges.contains({key, key + 1}));
    QVERIFY(!selection.contains("a;"));
    QVERIFY(!selection.contains("d:0"));
    QVERIFY(!selection.isEmpty());
    QVERIFY(KeySelection().isEmpty());
    QVERIFY(!KeySelection().contains(""));
}

void TestKeySelection::everything()
{
    const KeyStorePtr store = storeOf(sample);
    KeyRanges ranges;
    ranges.add({0, store->count()});
    const KeySelection selection = KeySelection::of(ranges, *store);
    QCOMPARE(selection.prefixes, QByteArrayList{""});
    QVERIFY(selection.contains("anything"));
    QCOMPARE(selection.in(*storeOf({})), KeyRanges());
    QVERIFY(KeySelection::of({}, *store).isEmpty());
}

void TestKeySelection::saysNoMoreOfAFolderThanWasSelected()
{
    const KeyStorePtr store = storeOf({"a:b:1", "a:b:2", "c"});
    KeyRanges ranges;
    ranges.add({0, 2});
    QCOMPARE(KeySelection::of(ranges, *store).prefixes, QByteArrayList{"a:b:"});
}

void TestKeySelection::survivesAnotherStore()
{
    KeyTreeModel model;
    KeySelector selector(model);
    model.setStore(storeOf(sample));
    selector.select(model.rowOf("a:", true));
    selector.toggle(model.rowOf("e", false));
    QSignalSpy changed(&selector, &KeySelector::changed);
    model.setStore(storeOf({"0", "a:b:2", "a:b:3", "b", "e", "f"}));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(selected(selector, model), (QByteArrayList{"a:b:2", "a:b:3", "e"}));
    model.setStore(storeOf({"b", "e1"}));
    QVERIFY(selector.ranges().isEmpty());
}

void TestKeySelection::standsForWhatMatches()
{
    KeySelection selection;
    selection.prefixes = {""};
    QVERIFY(selection.isEverything());
    selection.patterns = {GlobPattern("a*"), GlobPattern("*z")};
    QVERIFY(!selection.isEverything());
    QVERIFY(selection.contains("a:z"));
    QVERIFY(!selection.contains("a:y"));
    QVERIFY(!selection.contains("b:z"));
}

void TestKeySelection::selectsRows()
{
    KeyTreeModel model;
    KeySelector selector(model);
    model.setStore(storeOf(sample));
    const int folder = model.rowOf("a:", true);
    selector.select(folder);
    QVERIFY(selector.isSelected(folder));
    QVERIFY(selector.isAlone(folder));
    model.expand(folder);
    QVERIFY(selector.isSelected(model.rowOf("a:c", false)));
    selector.toggle(model.rowOf("a:c", false));
    QVERIFY(!selector.isSelected(folder));
    QVERIFY(selector.isSelected(model.rowOf("a:b:", true)));
    QCOMPARE(selected(selector, model), (QByteArrayList{"a:b:1", "a:b:2"}));
    selector.selectAll();
    QCOMPARE(selector.ranges().count(), sample.size());
}

void TestKeySelection::extends()
{
    KeyTreeModel model;
    KeySelector selector(model);
    model.setStore(storeOf(sample));
    selector.select(model.rowOf("e", false));
    selector.extendTo(model.rowOf("a:", true), KeySelector::Others::Drop);
    QCOMPARE(selected(selector, model), sample.sliced(1, 6));
    selector.extendTo(model.rowOf("f:x:y", false), KeySelector::Others::Drop);
    QCOMPARE(selected(selector, model), (QByteArrayList{"e", "f:x:y"}));
    selector.toggle(model.rowOf("a", false));
    selector.extendTo(model.rowOf("a:", true), KeySelector::Others::Keep);
    QCOMPARE(selected(selector, model), sample.sliced(0, 4) + QByteArrayList({"e", "f:x:y"}));
}

void TestKeySelection::extendsFromWhatIsGone()
{
    KeyTreeModel model;
    KeySelector selector(model);
    model.setStore(storeOf(sample));
    selector.select(model.rowOf("e", false));
    model.setStore(storeOf({"a", "d", "f"}));
    QVERIFY(selector.ranges().isEmpty());
    selector.extendTo(model.rowOf("d", false), KeySelector::Others::Drop);
    QCOMPARE(selected(selector, model), QByteArrayList{"d"});
}

void TestKeySelection::extendsOverWhatIsShown_data()
{
    QTest::addColumn<KeyTreeModel::Order>("order");
    QTest::newRow("by name") << KeyTreeModel::Order::Name;
    QTest::newRow("backwards") << KeyTreeModel::Order::NameDescending;
    QTest::newRow("most keys") << KeyTreeModel::Order::MostKeys;
    QTest::newRow("fewest keys") << KeyTreeModel::Order::FewestKeys;
}

// Beside a naive reading of the rows: a closed folder is all that is in it, an open one only where
// the person begins or ends, and what is not shown between two rows is not selected.
void TestKeySelection::extendsOverWhatIsShown()
{
    QFETCH(KeyTreeModel::Order, order);
    std::mt19937 random(11);
    for (int round = 0; round < 60; ++round) {
        QByteArrayList names;
        for (int i = 0; i < 40; ++i) {
            QByteArray name;
            for (auto length = random() % 8; length > 0; --length)
                name += "::ab"[random() % 4];
            names << name;
        }
        KeyTreeModel model;
        model.setStore(storeOf(names));
        model.setOrder(order);
        KeySelector selector(model);
        for (int i = 0; i < 6; ++i)
            model.expand(static_cast<int>(random() % unsigned(model.rowCount())));
        const int from = static_cast<int>(random() % unsigned(model.rowCount()));
        const int to = static_cast<int>(random() % unsigned(model.rowCount()));
        selector.select(from);
        selector.extendTo(to, KeySelector::Others::Drop);

        std::set<QByteArray> expected;
        for (int i = std::min(from, to); i <= std::max(from, to); ++i) {
            const KeyTreeModel::Row row = model.row(i);
            const bool isEnd = i == from || i == to;
            for (const QByteArray &name : std::as_const(names)) {
                const bool isIn = row.isFolder ? name.startsWith(row.name) : name == row.name;
                if (isIn && (!row.isExpanded || isEnd))
                    expected.insert(name);
            }
        }
        const QByteArrayList found = selected(selector, model);
        QCOMPARE(std::set<QByteArray>(found.begin(), found.end()), expected);
        QCOMPARE(namesIn(selector.selection().in(*model.store()), *model.store()), found);
    }
}

void TestKeySelection::selectsInARanking()
{
    KeyTreeModel model;
    model.setStore(storeOf(sample));
    KeySelector selector(model);
    selector.selectAll();
    // What a ranking does not show is not selected any more.
    model.setRanking({"e", "a:b:1", "gone", "a:b:2", "a"});
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(selected(selector, model), (QByteArrayList{"a", "a:b:1", "a:b:2", "e"}));
    selector.select(0);
    selector.extendTo(2, KeySelector::Others::Drop);
    QCOMPARE(selected(selector, model), (QByteArrayList{"a:b:1", "a:b:2", "e"}));
    // No stretch: a key that comes to stand between two of them was not selected.
    QVERIFY(!selector.selection().contains("a:b:11"));
    QCOMPARE(selector.selection().names, (QByteArrayList{"a:b:1", "a:b:2", "e"}));
    selector.select(3);
    selector.selectAll();
    QCOMPARE(selector.ranges().count(), 4);
    model.setRanking({});
    QCOMPARE(selected(selector, model), (QByteArrayList{"a", "a:b:1", "a:b:2", "e"}));
}

void TestKeySelection::namesWhatNoPatternTells()
{
    KeyTreeModel model;
    model.setStore(storeOf(sample));
    KeySelector selector(model);
    selector.setByName(true);
    selector.select(model.rowOf("a:", true));
    QCOMPARE(selector.selection().names, (QByteArrayList{"a:b:1", "a:b:2", "a:c"}));
    QVERIFY(!selector.selection().contains("a:d"));
    QCOMPARE(selector.keysIn("d:").names, (QByteArrayList{"d:", "d:1"}));
    QVERIFY(!selector.keysIn("d:").contains("d:2"));
    // Listed anew, the folder is selected with what it has then.
    model.setStore(storeOf({"a:b:1", "a:d"}));
    QCOMPARE(selected(selector, model), (QByteArrayList{"a:b:1", "a:d"}));
    QCOMPARE(selector.selection().names, (QByteArrayList{"a:b:1", "a:d"}));
}

// Neither the key that is out of sight nor those beside its place by name.
void TestKeySelection::beginsAnewInARanking()
{
    KeyTreeModel model;
    KeySelector selector(model);
    model.setStore(storeOf(sample));
    selector.select(model.rowOf("d:", true));
    model.setRanking({"z\xff", "a", "e", "a:b:1", "a:c"});
    QVERIFY(selector.ranges().isEmpty());
    selector.extendTo(3, KeySelector::Others::Drop);
    QCOMPARE(selected(selector, model), QByteArrayList{"a:b:1"});
    selector.extendTo(1, KeySelector::Others::Drop);
    QCOMPARE(selected(selector, model), (QByteArrayList{"a", "a:b:1", "e"}));
    // The list goes on while the person selects.
    model.setRanking({"a", "f:x:y", "e"});
    QCOMPARE(selected(selector, model), (QByteArrayList{"a", "e"}));
    selector.extendTo(2, KeySelector::Others::Keep);
    QCOMPARE(selected(selector, model), (QByteArrayList{"a", "e"}));
    selector.extendTo(1, KeySelector::Others::Keep);
    QCOMPARE(selected(selector, model), (QByteArrayList{"a", "e", "f:x:y"}));
}

void TestKeySelection::beginsAnewInAnotherOrder()
{
    KeyTreeModel model;
    KeySelector selector(model);
    model.setOrder(KeyTreeModel::Order::MostKeys);
    model.setStore(storeOf(sample));
    selector.select(model.rowOf("e", false));
    model.setStore(storeOf({"a", "c:1", "c:2", "f", "g"}));
    selector.extendTo(model.rowOf("c:", true), KeySelector::Others::Drop);
    QCOMPARE(selected(selector, model), (QByteArrayList{"c:1", "c:2"}));
}

// Beside a list of names: what is selected is what the rows say, by name and nothing beside it.
void TestKeySelection::extendsInAnyRanking()
{
    std::mt19937 random(5);
    const auto any = [&](int below) { return static_cast<int>(random() % unsigned(below)); };
    for (int round = 0; round < 100; ++round) {
        QByteArrayList names;
        for (int i = 0; i < 40; ++i)
            names << QByteArray::number(any(1000)).insert(1, ':');
        KeyTreeModel model;
        model.setStore(storeOf(names));
        KeySelector selector(model);
        selector.select(any(model.rowCount()));
        std::set<QByteArray> expected;
        QByteArray start;
        for (int step = 0; step < 20; ++step) {
            if (step % 5 == 0) {
                std::shuffle(names.begin(), names.end(), random);
                QByteArrayList ranking;
                for (const QByteArray &name : names.first(20)) {
                    if (!ranking.contains(name))
                        ranking << name;
                }
                model.setRanking(ranking);
                std::erase_if(
                    expected, [&](const QByteArray &name) { return !ranking.contains(name); });
                if (step == 0) {
                    start = ranking.first();
                    selector.select(0);
                    expected = {start};
                }
            }
            const int row = any(model.rowCount());
            const int begin = model.rowOf(start, false);
            const bool isShown = model.row(begin).name == start;
            expected = any(2) == 0 ? std::set<QByteArray>() : expected;
            const auto others
                = expected.empty() ? KeySelector::Others::Drop : KeySelector::Others::Keep;
            selector.extendTo(row, others);
            const int from = isShown ? begin : row;
            for (int i = std::min(from, row); i <= std::max(from, row); ++i)
                expected.insert(model.row(i).name.toByteArray());
            if (!isShown)
                start = model.row(row).name.toByteArray();
            const QByteArrayList found = selector.selection().names;
            QCOMPARE(std::set<QByteArray>(found.begin(), found.end()), expected);
            QVERIFY(selector.selection().prefixes.isEmpty());
            QVERIFY(selector.selection().spans.isEmpty());
            for (int i = 0; i < model.rowCount(); ++i)
                QCOMPARE(
                    selector.isSelected(i), expected.contains(model.row(i).name.toByteArray()));
        }
    }
}

// Two keys a folder, so that every row of the million is a folder of its own.
void TestKeySelection::aMillionAtOnce()
{
    auto batch = std::make_shared<NameList>();
    for (int i = 0; i < 1000000; ++i) {
        const QByteArray folder = "u" + QByteArray::number(10000000 + i) + ':';
        batch->append(QByteArray(folder + "1"));
        batch->append(QByteArray(folder + "2"));
    }
    KeyTreeModel model;
    KeySelector selector(model);
    model.setStore(mergeKeys(KeyStore(QByteArray(":")), {batch}));
    QCOMPARE(model.rowCount(), 1000000);
    selector.select(1);
    selector.extendTo(999998, KeySelector::Others::Drop);
    QCOMPARE(selector.ranges().count(), 1999996);
    QCOMPARE(selector.ranges().list().size(), size_t(1));
    const KeySelection selection = selector.selection();
    QCOMPARE(selection.prefixes.size(), KeySelection::mostFolders);
    QCOMPARE(selection.spans.size(), 1);
    QCOMPARE(selection.in(*model.store()), selector.ranges());
}

void TestKeySelection::cliCommands()
{
    QCOMPARE(cliArgument("cache:f:(42,)"), QByteArray("cache:f:(42,)"));
    QCOMPARE(cliArgument(""), QByteArray("\"\""));
    QCOMPARE(cliArgument("a b"), QByteArray("\"a b\""));
    QCOMPARE(cliArgument("it's"), QByteArray("\"it's\""));
    QCOMPARE(cliArgument("\"\\\n\xff"), QByteArray("\"\\\"\\\\\\x0a\\xff\""));
    QCOMPARE(cliCommand("k", "string"), QByteArray("GET k"));
    QCOMPARE(cliCommand("k", "hash"), QByteArray("HGETALL k"));
    QCOMPARE(cliCommand("k", "list"), QByteArray("LRANGE k 0 -1"));
    QCOMPARE(cliCommand("k", "set"), QByteArray("SMEMBERS k"));
    QCOMPARE(cliCommand("k", "zset"), QByteArray("ZRANGE k 0 -1 WITHSCORES"));
    QCOMPARE(cliCommand("k", "stream"), QByteArray("XRANGE k - +"));
    QCOMPARE(cliCommand("k", "ReJSON-RL"), QByteArray("TYPE k"));
    QCOMPARE(cliCommand("a b", {}), QByteArray("TYPE \"a b\""));
}

void TestKeySelection::redisCliReadsThem()
{
    RedisServer server;
    Client client(server.endpoint());
    client.open();
    QVERIFY(waitFor([&] { return client.isReady(); }));
    QByteArray every;
    for (int byte = 0; byte < 256; ++byte)
        every += static_cast<char>(byte);
    int stored = 0;
    const QByteArrayList names{
        every, "it's", "a b", "\"q\"", "back\\slash", "#", "3 x", "\xc3\xa9"};
    for (const QByteArray &name : names) {
        client.send(set(name, "value of " + QByteArray::number(stored)), &client,
            [&](const Result<Done> &) { ++stored; });
        QVERIFY(waitFor([&, before = stored] { return stored > before; }));
    }
    for (qsizetype i = 0; i < names.size(); ++i)
        QCOMPARE(server.cli({}, cliCommand(names[i], "string") + '\n'),
            "value of " + QByteArray::number(i));
}

QTEST_GUILESS_MAIN(TestKeySelection)
#include "tst_keyselection.moc"
