// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keymerge.h"
#include "app/keyspace/keysearch.h"

#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace hitlens;

using Mode = KeyQuery::Mode;

namespace {

KeyStorePtr storeOf(const QByteArrayList &names)
{
    auto batch = std::make_shared<NameList>();
    for (const QByteArray &name : names)
        batch->append(name);
    return mergeKeys(KeyStore(QByteArray(":")), {batch});
}

// key:1000000 and on, in several blocks.
KeyStorePtr largeStore()
{
    auto batch = std::make_shared<NameList>();
    for (int i = 0; i < 300000; ++i)
        batch->append(QByteArray("key:" + QByteArray::number(1000000 + i)));
    return mergeKeys(KeyStore(QByteArray(":")), {batch});
}

QByteArrayList namesIn(const KeyStore &store)
{
    QByteArrayList names;
    for (qsizetype key = 0; key < store.count(); ++key)
        names << store.name(key).toByteArray();
    return names;
}

// As the server has it.
QByteArrayList namesThatMatch(const QByteArrayList &names, const QByteArray &pattern)
{
    QByteArrayList found;
    std::ranges::copy_if(names, std::back_inserter(found),
        [glob = GlobPattern(pattern)](const QByteArray &name) { return glob.matches(name); });
    return found;
}

// What a query finds, said as simply as possible.
QByteArrayList expectedIn(const QByteArrayList &names, const KeyQuery &query)
{
    const auto folded = [&query](const QByteArray &bytes) {
        QByteArray lower = bytes;
        for (char &byte : lower) {
            if (query.ignoresCase && byte >= 'A' && byte <= 'Z')
                byte = static_cast<char>(byte - 'A' + 'a');
        }
        return lower;
    };
    const QByteArray text = folded(query.text);
    QByteArrayList found;
    for (const QByteArray &name : names) {
        const QByteArray candidate = folded(name);
        if (query.mode == Mode::Substring    ? candidate.contains(text)
                : query.mode == Mode::Prefix ? candidate.startsWith(text)
                                             : GlobPattern(text).matches(candidate))
            found << name;
    }
    return found;
}

qsizetype countIn(const KeyStore &store, QByteArrayView text)
{
    qsizetype count = 0;
    for (qsizetype key = 0; key < store.count(); ++key)
        count += store.name(key).contains(text) ? 1 : 0;
    return count;
}

bool searchIsOver(KeySearch &search)
{
    if (!search.isSearching())
        return true;
    QSignalSpy finished(&search, &KeySearch::finished);
    return finished.wait(20000);
}

} // namespace

class TestKeySearch : public QObject
{
    Q_OBJECT

private slots:
    void nothingAskedIsEverything();
    void finds_data();
    void finds();
    void random();
    void notAcrossTwoNames();
    void narrows();
    void narrowsWhatWasFound();
    void keystrokes();
    void sharesWhatItCan();
    void anotherStore();
    void goesWhileSearching();
};

void TestKeySearch::nothingAskedIsEverything()
{
    KeySearch search;
    QCOMPARE(search.result()->count(), 0);
    const KeyStorePtr store = storeOf({"a", "b"});
    QSignalSpy changed(&search, &KeySearch::changed);
    search.setStore(store);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(search.result(), store);
    search.setQuery({"a"});
    QVERIFY(search.isSearching());
    QVERIFY(searchIsOver(search));
    QCOMPARE(search.result()->count(), 1);
    search.setQuery({});
    QVERIFY(!search.isSearching());
    QCOMPARE(search.result(), store);
}

void TestKeySearch::finds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<bool>("ignoresCase");
    QTest::addColumn<QByteArrayList>("names");

    const auto row = [](const char *title, const QByteArray &text, Mode mode, bool ignoresCase,
                         const QByteArrayList &names) {
        QTest::newRow(title) << text << mode << ignoresCase << names;
    };
    const QByteArray binary("\xff\x00:\x01", 4);
    row("in the middle", "ser:1", Mode::Substring, false, {"user:1", "user:10"});
    row("case differs", "USER", Mode::Substring, false, {"USER:1"});
    row("case is ignored", "UsEr", Mode::Substring, true, {"USER:1", "user:1", "user:10"});
    row("prefix", "user:1", Mode::Prefix, false, {"user:1", "user:10"});
    row("prefix, case ignored", "User:1", Mode::Prefix, true, {"USER:1", "user:1", "user:10"});
    row("prefix is not anywhere", "ser", Mode::Prefix, false, {});
    row("glob", "*:1?", Mode::Glob, false, {"user:10"});
    row("glob with an end", "*:10", Mode::Glob, false, {"user:10"});
    row("glob with a middle and an end", "?*er*1", Mode::Glob, false, {"user:1"});
    row("glob whose middle is its end", "*:1*:1", Mode::Glob, false, {});
    row("glob with an end, case ignored", "*ER:1", Mode::Glob, true, {"USER:1", "user:1"});
    row("glob, case ignored", "U*:[0-9]", Mode::Glob, true, {"USER:1", "user:1"});
    row("glob characters are text", "*[", Mode::Substring, false, {"x*[y]?"});
    row("escaped glob", "x\\*\\[y\\]\\?", Mode::Glob, false, {"x*[y]?"});
    row("binary", QByteArray("\x00:", 2), Mode::Substring, false, {binary});
    row("bytes beyond ASCII keep their case", "\xc3\x84", Mode::Substring, true, {"\xc3\x84"});
    row("nothing", "nothing", Mode::Substring, false, {});
}

void TestKeySearch::finds()
{
    QFETCH(QByteArray, text);
    QFETCH(Mode, mode);
    QFETCH(bool, ignoresCase);
    KeySearch search;
    search.setStore(storeOf({"", "USER:1", "user:1", "user:10", "x*[y]?",
        QByteArray("\xff\x00:\x01", 4), "\xc3\x84", "\xc3\xa4"}));
    search.setQuery({text, mode, ignoresCase});
    QVERIFY(searchIsOver(search));
    QTEST(namesIn(*search.result()), "names");
}

void TestKeySearch::random()
{
    std::mt19937 random(11);
    const auto word = [&random](unsigned longest, const char *letters, unsigned count) {
        QByteArray made;
        for (auto length = random() % longest; length > 0; --length)
            made += letters[random() % count];
        return made;
    };
    for (int round = 0; round < 100; ++round) {
        QByteArrayList names;
        for (int i = 0; i < 200; ++i)
            names << word(9, ":aAbB", 5);
        KeySearch search;
        search.setStore(storeOf(names));
        const QByteArrayList all = namesIn(*search.store());
        for (int step = 0; step < 12; ++step) {
            const auto mode = static_cast<Mode>(random() % 3);
            const bool isGlob = mode == Mode::Glob;
            const KeyQuery query{
                word(4, isGlob ? ":aAb*?" : ":aAbB", isGlob ? 6 : 5), mode, random() % 2 == 0};
            search.setQuery(query);
            QVERIFY(searchIsOver(search));
            // Nothing typed is everything, also for a glob.
            QCOMPARE(
                namesIn(*search.result()), query.text.isEmpty() ? all : expectedIn(all, query));
            if (!query.text.isEmpty())
                QCOMPARE(namesThatMatch(all, query.pattern()), expectedIn(all, query));
        }
    }
}

// The names lie side by side.
void TestKeySearch::notAcrossTwoNames()
{
    KeySearch search;
    search.setStore(storeOf({"aab", "bab", "babc", "cab"}));
    search.setQuery({"bb"});
    QVERIFY(searchIsOver(search));
    QCOMPARE(search.result()->count(), 0);
    search.setQuery({"abc"});
    QVERIFY(searchIsOver(search));
    QCOMPARE(namesIn(*search.result()), QByteArrayList{"babc"});
    search.setQuery({"b"});
    QVERIFY(searchIsOver(search));
    QCOMPARE(search.result()->count(), 4);
}

void TestKeySearch::narrows()
{
    const KeyQuery user{"user"};
    QVERIFY((KeyQuery{"user:"}.narrows(user)));
    QVERIFY((KeyQuery{"a user"}.narrows(user)));
    QVERIFY((KeyQuery{"user:1", Mode::Prefix}.narrows(user)));
    QVERIFY(!(KeyQuery{"use"}.narrows(user)));
    QVERIFY(!(KeyQuery{"user:", Mode::Substring, true}.narrows(user)));
    QVERIFY((KeyQuery{"USER:", Mode::Substring, true}.narrows({"user", Mode::Substring, true})));
    QVERIFY(!(KeyQuery{"user*", Mode::Glob}.narrows(user)));
    QVERIFY(!(KeyQuery{"a user"}.narrows({"user", Mode::Prefix})));
    QVERIFY((KeyQuery{"user:", Mode::Prefix}.narrows({"user", Mode::Prefix})));
}

void TestKeySearch::narrowsWhatWasFound()
{
    KeySearch search;
    const KeyStorePtr store = largeStore();
    search.setStore(store);
    for (const char *text : {"12", "123", "1234", "123", "7", ""}) {
        search.setQuery({text});
        QVERIFY(searchIsOver(search));
        QCOMPARE(search.result()->count(), countIn(*store, text));
    }
}

// Each given up by the next; the last one is answered.
void TestKeySearch::keystrokes()
{
    KeySearch search;
    search.setStore(largeStore());
    QSignalSpy finished(&search, &KeySearch::finished);
    for (const char *text : {"1", "12", "12", "129", "1299", "12999", "1299"})
        search.setQuery({text});
    QVERIFY(searchIsOver(search));
    QCOMPARE(finished.size(), 1);
    QCOMPARE(search.result()->count(), countIn(*search.store(), "1299"));
    QVERIFY(search.result()->name(0).contains("1299"));
}

void TestKeySearch::sharesWhatItCan()
{
    KeySearch search;
    const KeyStorePtr store = largeStore();
    search.setStore(store);
    search.setQuery({"key:"});
    QVERIFY(searchIsOver(search));
    QCOMPARE(search.result()->parts(), store->parts());
    search.setQuery({"key:11", Mode::Prefix});
    QVERIFY(searchIsOver(search));
    QCOMPARE(search.result()->count(), 100000);
    QCOMPARE(search.result()->name(99999), QByteArrayView("key:1199999"));
    for (const KeyStore::PartPtr &part : search.result()->parts())
        QVERIFY(part->picked.empty());
    QCOMPARE(search.result()->folders().size(), 2U);
}

void TestKeySearch::anotherStore()
{
    KeySearch search;
    search.setStore(storeOf({"a1", "b1"}));
    search.setQuery({"a"});
    QVERIFY(searchIsOver(search));
    QSignalSpy changed(&search, &KeySearch::changed);
    search.setStore(storeOf({"a1", "a2", "b1", "b2"}));
    // What was found stays until there is something better.
    QCOMPARE(namesIn(*search.result()), QByteArrayList{"a1"});
    QVERIFY(searchIsOver(search));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(namesIn(*search.result()), (QByteArrayList{"a1", "a2"}));
}

void TestKeySearch::goesWhileSearching()
{
    auto search = std::make_unique<KeySearch>();
    search->setStore(largeStore());
    search->setQuery({"*9*9*", Mode::Glob});
    QSignalSpy changed(search.get(), &KeySearch::changed);
    search.reset();
    QCoreApplication::processEvents();
    QCOMPARE(changed.size(), 0);
}

QTEST_GUILESS_MAIN(TestKeySearch)
#include "tst_keysearch.moc"
