// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyindex.h"
#include "app/keyspace/keymerge.h"

#include <QSignalSpy>
#include <QTest>

#include <map>
#include <random>
#include <set>

using namespace hitlens;

namespace {

NameBatch batchOf(const QByteArrayList &names)
{
    auto batch = std::make_shared<NameList>();
    for (const QByteArray &name : names)
        batch->append(name);
    return batch;
}

KeyStorePtr storeOf(const QByteArrayList &names, const QByteArray &separator = ":")
{
    return mergeKeys(KeyStore(separator), {batchOf(names)});
}

QByteArrayList namesIn(const KeyStore &store)
{
    QByteArrayList names;
    for (qsizetype key = 0; key < store.count(); ++key)
        names << store.name(key).toByteArray();
    return names;
}

// Every folder as "prefix=number of keys", in the store's order, without the root.
QByteArrayList foldersIn(const KeyStore &store)
{
    QByteArrayList folders;
    for (quint32 i = 1; i < store.folders().size(); ++i)
        folders << store.prefix(i).toByteArray() + '='
                + QByteArray::number(store.folders()[i].keyCount());
    return folders;
}

// What a folder is, said as simply as possible: the map counts the keys below each prefix.
QByteArrayList foldersOf(const std::set<QByteArray> &names, const QByteArray &separator)
{
    std::map<QByteArray, int> counts;
    for (const QByteArray &name : names) {
        for (qsizetype at = 0; (at = name.indexOf(separator, at)) >= 0;) {
            at += separator.size();
            ++counts[name.first(at)];
        }
    }
    QByteArrayList folders;
    for (const auto &[prefix, count] : counts) {
        if (count > 1)
            folders << prefix + '=' + QByteArray::number(count);
    }
    return folders;
}

// Many blocks: numbers of equal length, so that they are in order.
KeyStorePtr largeStore(int first, int step)
{
    auto batch = std::make_shared<NameList>();
    for (int i = first; i < 300000; i += step)
        batch->append(QByteArray("key:" + QByteArray::number(1000000 + i)));
    return mergeKeys(KeyStore(QByteArray(":")), {batch});
}

} // namespace

class TestKeyStore : public QObject
{
    Q_OBJECT

private slots:
    void empty();
    void sortsAndDropsRepetitions();
    void folders_data();
    void folders();
    void longNames();
    void manyStepsDeep();
    void lastSteps();
    void aMillionFoldersWithOneLeaf();
    void aFolderOfAMillionLeaves();
    void zeroBytes();
    void ranges();
    void removal();
    void removalSharesTheRest();
    void mergesInSteps();
    void cutsParts();
    void siblingsAreSkipped();
    void random();
    void indexMergesWhatComes();
    void indexRemovesFromWhatIsStillToCome();
    void indexKeepsTheOldStoreUntilReplaced();
    void indexCatchesUp();
    void indexRemovesNames();
    void indexMergesManyInSteps();
};

void TestKeyStore::empty()
{
    const KeyStore store(QByteArray(":"));
    QCOMPARE(store.count(), 0);
    QCOMPARE(store.lowerBound("a"), 0);
    QVERIFY(!store.find(""));
    QCOMPARE(store.range("a"), (KeyStore::Range{0, 0}));
    QCOMPARE(store.folders().size(), 1U);
    QCOMPARE(store.prefix(KeyStore::root).size(), 0);
    QCOMPARE(mergeKeys(store, {})->count(), 0);
}

void TestKeyStore::sortsAndDropsRepetitions()
{
    const KeyStorePtr first = storeOf({"b", "a", "b", ""});
    QCOMPARE(namesIn(*first), (QByteArrayList{"", "a", "b"}));
    const auto second = mergeKeys(*first, {batchOf({"c", "a"}), batchOf({}), batchOf({"aa", "c"})});
    QCOMPARE(namesIn(*second), (QByteArrayList{"", "a", "aa", "b", "c"}));
    QCOMPARE(second->nameBytes(), 5);
    QCOMPARE(namesIn(*first), (QByteArrayList{"", "a", "b"}));
}

void TestKeyStore::folders_data()
{
    QTest::addColumn<QByteArrayList>("names");
    QTest::addColumn<QByteArray>("separator");
    QTest::addColumn<QByteArrayList>("folders");

    QTest::newRow("a chain of one key is a leaf")
        << QByteArrayList{"cache:f:(42,):{}", "user:7:name"} << QByteArray(":") << QByteArrayList{};
    QTest::newRow("two keys share") << QByteArrayList{"a:b:1", "a:b:2", "a:c"} << QByteArray(":")
                                    << QByteArrayList{"a:=3", "a:b:=2"};
    QTest::newRow("empty steps") << QByteArrayList{"a::b", "a::c", ":x", ":y", "a:", "::"}
                                 << QByteArray(":") << QByteArrayList{":=3", "a:=3", "a::=2"};
    QTest::newRow("a folder that is a key too") << QByteArrayList{"user", "user:", "user:1"}
                                                << QByteArray(":") << QByteArrayList{"user:=2"};
    QTest::newRow("byte order puts keys between") << QByteArrayList{"a:1", "a:2", "a!", "a;", "a"}
                                                  << QByteArray(":") << QByteArrayList{"a:=2"};
    QTest::newRow("binary") << QByteArrayList{QByteArray("\xff\x00:\x01", 4),
        QByteArray("\xff\x00:", 3)}
                            << QByteArray(":") << QByteArrayList{QByteArray("\xff\x00:=2", 5)};
    QTest::newRow("no separator") << QByteArrayList{"a:1", "a:2"} << QByteArray()
                                  << QByteArrayList{};
    QTest::newRow("several separators")
        << QByteArrayList{"a:b/1", "a:b/2", "a:c", "a/x", "a/y", "d->1", "d->2"}
        << QByteArray(": / ->") << QByteArrayList{"a/=2", "a:=3", "a:b/=2", "d->=2"};
    QTest::newRow("separators that begin alike") << QByteArrayList{"a::b", "a::c",
        "a:d"} << QByteArray(":: :") << QByteArrayList{"a:=3", "a::=2"};
    QTest::newRow("spaces") << QByteArrayList{"a b", "a c"} << QByteArray(" ")
                            << QByteArrayList{"a =2"};
    QTest::newRow("glob characters") << QByteArrayList{"*:[a-z]?", "*:\\^-!", "*:", "[:]"}
                                     << QByteArray(":") << QByteArrayList{"*:=3"};
    QTest::newRow("long separator")
        << QByteArrayList{"a:::b", "a:::c", "a::d"} << QByteArray("::") << QByteArrayList{"a::=3"};
}

void TestKeyStore::folders()
{
    QFETCH(QByteArrayList, names);
    QFETCH(QByteArray, separator);
    QTEST(foldersIn(*storeOf(names, separator)), "folders");
}

void TestKeyStore::longNames()
{
    const QByteArray longName(1 << 20, 'x');
    QByteArrayList names;
    for (int i = 0; i < 40; ++i)
        names << longName + QByteArray::number(i) << longName.chopped(i);
    const KeyStorePtr store = storeOf(names);
    std::ranges::sort(names);
    names.removeIf([previous = QByteArray("-")](const QByteArray &name) mutable {
        return std::exchange(previous, name) == name;
    });
    QVERIFY(namesIn(*store) == names);
    QCOMPARE(store->range(QByteArray(longName + '1')).size(), 11);
}

void TestKeyStore::manyStepsDeep()
{
    const QByteArray deep(100000, ':');
    const KeyStorePtr store = storeOf({deep + 'a', deep + 'b'});
    QCOMPARE(store->folders().size(), 100001U);
    QCOMPARE(store->prefix(100000), QByteArrayView(deep));
    QCOMPARE(store->findFolder(deep), std::optional<quint32>(100000));
}

void TestKeyStore::lastSteps()
{
    const Separators several(QByteArray(": / ->"));
    QCOMPARE(several.lastStep("a:b/"), QByteArrayView("b"));
    QCOMPARE(several.lastStep("a/b->"), QByteArrayView("b"));
    QCOMPARE(several.lastStep("a::"), QByteArrayView(""));
    QCOMPARE(several.lastStep(":"), QByteArrayView(""));
    QCOMPARE(Separators(QByteArray("::")).lastStep("a:b::c::"), QByteArrayView("c"));
}

void TestKeyStore::aMillionFoldersWithOneLeaf()
{
    auto batch = std::make_shared<NameList>();
    for (int i = 0; i < 1000000; ++i)
        batch->append(QByteArray("user:" + QByteArray::number(i) + ":name"));
    const KeyStorePtr store = mergeKeys(KeyStore(QByteArray(":")), {batch, batch});
    QCOMPARE(store->count(), 1000000);
    QCOMPARE(foldersIn(*store), QByteArrayList{"user:=1000000"});
    QVERIFY(std::ranges::all_of(store->parts(), [](const KeyStore::PartPtr &part) {
        return part->picked.empty() && part->block->count() == part->count;
    }));
    QVERIFY(store->find("user:999999:name"));
}

void TestKeyStore::aFolderOfAMillionLeaves()
{
    auto batch = std::make_shared<NameList>();
    for (int i = 0; i < 1000000; ++i)
        batch->append(QByteArray("big:" + QByteArray::number(i)));
    batch->append("big");
    batch->append("bigger");
    const KeyStorePtr store = mergeKeys(KeyStore(QByteArray(":")), {batch});
    QCOMPARE(foldersIn(*store), QByteArrayList{"big:=1000000"});
    QCOMPARE(store->range("big:99999").size(), 11);
    QCOMPARE(store->name(0), QByteArrayView("big"));
    QCOMPARE(store->name(1000001), QByteArrayView("bigger"));
}

void TestKeyStore::zeroBytes()
{
    // Enough of them that they are sorted by eight bytes at a time, where padding is zeros too.
    QByteArrayList names;
    for (int i = 0; i < 40; ++i)
        names << QByteArray("same") + QByteArray(i, '\0');
    QByteArrayList shuffled = names;
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(1));
    QCOMPARE(namesIn(*storeOf(shuffled)), names);
}

void TestKeyStore::ranges()
{
    const KeyStorePtr store = storeOf({"a", "b:1", "b:2", "b;", "c"});
    QCOMPARE(store->range("b:"), (KeyStore::Range{1, 3}));
    QCOMPARE(store->range(""), (KeyStore::Range{0, 5}));
    QCOMPARE(store->range("b:3"), (KeyStore::Range{3, 3}));
    QCOMPARE(store->find("b;"), std::optional<qsizetype>(3));
    QVERIFY(!store->find("b"));
    QCOMPARE(store->findFolder("b:"), std::optional<quint32>(1));
    QCOMPARE(store->findFolder(""), std::optional<quint32>(0));
    QVERIFY(!store->findFolder("b"));
    QVERIFY(!store->findFolder("z:"));
}

void TestKeyStore::removal()
{
    const KeyStorePtr store = storeOf({"a:1", "a:2", "a:3", "b"});
    const auto less = mergeKeys(
        *store, {batchOf({"a:4"})}, [](QByteArrayView name) { return name.compare("a:3") >= 0; });
    QCOMPARE(namesIn(*less), (QByteArrayList{"a:1", "a:2"}));
    const auto one = mergeKeys(*less, {}, [](QByteArrayView name) { return name == "a:1"; });
    QCOMPARE(namesIn(*one), (QByteArrayList{"a:2"}));
    QCOMPARE(foldersIn(*one), QByteArrayList());
}

void TestKeyStore::removalSharesTheRest()
{
    const KeyStorePtr store = largeStore(0, 1);
    QVERIFY(store->parts().size() > 3);
    const auto less
        = mergeKeys(*store, {}, [](QByteArrayView name) { return name == "key:1000007"; });
    QCOMPARE(less->count(), store->count() - 1);
    QVERIFY(!less->find("key:1000007"));
    QVERIFY(less->parts()[0] != store->parts()[0]);
    for (size_t i = 1; i < store->parts().size(); ++i)
        QCOMPARE(less->parts()[i], store->parts()[i]);
}

void TestKeyStore::mergesInSteps()
{
    const KeyStorePtr even = largeStore(0, 2);
    const KeyStorePtr whole = largeStore(0, 1);
    auto odd = std::make_shared<NameList>();
    for (qsizetype key = whole->count() - 1; key > 0; key -= 2)
        odd->append(whole->name(key));
    odd->append("a");
    odd->append("z");
    KeyMerge merge(*even, {odd, odd});
    int steps = 0;
    KeyStorePtr store = even;
    for (; !merge.isDone(); ++steps) {
        const KeyStorePtr next = merge.step(1);
        QVERIFY(next->count() > store->count());
        for (qsizetype key = 1; key < next->count(); ++key)
            QVERIFY(next->name(key - 1).compare(next->name(key)) < 0);
        // What comes later is as it was, and not copied.
        QVERIFY(merge.isDone() || next->parts().back() == even->parts().back());
        store = next;
    }
    QVERIFY(steps > 1);
    QCOMPARE(store->count(), whole->count() + 2);
    for (qsizetype key = 0; key < whole->count(); ++key)
        QCOMPARE(store->name(key + 1), whole->name(key));
}

void TestKeyStore::cutsParts()
{
    const KeyStorePtr store = largeStore(0, 1);
    for (const KeyStore::Range range : {KeyStore::Range{0, 300000}, KeyStore::Range{5, 299990},
             KeyStore::Range{70000, 70001}, KeyStore::Range{9, 9}}) {
        const auto cut = KeyStore::make(store->separators(), store->partsIn(range));
        QCOMPARE(cut->count(), range.size());
        for (qsizetype key = 0; key < cut->count(); key += 1000)
            QCOMPARE(cut->name(key), store->name(range.first + key));
    }
}

void TestKeyStore::siblingsAreSkipped()
{
    const KeyStorePtr store = storeOf({"a:b:1", "a:b:2", "a:c:1", "a:c:2", "d:1", "d:2"});
    QCOMPARE(foldersIn(*store), (QByteArrayList{"a:=4", "a:b:=2", "a:c:=2", "d:=2"}));
    const auto &folders = store->folders();
    QCOMPARE(folders[1].next, 4U);
    QCOMPARE(folders[2].next, 3U);
    QCOMPARE(folders[3].next, 4U);
    QCOMPARE(folders[4].next, 5U);
    QCOMPARE(folders[KeyStore::root].next, 5U);
}

void TestKeyStore::random()
{
    std::mt19937 random(42);
    const auto upTo = [&random](unsigned limit) { return static_cast<unsigned>(random()) % limit; };
    for (int round = 0; round < 300; ++round) {
        const QByteArray separator = round % 3 == 0 ? "::" : ":";
        std::set<QByteArray> expected;
        KeyStorePtr store = std::make_shared<const KeyStore>(separator);
        for (unsigned merge = upTo(4) + 1; merge > 0; --merge) {
            QByteArrayList names;
            for (unsigned n = upTo(200); n > 0; --n) {
                QByteArray name;
                for (unsigned length = upTo(24); length > 0; --length)
                    name += ":::ab\0\xff"[upTo(7)];
                names << name;
                expected.insert(name);
            }
            store = mergeKeys(*store, {batchOf(names.mid(0, 50)), batchOf(names.mid(50))});
        }
        QCOMPARE(namesIn(*store), QByteArrayList(expected.begin(), expected.end()));
        QCOMPARE(foldersIn(*store), foldersOf(expected, separator));
        for (quint32 i = 0; i < store->folders().size(); ++i)
            QCOMPARE(store->findFolder(store->prefix(i)), std::optional<quint32>(i));
    }
}

void TestKeyStore::indexMergesWhatComes()
{
    KeyIndex index(QByteArray(":"));
    QSignalSpy changed(&index, &KeyIndex::changed);
    QSignalSpy settled(&index, &KeyIndex::settled);
    index.add(batchOf({"b", "a"}));
    QVERIFY(changed.wait());
    QCOMPARE(namesIn(*index.store()), (QByteArrayList{"a", "b"}));
    for (int i = 0; i < 100; ++i)
        index.add(batchOf({"key:" + QByteArray::number(i), "a"}));
    index.finish(true);
    QVERIFY(settled.wait());
    QCOMPARE(index.store()->count(), 102);
    QVERIFY(changed.size() < 20);
}

void TestKeyStore::indexRemovesFromWhatIsStillToCome()
{
    KeyIndex index(QByteArray(":"));
    QSignalSpy settled(&index, &KeyIndex::settled);
    index.add(batchOf({"a", "b"}));
    index.remove([](QByteArrayView name) { return name == "a"; });
    index.add(batchOf({"a", "c"}));
    index.finish(true);
    QVERIFY(settled.wait());
    QCOMPARE(namesIn(*index.store()), (QByteArrayList{"b", "c"}));
}

void TestKeyStore::indexKeepsTheOldStoreUntilReplaced()
{
    KeyIndex index(QByteArray(":"));
    QSignalSpy settled(&index, &KeyIndex::settled);
    index.add(batchOf({"a", "b", "c"}));
    index.finish(true);
    QVERIFY(settled.wait());

    index.restart(KeyIndex::Keep::UntilReplaced);
    QCOMPARE(index.store()->count(), 3);
    index.add(batchOf({"d"}));
    index.remove([](QByteArrayView name) { return name == "b"; });
    index.finish(false);
    QVERIFY(settled.wait());
    QCOMPARE(namesIn(*index.store()), (QByteArrayList{"a", "c"}));

    index.restart(KeyIndex::Keep::UntilReplaced);
    index.add(batchOf({"d"}));
    index.finish(true);
    QVERIFY(settled.wait());
    QCOMPARE(namesIn(*index.store()), (QByteArrayList{"d"}));

    index.restart(KeyIndex::Keep::Nothing);
    QCOMPARE(index.store()->count(), 0);
}

void TestKeyStore::indexCatchesUp()
{
    KeyIndex index(QByteArray(":"));
    QSignalSpy changed(&index, &KeyIndex::changed);
    index.add(batchOf({"a", "b", "c", "d"}));
    QVERIFY(changed.wait());
    index.add(batchOf({"e"})); // too little to be worth a merge
    index.catchUp();
    QVERIFY(changed.wait());
    QCOMPARE(index.store()->count(), 5);
}

void TestKeyStore::indexRemovesNames()
{
    KeyIndex index(QByteArray(":"));
    QSignalSpy changed(&index, &KeyIndex::changed);
    index.add(batchOf({"a", "b", "c", "d"}));
    QVERIFY(changed.wait());
    index.removeNames({});
    index.removeNames({"d", "b", "x"});
    QVERIFY(changed.wait());
    QCOMPARE(namesIn(*index.store()), (QByteArrayList{"a", "c"}));
}

// As a scan of a large server brings them, each name twice: at every moment the store that is shown
// is in order, and in the end each name is there once.
void TestKeyStore::indexMergesManyInSteps()
{
    constexpr int names = 400000;
    KeyIndex index(QByteArray(":"));
    QSignalSpy settled(&index, &KeyIndex::settled);
    qsizetype seen = 0;
    bool isGrowing = true;
    connect(&index, &KeyIndex::changed, this, [&] {
        isGrowing = isGrowing && index.store()->count() >= seen;
        seen = index.store()->count();
    });
    for (int i = 0; i < 2 * names; i += 20000) {
        auto batch = std::make_shared<NameList>();
        for (int j = i; j < i + 20000; ++j)
            batch->append(
                QByteArray(QByteArray(80, 'x') + QByteArray::number((qint64(j) * 7919) % names)));
        index.add(batch);
        QCoreApplication::processEvents();
    }
    index.finish(true);
    QVERIFY(settled.wait(30000));
    QVERIFY(isGrowing);
    QCOMPARE(index.store()->count(), names);
    for (qsizetype key = 1; key < names; ++key)
        QVERIFY(index.store()->name(key - 1).compare(index.store()->name(key)) < 0);
}

QTEST_GUILESS_MAIN(TestKeyStore)
#include "tst_keystore.moc"
