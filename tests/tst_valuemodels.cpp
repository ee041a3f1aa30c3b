// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/hashmodel.h"
#include "app/keyspace/values/hexmodel.h"
#include "app/keyspace/values/listmodel.h"
#include "app/keyspace/values/setmodel.h"
#include "app/keyspace/values/sortedsetmodel.h"
#include "app/keyspace/values/streammodel.h"
#include "tests/fixtures/await.h"

#include <QAbstractItemModelTester>
#include <QHash>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestValueModels : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void walksAHash();
    void walksAList();
    void walksASet();
    void walksASortedSet();
    void walksAStream();
    void areSoundModels();
    void isBinarySafe();
    void showsAHashThatIsRehashedOnce();
    void takesOnlyTheFirstPage();
    void followsASortedSetThatMoves();
    void emptyAndGoneKeysAreComplete();
    void saysWhatFailedAndTriesAgain();
    void dropsAnswersOfADeletedModel();
    void readsFewPagesAgain();
    void repaintsOnlyWhatCountsDown();
    void choosesPageSizes();
    void showsHex();

private:
    void fill(const QString &command, const QString &key, int rows);
    bool fetchAll(ValueModel &model);
    QSet<QByteArray> column(const ValueModel &model, int column) const;
    QByteArray cli(const QStringList &arguments) { return m_server->cli(arguments); }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
};

constexpr int many = 10'000;

QByteArray name(int i)
{
    return "m" + QByteArray::number(i);
}

void TestValueModels::initTestCase()
{
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QCOMPARE(opened(*m_client).state, Status::State::Ready);
}

void TestValueModels::init()
{
    cli({u"FLUSHALL"_s});
}

// Adds rows 0 to rows - 1 with that command, inside the server.
void TestValueModels::fill(const QString &command, const QString &key, int rows)
{
    static const QHash<QString, QString> arguments{{u"HSET"_s, u"'m'..i, 'v'..i"_s},
        {u"ZADD"_s, u"i..'.5', 'm'..i"_s}, {u"XADD"_s, u"(i + 1)..'-0', 'f', 'v'..i"_s}};
    cli({u"EVAL"_s,
        u"for i = 0, %1 - 1 do redis.call('%2', '%3', %4) end"_s.arg(
            QString::number(rows), command, key, arguments.value(command, u"'m'..i"_s)),
        u"0"_s});
}

bool TestValueModels::fetchAll(ValueModel &model)
{
    return waitFor([&model] {
        model.fetchMore({});
        return model.isComplete();
    });
}

QSet<QByteArray> TestValueModels::column(const ValueModel &model, int column) const
{
    QSet<QByteArray> cells;
    for (int row = 0; row < model.rowCount({}); ++row)
        cells << model.index(row, column).data(ValueModel::BytesRole).toByteArray();
    return cells;
}

void TestValueModels::walksAHash()
{
    fill(u"HSET"_s, u"k"_s, many);
    HashModel model(*m_client, "k", 500);
    QVERIFY(fetchAll(model));
    QCOMPARE(model.rowCount(), many);
    QCOMPARE(column(model, 0).size(), many);
    const QByteArray field = model.index(17, 0).data().toByteArray();
    QCOMPARE(model.index(17, 1).data().toByteArray(), "v" + field.sliced(1));
}

void TestValueModels::walksAList()
{
    fill(u"RPUSH"_s, u"k"_s, many);
    ListModel model(*m_client, "k", 300);
    QVERIFY(fetchAll(model));
    QCOMPARE(model.rowCount(), many);
    QCOMPARE(model.index(many - 1, 0).data().toInt(), many - 1);
    for (int row : {0, 299, 300, many - 1})
        QCOMPARE(model.index(row, 1).data().toByteArray(), name(row));
}

void TestValueModels::walksASet()
{
    fill(u"SADD"_s, u"k"_s, many);
    SetModel model(*m_client, "k", 500);
    QVERIFY(fetchAll(model));
    QCOMPARE(model.rowCount(), many);
    QCOMPARE(column(model, 0).size(), many);
}

void TestValueModels::walksASortedSet()
{
    fill(u"ZADD"_s, u"k"_s, many);
    SortedSetModel model(*m_client, "k", 500);
    QVERIFY(fetchAll(model));
    QCOMPARE(model.rowCount(), many);
    for (int row : {0, 499, 500, many - 1}) {
        QCOMPARE(model.index(row, 0).data().toByteArray(), QByteArray::number(row) + ".5");
        QCOMPARE(model.index(row, 1).data().toByteArray(), name(row));
    }
}

void TestValueModels::walksAStream()
{
    fill(u"XADD"_s, u"k"_s, many);
    StreamModel model(*m_client, "k", 500);
    QVERIFY(fetchAll(model));
    QCOMPARE(model.rowCount(), many);
    for (int row : {0, 499, 500, many - 1}) {
        QCOMPARE(model.index(row, 0).data().toByteArray(), QByteArray::number(row + 1) + "-0");
        QCOMPARE(model.index(row, 1).data().value<QByteArrayList>(),
            (QByteArrayList{"f", "v" + QByteArray::number(row)}));
        QCOMPARE(model.index(row, 1).data(ValueModel::BytesRole).toByteArray(),
            "f: v" + QByteArray::number(row));
    }
}

// The tester looks at every row at every change: few rows, many pages.
void TestValueModels::areSoundModels()
{
    const QStringList commands{u"HSET"_s, u"RPUSH"_s, u"SADD"_s, u"ZADD"_s, u"XADD"_s};
    for (const QString &command : commands)
        fill(command, command, 700);
    HashModel hash(*m_client, "HSET", 100);
    ListModel list(*m_client, "RPUSH", 100);
    SetModel set(*m_client, "SADD", 100);
    SortedSetModel sorted(*m_client, "ZADD", 100);
    StreamModel stream(*m_client, "XADD", 100);
    for (ValueModel *model :
        std::initializer_list<ValueModel *>{&hash, &list, &set, &sorted, &stream}) {
        const QAbstractItemModelTester tester(model);
        QVERIFY(fetchAll(*model));
        QCOMPARE(model->rowCount({}), 700);
    }
}

void TestValueModels::isBinarySafe()
{
    const QByteArray odd("\0\r\n\xff {}", 7);
    const auto send
        = [this](QByteArrayList argv) { return await(*m_client, queued(std::move(argv))).isOk(); };
    QVERIFY(send({"HSET", odd + "hash", odd, odd}));
    QVERIFY(send({"SADD", odd + "set", odd}));
    QVERIFY(send({"XADD", odd + "stream", "*", odd, odd}));
    HashModel hash(*m_client, odd + "hash", 100);
    SetModel set(*m_client, odd + "set", 100);
    StreamModel stream(*m_client, odd + "stream", 100);
    QVERIFY(fetchAll(hash) && fetchAll(set) && fetchAll(stream));
    QCOMPARE(hash.index(0, 0).data().toByteArray(), odd);
    QCOMPARE(hash.index(0, 1).data().toByteArray(), odd);
    QCOMPARE(set.index(0, 0).data().toByteArray(), odd);
    QCOMPARE(stream.index(0, 1).data().value<QByteArrayList>(), (QByteArrayList{odd, odd}));
}

// A hash that shrinks while it is walked makes HSCAN return fields again.
void TestValueModels::showsAHashThatIsRehashedOnce()
{
    fill(u"HSET"_s, u"k"_s, 1024);
    HashModel model(*m_client, "k", 50);
    const QAbstractItemModelTester tester(&model);
    model.fetchMore({});
    QVERIFY(waitFor([&] { return !model.isLoading(); }));
    cli({u"EVAL"_s, u"for i = 100, 1023 do redis.call('HDEL', 'k', 'm'..i) end"_s, u"0"_s});
    QVERIFY(fetchAll(model));
    const QSet<QByteArray> fields = column(model, 0);
    QCOMPARE(fields.size(), model.rowCount());
    for (int i = 0; i < 100; ++i)
        QVERIFY(fields.contains(name(i)));
}

void TestValueModels::takesOnlyTheFirstPage()
{
    fill(u"RPUSH"_s, u"k"_s, many);
    ListModel model(*m_client, "k", 100);
    QSignalSpy loaded(&model, &ValueModel::pageLoaded);
    model.fetchMore({});
    QVERIFY(model.isLoading());
    QVERIFY(!model.canFetchMore({}));
    model.fetchMore({}); // asked twice, loaded once
    QVERIFY(loaded.wait());
    QVERIFY(await(*m_client, ping()).isOk());
    QCOMPARE(model.rowCount(), 100);
    QVERIFY(model.canFetchMore({}));
    QVERIFY(!model.isComplete());
}

void TestValueModels::followsASortedSetThatMoves()
{
    fill(u"ZADD"_s, u"k"_s, 20);
    SortedSetModel model(*m_client, "k", 10);
    const QAbstractItemModelTester tester(&model);
    model.fetchMore({});
    QVERIFY(waitFor([&] { return !model.isLoading(); }));
    QCOMPARE(model.rowCount(), 10);
    cli({u"ZADD"_s, u"k"_s, u"1000"_s, u"m3"_s});
    QVERIFY(fetchAll(model));
    QCOMPARE(column(model, 1).size(), model.rowCount());
    QCOMPARE(model.index(3, 0).data().toByteArray(), QByteArray("1000"));
}

void TestValueModels::emptyAndGoneKeysAreComplete()
{
    HashModel hash(*m_client, "gone", 100);
    ListModel list(*m_client, "gone", 100);
    SetModel set(*m_client, "gone", 100);
    SortedSetModel sorted(*m_client, "gone", 100);
    StreamModel stream(*m_client, "gone", 100);
    for (ValueModel *model :
        std::initializer_list<ValueModel *>{&hash, &list, &set, &sorted, &stream}) {
        const QAbstractItemModelTester tester(model);
        QVERIFY(fetchAll(*model));
        QCOMPARE(model->rowCount({}), 0);
        QVERIFY(!model->canFetchMore({}));
    }
}

void TestValueModels::saysWhatFailedAndTriesAgain()
{
    cli({u"SET"_s, u"k"_s, u"v"_s});
    HashModel model(*m_client, "k", 100);
    std::optional<Error> error;
    connect(&model, &ValueModel::failed, this, [&](const Error &failed) { error = failed; });
    model.fetchMore({});
    QVERIFY(waitFor([&] { return error.has_value(); }));
    QCOMPARE(error->code, QByteArray("WRONGTYPE"));
    QVERIFY(!model.canFetchMore({})); // a view would ask forever
    cli({u"DEL"_s, u"k"_s});
    cli({u"HSET"_s, u"k"_s, u"f"_s, u"v"_s});
    model.retry();
    QVERIFY(waitFor([&] { return model.isComplete(); }));
    QCOMPARE(model.rowCount(), 1);
}

void TestValueModels::dropsAnswersOfADeletedModel()
{
    fill(u"SADD"_s, u"k"_s, 100);
    auto model = std::make_unique<SetModel>(*m_client, "k", 10);
    model->fetchMore({});
    model.reset();
    QVERIFY(await(*m_client, ping()).isOk());
}

void TestValueModels::readsFewPagesAgain()
{
    fill(u"RPUSH"_s, u"k"_s, 1000);
    ListModel model(*m_client, "k", 50);
    const QAbstractItemModelTester tester(&model);
    QVERIFY(fetchAll(model));
    QCOMPARE(model.rowCount(), 1000);
    const auto refreshes = [&](const QByteArrayList &names) {
        model.refresh(names);
        return await(*m_client, ping()).isOk();
    };
    // What stands before is left alone, what stands far behind is loaded as one scrolls.
    cli({u"LSET"_s, u"k"_s, u"10"_s, u"changed"_s});
    cli({u"LINSERT"_s, u"k"_s, u"BEFORE"_s, u"m20"_s, u"new"_s});
    QVERIFY(refreshes({"20", "21"}));
    QCOMPARE(model.row(10).value, name(10));
    QCOMPARE(model.row(20).value, QByteArray("new"));
    QVERIFY(model.rowCount() < 400); // the tester asks for the next page, as a view does
    QCOMPARE(model.row(219).value, name(218));
    QVERIFY(!model.isComplete());
    QVERIFY(fetchAll(model));
    QCOMPARE(model.rowCount(), 1001);
    QCOMPARE(model.row(1000).value, name(999));
    QCOMPARE(model.index(1000, 0).data().toInt(), 1000);
    // Near the end, all of it.
    cli({u"RPUSH"_s, u"k"_s, u"last"_s});
    QVERIFY(refreshes({"1001"}));
    QCOMPARE(model.rowCount(), 1002);
    cli({u"RPOP"_s, u"k"_s});
    cli({u"RPOP"_s, u"k"_s});
    QVERIFY(refreshes({"999", "1000"}));
    QCOMPARE(model.rowCount(), 1000);
    QVERIFY(model.isComplete());
    QCOMPARE(model.row(999).value, name(998));
    // From the head on, where nothing is known.
    QVERIFY(refreshes({}));
    QCOMPARE(model.row(10).value, QByteArray("changed"));
    QVERIFY(model.rowCount() < 400);
}

void TestValueModels::repaintsOnlyWhatCountsDown()
{
    if (!RedisServer::hasCommand(u"HPEXPIREAT"_s))
        QSKIP("Fields of this server's hashes do not expire: Redis 7.4 and later.");
    QVERIFY(waitFor([&] { return !m_client->commands().isEmpty(); }));
    fill(u"HSET"_s, u"k"_s, 20);
    cli({u"HPEXPIRE"_s, u"k"_s, u"600000"_s, u"FIELDS"_s, u"3"_s, u"m3"_s, u"m4"_s, u"m12"_s});
    HashModel model(*m_client, "k", 100);
    QVERIFY(fetchAll(model));
    const auto expires = [&](int row) { return model.ttlOf(row).state == Ttl::State::Expires; };
    const auto cell = [&] { return model.index(0, int(HashModel::Column::Ttl)).data(); };
    QCOMPARE(cell().toString(), u"–"_s); // until the server has told
    QVERIFY(waitFor([&] { return expires(model.rowOf("m12")); }));
    QCOMPARE(cell().userType(), qMetaTypeId<Ttl>());
    QSet<int> changed;
    connect(&model, &QAbstractItemModel::dataChanged, this,
        [&](const QModelIndex &from, const QModelIndex &to) {
            QCOMPARE(from.column(), int(HashModel::Column::Ttl));
            for (int row = from.row(); row <= to.row(); ++row)
                changed << row;
        });
    model.tick(0, 19);
    QCOMPARE(changed, (QSet<int>{model.rowOf("m3"), model.rowOf("m4"), model.rowOf("m12")}));
    changed.clear();
    model.tick(model.rowOf("m3"), model.rowOf("m3"));
    QCOMPARE(changed, QSet<int>{model.rowOf("m3")});
    changed.clear();
    model.tick(50, 80);
    QVERIFY(changed.isEmpty());
}

void TestValueModels::choosesPageSizes()
{
    QCOMPARE(rowsPerPage(std::nullopt, 100), 200);
    QCOMPARE(rowsPerPage(100, std::nullopt), 200);
    QCOMPARE(rowsPerPage(1000, 0), 200);
    QCOMPARE(rowsPerPage(1'000'000, 10'000), 500);
    QCOMPARE(rowsPerPage(1'000'000'000, 1000), 10); // rows of 1 MB: never a thousand of them
    QCOMPARE(rowsPerPage(1024 * 1000, 1000), 256);
}

void TestValueModels::showsHex()
{
    HexModel model;
    const QAbstractItemModelTester tester(&model);
    model.setBytes(QByteArray("0123456789abcdef\x00\xffz%1", 21));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, 0).data().toString(),
        u"00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef"_s);
    QCOMPARE(model.index(1, 0).data().toString(),
        u"00000010  00 ff 7a 25 31                                    ..z%1"_s);
    model.setBytesPerRow(8);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(2, 0).data().toString(), u"00000010  00 ff 7a 25 31           ..z%1"_s);
    model.setBytes({});
    QCOMPARE(model.rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestValueModels)
#include "tst_valuemodels.moc"
