// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/dryrun.h"
#include "app/invalidation/undorun.h"
#include "tests/fixtures/keyspaceprint.h"
#include "tests/fixtures/transfers.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

QString shown(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toPercentEncoding());
}

// Random keyspaces and patterns that have to do with each other: names are made from patterns, and
// patterns from names.
class Maker
{
public:
    explicit Maker(quint32 seed)
        : m_random(seed)
    { }

    int below(int limit) { return m_random.bounded(limit); }
    bool oneIn(int n) { return below(n) == 0; }

    // Letters that repeat, what glob gives a meaning, and bytes of every kind.
    char byte()
    {
        constexpr QByteArrayView common("aab:12(),{}'", 12);
        constexpr QByteArrayView special("*?[]^-\\!", 8);
        if (oneIn(8))
            return static_cast<char>(below(256));
        return oneIn(4) ? special[below(8)] : common[below(12)];
    }
    QByteArray bytes(int longest)
    {
        QByteArray text(below(longest + 1), Qt::Uninitialized);
        for (char &each : text)
            each = byte();
        return text;
    }
    QByteArray set()
    {
        QByteArray text = oneIn(4) ? "[^" : "[";
        for (int i = below(4); i >= 0; --i) {
            if (oneIn(3)) // a range, also one that is reversed, and one to the bracket
                text += byte() + QByteArray("-") + byte();
            else if (oneIn(4))
                text += QByteArray("\\") + byte();
            else
                text += byte();
        }
        return oneIn(8) ? text : text + ']';
    }
    QByteArray pattern()
    {
        QByteArray text;
        for (int i = below(7); i >= 0; --i) {
            switch (below(6)) {
            case 0:
                text += '*';
                break;
            case 1:
                text += '?';
                break;
            case 2:
                text += set();
                break;
            case 3:
                text += QByteArray("\\") + byte();
                break;
            default:
                text += bytes(3);
            }
        }
        return text;
    }
    // A name that the pattern may well match.
    QByteArray nameFor(const QByteArray &pattern)
    {
        QByteArray name;
        const GlobPattern glob(pattern);
        for (const GlobPattern::Element &element : glob.elements()) {
            using Kind = GlobPattern::Element::Kind;
            if (oneIn(20))
                name += byte();
            if (element.kind == Kind::Byte)
                name += element.byte;
            else if (element.kind == Kind::Run)
                name += bytes(4);
            else if (element.kind == Kind::AnyByte)
                name += byte();
            else
                name += oneOf(element);
        }
        return name;
    }
    // A pattern that the name may well match.
    QByteArray patternFor(const QByteArray &name)
    {
        QByteArray text;
        for (const char each : name) {
            if (oneIn(6))
                text += '*';
            else if (oneIn(6))
                text += '?';
            else if (oneIn(6))
                text += QByteArray("[") + each + byte() + ']';
            else
                text += oneIn(2) ? GlobPattern::escape(QByteArray(1, each)) : QByteArray(1, each);
        }
        return text;
    }

private:
    char oneOf(const GlobPattern::Element &element)
    {
        for (int tries = 0; tries < 300; ++tries) {
            const auto candidate = static_cast<char>(below(256));
            if (element.accepts(candidate))
                return candidate;
        }
        return 'x';
    }

    QRandomGenerator m_random;
};

struct Keyspace
{
    QByteArrayList patterns;
    QSet<QByteArray> names;
};

Keyspace makeKeyspace(Maker &maker, int patterns, int names)
{
    Keyspace keyspace;
    while (keyspace.patterns.size() < patterns)
        keyspace.patterns << maker.pattern();
    keyspace.names.insert(QByteArray());
    while (keyspace.names.size() < names)
        keyspace.names.insert(maker.oneIn(3)
                ? maker.bytes(8)
                : maker.nameFor(keyspace.patterns[maker.below(patterns)]));
    for (const QByteArray &name : std::as_const(keyspace.names)) {
        if (maker.oneIn(names / patterns))
            keyspace.patterns << maker.patternFor(name);
    }
    return keyspace;
}

void fill(const RedisServer &server, Maker &maker, const QSet<QByteArray> &names)
{
    RawClient client(server);
    client.send(QByteArrayList{"FLUSHALL"});
    client.readLine();
    for (const QByteArray &name : names) {
        switch (maker.below(4)) {
        case 0:
            client.send(QByteArrayList{"RPUSH", name, maker.bytes(9), "x"});
            break;
        case 1:
            client.send(QByteArrayList{"HSET", name, "f", maker.bytes(9)});
            break;
        case 2:
            client.send(QByteArrayList{"ZADD", name, "1.5", maker.bytes(9)});
            break;
        default:
            client.send(QByteArrayList{"SET", name, maker.bytes(30)});
        }
        client.readLine();
        if (maker.oneIn(2)) {
            client.send(QByteArrayList{
                "PEXPIREAT", name, QByteArray::number(4102444800000 + maker.below(1000000))});
            client.readLine();
        }
    }
}

BulkAction makeAction(Maker &maker)
{
    using Kind = BulkAction::Kind;
    using std::chrono::hours;
    const QList<BulkAction> actions{{Kind::Unlink}, {Kind::Expire, hours(5)},
        {Kind::Expire, hours(5), 0, BulkAction::Only::Always, BulkAction::Spread::Jitter, 30},
        {Kind::Expire, hours(900000), 0, BulkAction::Only::Shorten},
        {Kind::ExpireAt, {}, 4102444800000 + 500000, BulkAction::Only::Lengthen},
        {Kind::Soften, hours(5)}, {Kind::Persist}};
    return maker.oneIn(2) ? actions.first()
                          : actions[maker.below(static_cast<int>(actions.size()))];
}

quint32 seedOfRun()
{
    return qEnvironmentVariable("HITLENS_SEED", u"20261126"_s).toUInt();
}

} // namespace

class TestGlobProperty : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithKeys();
    void actsOnWhatKeysFindsAndTakesItBack();

private:
    void actAndTakeBack(Client &client, const RedisServer &server, const BulkPlan &plan,
        const QSet<QByteArray> &hit);
    BulkReport act(Client &client, const BulkPlan &plan, const BulkTraces &traces, QString &id);
    BulkReport undo(Client &client, const QString &id, const BulkTraces &traces);
};

void TestGlobProperty::agreesWithKeys()
{
    QHashSeed::setDeterministicGlobalSeed(); // what a set of names is walked in
    Maker maker(seedOfRun());
    const RedisServer server;
    RawClient client(server);
    qsizetype matches = 0;
    for (int round = 0; round < 12; ++round) {
        const Keyspace keyspace = makeKeyspace(maker, 60, 600);
        fill(server, maker, keyspace.names);
        for (const QByteArray &bytes : keyspace.patterns) {
            const GlobPattern pattern(bytes);
            const QSet<QByteArray> theirs = client.keys(bytes);
            matches += theirs.size();
            for (const QByteArray &name : keyspace.names) {
                if (pattern.matches(name) != theirs.contains(name))
                    QFAIL(qPrintable(u"HITLENS_SEED=%1: pattern %2, name %3: the server says %4"_s
                                         .arg(seedOfRun())
                                         .arg(shown(bytes), shown(name))
                                         .arg(theirs.contains(name))));
            }
        }
    }
    QVERIFY(matches > 1000); // of something
}

BulkReport TestGlobProperty::act(
    Client &client, const BulkPlan &plan, const BulkTraces &traces, QString &id)
{
    BulkRun run(client, {}, plan, traces);
    std::optional<BulkReport> report;
    connect(&run, &BulkRun::ended, this, [&](const BulkReport &ended) { report = ended; });
    run.start();
    waitFor([&] { return report.has_value(); });
    id = run.id();
    return report.value_or(BulkReport{BulkReport::End::Lost});
}

BulkReport TestGlobProperty::undo(Client &client, const QString &id, const BulkTraces &traces)
{
    Profile profile;
    profile.endpoint = client.endpoint();
    UndoRun run(client, profile, id, {}, traces);
    std::optional<BulkReport> report;
    connect(&run, &UndoRun::ended, this, [&](const BulkReport &ended) { report = ended; });
    run.start();
    waitFor([&] { return report.has_value(); });
    return report.value_or(BulkReport{BulkReport::End::Lost});
}

// Exactly the keys of hit are changed, and the undo leaves none that is not as it was.
void TestGlobProperty::actAndTakeBack(
    Client &client, const RedisServer &server, const BulkPlan &plan, const QSet<QByteArray> &hit)
{
    const QString where = u"HITLENS_SEED=%1: act %2 on %3 but %4"_s.arg(seedOfRun())
                              .arg(static_cast<int>(plan.action.kind))
                              .arg(shown(plan.scope.pattern), shown(plan.scope.except));
    const QTemporaryDir folder;
    SecretStore secrets(SecretStore::Place::Memory);
    AuditLog audit(folder.filePath(u"audit.jsonl"_s));
    SnapshotStore snapshots(folder.filePath(u"snapshots"_s), secrets);
    const BulkTraces traces{audit, snapshots};
    const KeyspacePrint before = printOf(server);
    JobHandle dryRun(std::make_unique<DryRun>(plan.scope));
    const auto shownFirst = runToEnd<DryRunResult>(client, dryRun);
    QVERIFY2(shownFirst.found == hit.size(), qPrintable(where));
    QString id;
    const BulkReport report = act(client, plan, traces, id);
    QVERIFY2(report.end == BulkReport::End::Complete, qPrintable(where));
    const BulkCounts &counts = report.counts;
    QVERIFY2(counts.total() == hit.size(),
        qPrintable(u"%1: %2 done, %3 skipped, %4 gone, %5 failed, %6 unknown of %7"_s.arg(where)
                       .arg(counts.done)
                       .arg(counts.skipped)
                       .arg(counts.gone)
                       .arg(counts.failed)
                       .arg(counts.unknown)
                       .arg(hit.size())));
    const KeyspacePrint after = printOf(server);
    qint64 changed = 0;
    for (auto it = before.begin(); it != before.end(); ++it) {
        const bool isAsBefore = after.value(it.key()) == it.value();
        changed += !isAsBefore;
        QVERIFY2(isAsBefore || hit.contains(it.key()), qPrintable(where));
    }
    // A new expiry may be the old one.
    QVERIFY2(
        plan.action.deletes() ? changed == counts.done : changed <= counts.done, qPrintable(where));
    if (report.snapshotKeys > 0)
        QVERIFY2(undo(client, id, traces).end == BulkReport::End::Complete, qPrintable(where));
    QVERIFY2(printOf(server) == before, qPrintable(where));
}

void TestGlobProperty::actsOnWhatKeysFindsAndTakesItBack()
{
    QHashSeed::setDeterministicGlobalSeed();
    Maker maker(seedOfRun());
    const RedisServer server;
    RawClient raw(server);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    for (int round = 0; round < 15; ++round) {
        const Keyspace keyspace = makeKeyspace(maker, 20, 300);
        fill(server, maker, keyspace.names);
        const auto some = [&] {
            return keyspace.patterns[maker.below(static_cast<int>(keyspace.patterns.size()))];
        };
        for (int i = 0; i < 4; ++i) {
            BulkPlan plan;
            plan.scope.pattern = maker.oneIn(4) ? QByteArray("*") : some();
            plan.scope.except = maker.oneIn(2) ? some() : QByteArray();
            plan.action = makeAction(maker);
            plan.pace = Pace::Full;
            QSet<QByteArray> hit = raw.keys(plan.scope.pattern);
            if (!plan.scope.except.isEmpty())
                hit.subtract(raw.keys(plan.scope.except));
            actAndTakeBack(client, server, plan, hit);
            if (QTest::currentTestFailed())
                return;
        }
    }
}

QTEST_GUILESS_MAIN(TestGlobProperty)
#include "tst_globproperty.moc"
