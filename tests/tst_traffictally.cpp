// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/prefixtrafficmodel.h"
#include "app/monitoring/trafficfindings.h"
#include "app/monitoring/trafficlist.h"
#include "app/monitoring/traffictally.h"
#include "app/redis/monitorline.h"
#include "app/redis/streamreader.h"
#include "tests/fixtures/jobs.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSortFilterProxyModel>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const EventClasses everything = eventClasses(neededClasses);

// All that was read, one text for each message.
QByteArrayList messagesIn(const QByteArray &wire, qsizetype piece)
{
    QByteArrayList messages;
    StreamReader reader;
    for (qsizetype at = 0; at < wire.size(); at += piece) {
        const bool isSense = reader.feed(wire.sliced(at, std::min(piece, wire.size() - at)),
            [&messages](const StreamMessage &message) {
                QByteArrayList parts;
                for (int i = 0; i < message.count; ++i)
                    parts << message.parts[static_cast<size_t>(i)].toByteArray();
                messages << parts.join('|');
            });
        if (!isSense)
            return messages << "nonsense";
    }
    return messages;
}

QByteArrayList keysReadBy(const QByteArray &line)
{
    QByteArrayList keys;
    const auto parsed = parseMonitorLine(line);
    if (parsed)
        forEachKeyRead(*parsed, [&keys](QByteArrayView key) { keys << unescaped(key); });
    return keys;
}

PrefixFigures figuresOf(const PrefixTraffic &traffic, const QByteArray &prefix)
{
    for (const PrefixFigures &figures : traffic.prefixes) {
        if (figures.prefix == prefix && !figures.isRest)
            return figures;
    }
    return {};
}

QByteArray prefixIn(const PrefixRule &rule, const QByteArray &key)
{
    QByteArray buffer;
    return rule.prefixOf(key, buffer).toByteArray();
}

} // namespace

class TestTrafficTally final : public QObject
{
    Q_OBJECT

private slots:
    void readsMessagesInAnyPieces();
    void cutsWhatIsTooLong();
    void refusesNonsense();
    void readsLinesOfMonitor();
    void knowsEvents();
    void addsToASetting();
    void findsPrefixes();
    void remembersWhatIsGone();
    void countsHeavyKeys();
    void tellsWhyKeysWereMissed();
    void takesBackWhatWasCounted();
    void takesBackWhatIsStillToCome();
    void stampedesAreOfOthers();
    void stampedesBeginWithOthers();
    void staysWithinBounds();
    void findsStampedesAndRepeatedWrites();
    void unknownIsNotZero();
    void showsPrefixes();
    void showsLists();
    void tellsFindings();
};

void TestTrafficTally::readsMessagesInAnyPieces()
{
    const QByteArray wire = "+OK\r\n" + wireArray({"pmessage", "p", "channel", "key\r\n1"})
        + "*3\r\n" + bulk("psubscribe") + bulk("p") + ":1\r\n" + "-ERR no\r\n"
        + wireArray({"pong", ""}) + "*2\r\n$-1\r\n" + bulk("x");
    const QByteArrayList wanted{
        "OK", "pmessage|p|channel|key\r\n1", "psubscribe|p|1", "ERR no", "pong|", "|x"};
    for (const qsizetype piece : {qsizetype(1), qsizetype(2), qsizetype(7), wire.size()})
        QCOMPARE(messagesIn(wire, piece), wanted);
}

void TestTrafficTally::cutsWhatIsTooLong()
{
    const QByteArray longKey(StreamReader::longest + 5000, 'k');
    const QByteArray wire = wireArray({"pmessage", "p", "c", longKey})
        + wireArray({"pmessage", "p", "c", "next"}) + '+' + longKey + "\r\n+short\r\n";
    for (const qsizetype piece : {qsizetype(4096), wire.size()}) {
        const QByteArrayList messages = messagesIn(wire, piece);
        QCOMPARE(messages.size(), 3);
        QCOMPARE(messages[0], "pmessage|p|c|next");
        QCOMPARE(messages[1], longKey.first(StreamReader::longest));
        QCOMPARE(messages[2], "short");
    }
}

void TestTrafficTally::refusesNonsense()
{
    QCOMPARE(messagesIn("HTTP/1.1 200 OK\r\n", 100), QByteArrayList{"nonsense"});
    QCOMPARE(messagesIn("*-1\r\n", 100), QByteArrayList{"nonsense"});
    QCOMPARE(messagesIn("*99999999\r\n", 100), QByteArrayList{"nonsense"});
    QCOMPARE(messagesIn("*1\r\n$x\r\n", 100), QByteArrayList{"nonsense"});
}

void TestTrafficTally::readsLinesOfMonitor()
{
    const auto line = parseMonitorLine(
        R"(1339518083.107412 [3 127.0.0.1:60866] "SET" "a \"b\" \\ \x00\n" "v")");
    QVERIFY(line);
    QCOMPARE(line->db, 3);
    QCOMPARE(line->client.toByteArray(), QByteArray("127.0.0.1:60866"));
    QCOMPARE(line->arguments.size(), 3);
    QCOMPARE(unescaped(line->arguments[1]), QByteArray("a \"b\" \\ \0\n", 10));
    const auto stored = storedString(*line);
    QVERIFY(stored && stored->second == "v");
    const std::pair<QByteArray, QByteArrayList> reads[]{
        {R"(1.1 [0 lua] "MGET" "a" "b")", {"a", "b"}},
        {R"(1.1 [0 unix:/tmp/a b] "hget" "h" "f")", {"h"}},
        {R"(1.1 [0 1.2.3.4:5] "set" "h" "f")", {}},
        {R"(1.1 [0 1.2.3.4:5] "mget" "h" "f)", {"h"}}, // cut off in the middle
    };
    for (const auto &[command, keys] : reads)
        QCOMPARE(keysReadBy(command), keys);
    QVERIFY(!parseMonitorLine("OK"));
    QVERIFY(!parseMonitorLine("1.1 [x y] \"get\" \"a\""));
}

void TestTrafficTally::knowsEvents()
{
    QCOMPARE(keyEventOf("__keyevent@0__:keymiss"), KeyEvent::Missed);
    QCOMPARE(keyEventOf("__keyevent@12__:expired"), KeyEvent::Expired);
    QCOMPARE(keyEventOf("__keyevent@0__:incrby"), KeyEvent::Written);
    QCOMPARE(keyEventOf("__keyevent@0__:expire"), KeyEvent::Other);
    QVERIFY(!keyEventOf("__keyspace@0__:key"));
    QVERIFY(hasEvents(eventClasses("Em"), KeyEvent::Missed));
    QVERIFY(!hasEvents(eventClasses("Km"), KeyEvent::Missed));
    QVERIFY(!hasEvents(eventClasses("EA"), KeyEvent::Missed));
    QVERIFY(hasEvents(eventClasses("EA"), KeyEvent::Written));
}

void TestTrafficTally::addsToASetting()
{
    QCOMPARE(withNeededEvents("KEA"), "KEAm");
    QCOMPARE(withNeededEvents(QByteArray(neededClasses.data())), neededClasses);
    QVERIFY(areSameEvents("AKE", "g$lshzxetKE"));
    QVERIFY(areSameEvents("AKE", "KEAd"));
    QVERIFY(!areSameEvents("AKE", "AKEm"));
    QVERIFY(withNeededEvents("Kn").startsWith("Kn"));
}

void TestTrafficTally::findsPrefixes()
{
    const PrefixRule one = PrefixRule::byDepth(":", 1);
    QCOMPARE(prefixIn(one, "user:1:name"), "user:");
    QCOMPARE(prefixIn(one, "plain"), QByteArray());
    QCOMPARE(prefixIn(PrefixRule::byDepth(":", 2), "user:1:name"), "user:1:");
    QCOMPARE(prefixIn(PrefixRule::byDepth(":", 3), "user:1"), "user:");
    QCOMPARE(prefixIn(PrefixRule::byDepth("", 1), "user:1"), QByteArray());
    const PrefixRule expression = PrefixRule::byExpression(u"^(?:v\\d+:)?(\\w+):"_s);
    QCOMPARE(prefixIn(expression, "v2:user:1"), "user");
    QCOMPARE(prefixIn(expression, "user:1"), "user");
    QCOMPARE(prefixIn(expression, "?"), QByteArray());
    QCOMPARE(prefixIn(PrefixRule::byExpression(u"[a-z]+"_s), "12abc3"), "abc");
    QCOMPARE(prefixIn(PrefixRule::byExpression(u"^(?<what>\\w+):"_s), "user:1"), "user");
    // What would take longer than the universe is old finds nothing, soon.
    const PrefixRule endless = PrefixRule::byExpression(u"^(a+)+$"_s);
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 20; ++i)
        QCOMPARE(prefixIn(endless, QByteArray(500, 'a') + '!'), QByteArray());
    QVERIFY2(timer.elapsed() < 400, QByteArray::number(timer.elapsed()).constData());
    QCOMPARE(prefixIn(endless, "aaa"), "aaa");
}

void TestTrafficTally::remembersWhatIsGone()
{
    GoneKeys gone;
    const quint64 key = GoneKeys::hash("a");
    QVERIFY(!gone.find(key));
    gone.add(key, GoneKeys::Way::Evicted, 5s);
    QCOMPARE(gone.find(key), (GoneKeys::Gone{GoneKeys::Way::Evicted, 5s}));
    gone.remove(key);
    QVERIFY(!gone.find(key));
    // The oldest make room, and nothing else happens.
    for (int i = 0; i < 200'000; ++i)
        gone.add(GoneKeys::hash(QByteArray::number(i)), GoneKeys::Way::Expired, 10s);
    QVERIFY(gone.find(GoneKeys::hash("199999")));
}

void TestTrafficTally::countsHeavyKeys()
{
    HeavyKeys keys(100);
    for (int i = 0; i < 10'000; ++i) {
        keys.add(QByteArray::number(i)); // each once
        if (i % 10 == 0)
            keys.add("hot");
    }
    const auto heaviest = keys.heaviest(1).first();
    QCOMPARE(heaviest.key, "hot");
    QVERIFY(heaviest.count <= 1000 && heaviest.count >= 1000 - keys.error());
    QCOMPARE(keys.total(), 11'000);
    QVERIFY(keys.error() <= 11'000 / 100);
    QVERIFY(keys.heaviest(1000).size() <= 100);
}

void TestTrafficTally::tellsWhyKeysWereMissed()
{
    TrafficTally tally(PrefixRule::byDepth(":", 1));
    tally.addEvent(KeyEvent::Expired, "a:1", 1s);
    tally.addEvent(KeyEvent::Missed, "a:1", 2s);
    tally.addEvent(KeyEvent::Written, "a:1", 3s);
    tally.addEvent(KeyEvent::Missed, "a:1", 4s); // somebody reads another database's, say
    tally.addEvent(KeyEvent::Evicted, "a:2", 5s);
    tally.openWindow(1);
    tally.addEvent(KeyEvent::Missed, "a:2", 6s, 1);
    tally.settle(1, true);
    tally.addEvent(KeyEvent::Missed, "a:2", 100s); // not soon any more
    tally.addEvent(KeyEvent::Deleted, "a:3", 100s);
    tally.addEvent(KeyEvent::Missed, "a:3", 100s);
    tally.takeBack("a:3", true, 0, 100s);
    const PrefixFigures figures = figuresOf(tally.result(everything), "a:");
    QCOMPARE(figures.reasons, (MissReasons{1, 2, 0, 1}));
    QCOMPARE(figures.misses, 4);
    QCOMPARE(figures.evictedSoon, 1);
    QCOMPARE(figures.sampledMisses, 1);
}

void TestTrafficTally::takesBackWhatWasCounted()
{
    TrafficTally tally(PrefixRule::byDepth(":", 1));
    tally.addEvent(KeyEvent::Evicted, "a:1", 1s);
    tally.openWindow(1);
    tally.addEvent(KeyEvent::Missed, "a:1", 2s, 1);
    tally.addEvent(KeyEvent::Written, "a:1", 3s, 1);
    tally.settle(1, true);
    tally.takeBack("a:1", true, 0, 3s); // the sample is over by now
    PrefixFigures figures = figuresOf(tally.result(everything), "a:");
    QCOMPARE(figures.misses, 0);
    QCOMPARE(figures.reasons, MissReasons());
    QCOMPARE(figures.evictedSoon, 0);
    QCOMPARE(figures.sampledMisses, 0);
    // Of two misses each is taken back once.
    tally.addEvent(KeyEvent::Missed, "a:1", 4s);
    tally.addEvent(KeyEvent::Expired, "a:1", 5s);
    tally.addEvent(KeyEvent::Missed, "a:1", 6s);
    tally.takeBack("a:1", true, 0, 6s);
    QCOMPARE(figuresOf(tally.result(everything), "a:").reasons, (MissReasons{0, 0, 0, 1}));
    tally.takeBack("a:1", true, 0, 6s);
    QCOMPARE(figuresOf(tally.result(everything), "a:").reasons, MissReasons());
}

void TestTrafficTally::takesBackWhatIsStillToCome()
{
    TrafficTally tally(PrefixRule::byDepth(":", 1));
    tally.takeBack("a:1", true, 0, 1s);
    tally.takeBack("a:1", true, 0, 1s);
    for (int i = 0; i < 3; ++i)
        tally.addEvent(KeyEvent::Missed, "a:1", 1s);
    QCOMPARE(figuresOf(tally.result(everything), "a:").misses, 1);
    // The miss of others before is theirs, whatever became of the key since.
    tally.addEvent(KeyEvent::Deleted, "a:1", 5s);
    tally.takeBack("a:1", true, 0, 6s);
    tally.addEvent(KeyEvent::Missed, "a:1", 6s);
    QCOMPARE(figuresOf(tally.result(everything), "a:").reasons, (MissReasons{0, 0, 0, 1}));
    tally.takeBack("a:2", true, 0, 10s); // and never comes
    tally.addEvent(KeyEvent::Missed, "a:2", 20s);
    QCOMPARE(figuresOf(tally.result(everything), "a:").misses, 2);
}

void TestTrafficTally::stampedesAreOfOthers()
{
    TrafficTally tally(PrefixRule::byDepth(":", 1));
    const auto miss = [&tally](const QByteArray &key, int times) {
        for (int i = 0; i < times; ++i)
            tally.addEvent(KeyEvent::Missed, key, 1s);
    };
    miss("a:before", Stampedes::least);
    tally.takeBack("a:before", true, 0, 1s);
    tally.addEvent(KeyEvent::Written, "a:before", 2s);
    QCOMPARE(tally.result(everything).stampedeCount, 0);
    miss("a:after", Stampedes::least);
    miss("a:real", Stampedes::least + 1);
    for (const char *key : {"a:after", "a:real"}) {
        tally.addEvent(KeyEvent::Written, key, 2s);
        tally.takeBack(key, true, 0, 2s);
    }
    miss("a:next", Stampedes::least);
    tally.addEvent(KeyEvent::Written, "a:next", 2s);
    const PrefixTraffic traffic = tally.result(everything);
    QCOMPARE(traffic.stampedeCount, 2);
    QCOMPARE(traffic.stampedes,
        (QList<Stampede>{
            {2, "a:real", Stampedes::least, 1, 1s}, {3, "a:next", Stampedes::least, 1, 1s}}));
}

// Whichever comes first: our answer, or the event of our miss.
void TestTrafficTally::stampedesBeginWithOthers()
{
    for (const bool isAnswerFirst : {true, false}) {
        TrafficTally tally(PrefixRule::byDepth(":", 1));
        if (isAnswerFirst)
            tally.takeBack("a:1", true, 0, 10s);
        tally.addEvent(KeyEvent::Missed, "a:1", 10s);
        if (!isAnswerFirst)
            tally.takeBack("a:1", true, 0, 10s);
        for (int i = 0; i < Stampedes::least + 2; ++i)
            tally.addEvent(KeyEvent::Missed, "a:1", 13s);
        tally.addEvent(KeyEvent::Written, "a:1", 14s);
        QCOMPARE(tally.result(everything).stampedes,
            (QList<Stampede>{{1, "a:1", Stampedes::least + 2, 1, 1s}}));
    }
}

void TestTrafficTally::staysWithinBounds()
{
    TrafficTally tally(PrefixRule::byDepth(":", 1));
    for (int i = 0; i < 50'000; ++i)
        tally.addEvent(KeyEvent::Missed, QByteArray(QByteArray::number(i) + ":x"), 1ms * i);
    const PrefixTraffic traffic = tally.result(everything);
    QCOMPARE(traffic.prefixes.size(), TrafficTally::mostPrefixes + 1);
    qint64 all = 0;
    for (const PrefixFigures &figures : traffic.prefixes)
        all += *figures.misses;
    QCOMPARE(all, 50'000);
    QVERIFY(traffic.prefixes.last().isRest);
}

void TestTrafficTally::findsStampedesAndRepeatedWrites()
{
    TrafficTally tally(PrefixRule::byDepth(":", 1));
    for (int i = 0; i < 30; ++i)
        tally.addEvent(KeyEvent::Missed, "a:hot", 10ms * i);
    tally.addEvent(KeyEvent::Written, "a:hot", 400ms);
    tally.addEvent(KeyEvent::Written, "a:hot", 500ms);
    for (int i = 0; i < 6; ++i) // never written: no stampede, somebody looks for what is not there
        tally.addEvent(KeyEvent::Missed, "a:never", 1s);
    for (int i = 0; i < 6; ++i) // too slow
        tally.addEvent(KeyEvent::Missed, "a:slow", 20s * i);
    tally.addEvent(KeyEvent::Written, "a:slow", 200s);
    for (const char *value : {"1", "1", "1", "2"})
        tally.addCommand(*parseMonitorLine(QByteArray(
                             R"(1.1 [0 1.2.3.4:5] "SET" "a:same" ")" + QByteArray(value) + '"')),
            0);
    const PrefixTraffic traffic = tally.result(everything);
    QCOMPARE(traffic.stampedeCount, 1);
    QCOMPARE(traffic.stampedes, (QList<Stampede>{{1, "a:hot", 30, 2, 400ms}}));
    QCOMPARE(traffic.repeatedWrites, (QList<RepeatedWrite>{{"a:same", 4, 2}}));
}

void TestTrafficTally::unknownIsNotZero()
{
    TrafficTally tally(PrefixRule::byDepth(":", 1));
    tally.addEvent(KeyEvent::Expired, "a:1", 1s);
    const PrefixFigures figures = figuresOf(tally.result(eventClasses("Ex")), "a:");
    QCOMPARE(figures.expired, 1);
    QVERIFY(!figures.misses && !figures.evicted && !figures.written && !figures.deleted);
    PrefixTrafficModel model;
    model.setTraffic(tally.result(eventClasses("Ex")));
    QCOMPARE(model.index(0, int(PrefixTrafficModel::Column::Misses)).data().toString(), u"–"_s);
    QCOMPARE(model.index(0, int(PrefixTrafficModel::Column::HitRate)).data().toString(), u"–"_s);
    QCOMPARE(model.index(0, int(PrefixTrafficModel::Column::Reads)).data().toString(), u"–"_s);
    QCOMPARE(model.index(0, int(PrefixTrafficModel::Column::Expired)).data().toString(), u"1"_s);
}

void TestTrafficTally::showsPrefixes()
{
    PrefixTrafficModel model;
    const QAbstractItemModelTester tester(&model);
    QSortFilterProxyModel sorted;
    sorted.setSourceModel(&model);
    sorted.setSortRole(PrefixTrafficModel::SortRole);
    sorted.sort(int(PrefixTrafficModel::Column::Misses), Qt::DescendingOrder);
    PrefixTraffic traffic;
    traffic.samples = 1;
    PrefixFigures few;
    few.prefix = "few:";
    few.misses = 3;
    PrefixFigures many;
    many.prefix = "many:";
    many.misses = 40;
    many.reasons = {30, 0, 0, 10};
    many.sampledReads = 100;
    many.sampledMisses = 25;
    traffic.prefixes = {few};
    model.setTraffic(traffic);
    traffic.prefixes = {many, few};
    model.setTraffic(traffic);
    QCOMPARE(model.figuresAt(0).prefix, "few:"); // it keeps its place
    QCOMPARE(sorted.index(0, 0).data().toString(), u"many:"_s);
    QCOMPARE(sorted.index(0, int(PrefixTrafficModel::Column::HitRate)).data().toString(),
        u"75.0 % ± 8.4 %"_s);
    QCOMPARE(sorted.index(0, int(PrefixTrafficModel::Column::Reasons)).data().toString(),
        u"expired 30, not set 10"_s);
    const QStringList wordings{
        u"expired 30, not set 10"_s, u"expired 75.0 %, not set 25.0 %"_s, u"expired 75 %"_s};
    QCOMPARE(sorted.index(0, int(PrefixTrafficModel::Column::Reasons))
                 .data(PrefixTrafficModel::WordingsRole)
                 .toStringList(),
        wordings);
    traffic.prefixes = {many};
    model.setTraffic(traffic);
    QCOMPARE(model.rowCount(), 1);
    for (int i = 0; i < PrefixTrafficModel::columns; ++i)
        QVERIFY(!model.headerData(i, Qt::Horizontal).toString().isEmpty());
}

void TestTrafficTally::showsLists()
{
    PrefixTraffic traffic;
    traffic.stampedes = {{1, "a:hot", 30, 2, 290ms}};
    traffic.topKeys = {{"b", 30}, {"c", 10}};
    traffic.sampledReads = 100;
    traffic.repeatedWrites = {{"d", 4, 2}};
    for (const auto kind : {TrafficList::Kind::Stampedes, TrafficList::Kind::TopKeys,
             TrafficList::Kind::RepeatedWrites}) {
        TrafficList list(kind);
        const QAbstractItemModelTester tester(&list);
        list.setTraffic(traffic);
        QVERIFY(list.rowCount() > 0);
        for (int i = 0; i < list.columnCount(); ++i) {
            QVERIFY(!list.headerData(i, Qt::Horizontal).toString().isEmpty());
            QVERIFY(!list.index(0, i).data().toString().isEmpty());
        }
        list.setTraffic({});
        QCOMPARE(list.rowCount(), 0);
    }
}

void TestTrafficTally::tellsFindings()
{
    const FindingLimits limits;
    PrefixTraffic traffic;
    traffic.watched = 60s;
    QVERIFY(findingsOfTraffic(traffic, limits).isEmpty());
    PrefixFigures low;
    low.prefix = "low:";
    low.misses = 1000;
    low.evictedSoon = 400;
    low.reasons = {0, 900, 0, 100};
    low.sampledReads = 200;
    low.sampledMisses = 160;
    traffic.prefixes = {low};
    traffic.stampedes = {{1, "a:hot", 30, 2, 290ms}};
    const QList<Finding> findings = findingsOfTraffic(traffic, limits);
    QCOMPARE(findings.size(), 3);
    QVERIFY(findings[0].title.contains(u"low:"_s));
    QVERIFY(findings[0].evidence.contains(u"evicted"_s));
    QVERIFY(findings[1].evidence.contains(u"a:hot"_s));
    QCOMPARE(findings[2].place, Finding::Place::Traffic);
    // Those that are not kept are not counted as if there were none.
    QVERIFY(findings[1].evidence.startsWith(u"Stampedes while watched for "_s));
    traffic.stampedeCount = 7;
    QVERIFY(findingsOfTraffic(traffic, limits)[1].evidence.contains(u": at least 1. The worst"_s));
    traffic.stampedes.append({2, "a:small", 6, 1, 9ms});
    QVERIFY(findingsOfTraffic(traffic, limits)[1].evidence.contains(u": 1. The worst"_s));
    // What a sample does not show surely is not told.
    traffic.prefixes[0].sampledReads = 120;
    traffic.prefixes[0].sampledMisses = 64;
    traffic.prefixes[0].evictedSoon = 0;
    traffic.stampedes.clear();
    QVERIFY(findingsOfTraffic(traffic, limits).isEmpty());
}

QTEST_GUILESS_MAIN(TestTrafficTally)
#include "tst_traffictally.moc"
