// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/serverlistmodel.h"
#include "tests/fixtures/redisserver.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

Profile server(const QString &name, Environment environment, const QString &host)
{
    Profile profile;
    profile.name = name;
    profile.endpoint.host = host;
    profile.environment = environment;
    return profile;
}

QStringList shown(const ServerListModel &model)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row);
        const bool isHeading = index.data(ServerListModel::IsHeadingRole).toBool();
        rows << (isHeading ? u"# "_s : QString()) + index.data().toString();
    }
    return rows;
}

} // namespace

class TestServerListModel final : public QObject
{
    Q_OBJECT

private slots:
    void groupsByEnvironment()
    {
        ProfileStore store(m_folder.filePath(u"groups.json"_s));
        ServerListModel model(store);
        const QAbstractItemModelTester tester(&model);
        QVERIFY(model.isEmpty());
        store.add(server(u"laptop"_s, Environment::None, u"localhost"_s));
        store.add(server(u"shop"_s, Environment::Production, u"a.example"_s));
        store.add(server(u"play"_s, Environment::Development, u"127.0.0.1"_s));
        store.add(server(u"else"_s, Environment::None, u"b.example"_s));
        store.add(server(u"sessions"_s, Environment::Production, u"c.example"_s));
        store.add(server(u"try"_s, Environment::Staging, u"d.example"_s));
        QCOMPARE(shown(model),
            (QStringList{u"# Production"_s, u"shop"_s, u"sessions"_s, u"# Staging"_s, u"try"_s,
                u"# Development"_s, u"play"_s, u"# Other servers"_s, u"else"_s,
                u"# This computer"_s, u"laptop"_s}));
        QVERIFY(!model.flags(model.index(0)).testFlag(Qt::ItemIsSelectable));
        QVERIFY(model.flags(model.index(1)).testFlag(Qt::ItemIsSelectable));
        store.remove(store.profiles().last().id);
        QVERIFY(!shown(model).contains(u"# Staging"_s));
    }

    void showsHowAConnectionStands()
    {
        ProfileStore store(m_folder.filePath(u"status.json"_s));
        const QString id
            = *store.add(server(u"shop"_s, Environment::Production, u"cache.example"_s));
        ServerListModel model(store);
        const QAbstractItemModelTester tester(&model);
        const auto detail
            = [&] { return model.indexOf(id).data(ServerListModel::DetailRole).toString(); };
        QCOMPARE(detail(), u"cache.example:6379"_s);
        model.setStatus(id, {Status::State::Connecting, {}, {}, 1});
        QCOMPARE(detail(), u"connecting…"_s);
        const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setStatus(id, {Status::State::Connecting, {}, {}, 1});
        QCOMPARE(changed.size(), 0); // it is told each second, and views paint all of their rows
        model.setStatus(id, {Status::State::Ready, {}, {}, 0});
        QCOMPARE(detail(), u"cache.example:6379"_s);
        QCOMPARE(model.indexOf(id).data(ServerListModel::StateRole).toInt(),
            static_cast<int>(Status::State::Ready));
        const Error error{Error::Kind::Auth, "WRONGPASS", u"WRONGPASS invalid pair"_s};
        model.setStatus(id, {Status::State::Failed, error, {}, 1});
        QCOMPARE(detail(), u"wrong or missing password"_s);
        const QString toolTip = model.indexOf(id).data(Qt::ToolTipRole).toString();
        QVERIFY(toolTip.contains(error.text));
        QVERIFY(toolTip.contains(advice(error)));
        model.setStatus(id, {Status::State::Failed, Error{Error::Kind::Permission, {}, {}}, {}, 1});
        QCOMPARE(detail(), u"permission missing"_s);
        QCOMPARE(model.indexOf(id).data(Qt::AccessibleTextRole).toString(),
            u"shop, permission missing"_s);
    }

    void saysNotConnectedWhereTheNameIsTheAddress()
    {
        ProfileStore store(m_folder.filePath(u"named.json"_s));
        const QString id
            = *store.add(server(u"localhost:6379"_s, Environment::None, u"localhost"_s));
        ServerListModel model(store);
        QCOMPARE(
            model.indexOf(id).data(ServerListModel::DetailRole).toString(), u"not connected"_s);
        model.setStatus(id, {Status::State::Ready, {}, {}, 0});
        QCOMPARE(model.indexOf(id).data(ServerListModel::DetailRole).toString(), u"connected"_s);
    }

    void countsDownToTheNextTry()
    {
        ProfileStore store(m_folder.filePath(u"waiting.json"_s));
        const QString id = *store.add(server(u"shop"_s, Environment::None, u"x"_s));
        ServerListModel model(store);
        const auto detail
            = [&] { return model.indexOf(id).data(ServerListModel::DetailRole).toString(); };
        const QDateTime soon = QDateTime::currentDateTimeUtc().addMSecs(3500);
        model.setStatus(id, {Status::State::Waiting, Error{}, soon, 2});
        QCOMPARE(detail(), u"reconnecting in 4 s…"_s);
        QVERIFY(waitFor([&] { return detail() == u"reconnecting in 3 s…"_s; }));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QVERIFY(changed.wait());
        const QDateTime past = QDateTime::currentDateTimeUtc().addSecs(-1);
        model.setStatus(id, {Status::State::Waiting, Error{}, past, 2});
        QCOMPARE(detail(), u"reconnecting…"_s);
    }

    void renamingResetsNothing()
    {
        ProfileStore store(m_folder.filePath(u"rename.json"_s));
        const QString id = *store.add(server(u"old"_s, Environment::None, u"x"_s));
        ServerListModel model(store);
        const QAbstractItemModelTester tester(&model);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        Profile renamed = *store.profile(id);
        renamed.name = u"new"_s;
        store.update(renamed);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.indexOf(id).data().toString(), u"new"_s);
        renamed.environment = Environment::Production;
        store.update(renamed);
        QCOMPARE(reset.count(), 1);
    }

    void showsServersThatAreNotSaved()
    {
        ProfileStore store(m_folder.filePath(u"transient.json"_s));
        ServerListModel model(store);
        const QAbstractItemModelTester tester(&model);
        Profile demo;
        demo.id = u"demo"_s;
        demo.name = u"Demo cache"_s;
        demo.endpoint.socketPath = u"/tmp/demo.sock"_s;
        const auto detail = [&model](const QString &id) {
            return model.indexOf(id).data(ServerListModel::DetailRole).toString();
        };
        model.addTransient(demo);
        QCOMPARE(shown(model), (QStringList{u"# This computer"_s, u"Demo cache"_s}));
        QVERIFY(model.isTransient(demo.id));
        QVERIFY(store.profiles().isEmpty());
        QCOMPARE(model.profile(demo.id), std::optional(demo));
        QVERIFY(!model.profile(model.index(0)));
        QVERIFY(!detail(demo.id).contains(u"/tmp"_s));
        model.removeTransient(demo.id);
        QVERIFY(model.isEmpty());

        Profile typed = demo;
        typed.id = u"command-line"_s;
        model.addTransient(typed);
        QCOMPARE(detail(typed.id), u"/tmp/demo.sock"_s);
    }

    void putsOwnGroupsFirst()
    {
        ProfileStore store(m_folder.filePath(u"own.json"_s));
        ServerListModel model(store);
        const QAbstractItemModelTester tester(&model);
        store.add(server(u"shop"_s, Environment::Production, u"a.example"_s));
        Profile grouped = server(u"blog"_s, Environment::Production, u"b.example"_s);
        grouped.group = u"Customer A"_s;
        store.add(grouped);
        QCOMPARE(shown(model),
            (QStringList{u"# Customer A"_s, u"blog"_s, u"# Production"_s, u"shop"_s}));
        QVERIFY(store.renameGroup(u"Customer A"_s, u"Customer B"_s));
        QCOMPARE(model.groups(), QStringList{u"Customer B"_s});
        QVERIFY(store.renameGroup(u"Customer B"_s, {}));
        QCOMPARE(shown(model), (QStringList{u"# Production"_s, u"shop"_s, u"blog"_s}));
    }

    void movesByDragAndDrop()
    {
        ProfileStore store(m_folder.filePath(u"drag.json"_s));
        ServerListModel model(store);
        const QAbstractItemModelTester tester(&model);
        Profile grouped = server(u"blog"_s, Environment::None, u"b.example"_s);
        grouped.group = u"Mine"_s;
        store.add(grouped);
        const QString one = *store.add(server(u"one"_s, Environment::Production, u"a"_s));
        const QString two = *store.add(server(u"two"_s, Environment::Production, u"b"_s));
        const QString dev = *store.add(server(u"dev"_s, Environment::Development, u"c"_s));
        // # Mine, blog, # Production, one, two, # Development, dev
        QVERIFY(drop(model, two, 3, {}));
        QCOMPARE(shown(model).mid(2, 3), (QStringList{u"# Production"_s, u"two"_s, u"one"_s}));
        QVERIFY(drop(model, two, 5, {})); // between the last one and the next heading
        QCOMPARE(shown(model).mid(2, 3), (QStringList{u"# Production"_s, u"one"_s, u"two"_s}));
        QVERIFY(drop(model, dev, -1, model.headingOf(u"group/Mine"_s)));
        QCOMPARE(shown(model).first(3), (QStringList{u"# Mine"_s, u"dev"_s, u"blog"_s}));
        QCOMPARE(store.profile(dev)->group, u"Mine"_s);
        QCOMPARE(store.profile(dev)->environment, Environment::Development);
        // No drag makes a production server of it.
        QVERIFY(!drop(model, dev, -1, model.indexOf(one)));
        QVERIFY(!drop(model, one, -1, {}));
        QCOMPARE(model.mimeData({}), nullptr);
        QVERIFY(!drop(model, u"gone"_s, 1, {}));
    }

    void movesByStep()
    {
        ProfileStore store(m_folder.filePath(u"step.json"_s));
        ServerListModel model(store);
        Profile grouped = server(u"blog"_s, Environment::None, u"b.example"_s);
        grouped.group = u"Mine"_s;
        store.add(grouped);
        const QString one = *store.add(server(u"one"_s, Environment::Production, u"a"_s));
        const QString two = *store.add(server(u"two"_s, Environment::Production, u"b"_s));
        model.shift(two, -1);
        QCOMPARE(shown(model).last(3), (QStringList{u"# Production"_s, u"two"_s, u"one"_s}));
        model.shift(two, -1);
        QCOMPARE(shown(model).first(3), (QStringList{u"# Mine"_s, u"blog"_s, u"two"_s}));
        model.shift(two, 1);
        QCOMPARE(shown(model).last(3), (QStringList{u"# Production"_s, u"two"_s, u"one"_s}));
        QVERIFY(store.profile(two)->group.isEmpty());
        model.shift(one, 1); // it is the last one
        QCOMPARE(shown(model).last(), u"one"_s);
        model.shift(two, 1);
        QCOMPARE(shown(model).last(), u"two"_s);
    }

    void foldsAndFilters()
    {
        ProfileStore store(m_folder.filePath(u"fold.json"_s));
        ServerListModel model(store);
        const QAbstractItemModelTester tester(&model);
        QSignalSpy foldedChanged(&model, &ServerListModel::foldedChanged);
        store.add(server(u"shop"_s, Environment::Production, u"a.example"_s));
        const QString id = *store.add(server(u"play"_s, Environment::Development, u"b"_s));
        model.fold(u"environment/development"_s, true);
        QCOMPARE(foldedChanged.count(), 1);
        QCOMPARE(shown(model), (QStringList{u"# Production"_s, u"shop"_s, u"# Development"_s}));
        QVERIFY(!model.indexOf(id).isValid());
        QVERIFY(model.isKnown(id));
        model.setFilter(u"PLAY"_s);
        QCOMPARE(shown(model), (QStringList{u"# Development"_s, u"play"_s}));
        model.setFilter(u"a.exam"_s);
        QCOMPARE(shown(model), (QStringList{u"# Production"_s, u"shop"_s}));
        model.setFilter(u"nothing like it"_s);
        QVERIFY(model.isEmpty());
        QCOMPARE(model.serverCount(), 2);
        model.setFilter({});
        model.setFolded({});
        QVERIFY(model.indexOf(id).isValid());
    }

    void putsTheLastUsedFirst()
    {
        ProfileStore store(m_folder.filePath(u"used.json"_s));
        ServerListModel model(store);
        const QAbstractItemModelTester tester(&model);
        store.add(server(u"a"_s, Environment::Production, u"a"_s));
        const QString b = *store.add(server(u"b"_s, Environment::Production, u"b"_s));
        const QDateTime when = QDateTime::fromSecsSinceEpoch(1'700'000'000).toUTC();
        // What another Hitlens changed meanwhile stays.
        ProfileStore other(store.path());
        Profile renamed = *other.profile(b);
        renamed.name = u"beta"_s;
        QVERIFY(other.update(renamed));
        QVERIFY(store.noteUse(b, when));
        QCOMPARE(store.profile(b)->name, u"beta"_s);
        QCOMPARE(store.profile(b)->lastUsed, when);
        QVERIFY(store.noteUse(u"gone"_s, when));
        QCOMPARE(store.profiles().size(), 2);
        QVERIFY(model.indexOf(b).data(Qt::ToolTipRole).toString().contains(u"Last used"_s));
        QCOMPARE(shown(model), (QStringList{u"# Production"_s, u"a"_s, u"beta"_s}));
        model.setOrder(ServerListModel::Order::LastUsedFirst);
        QCOMPARE(shown(model), (QStringList{u"# Production"_s, u"beta"_s, u"a"_s}));
    }

private:
    static bool drop(ServerListModel &model, const QString &id, int row, const QModelIndex &parent)
    {
        QMimeData data;
        data.setData(model.mimeTypes().first(), id.toUtf8());
        return model.dropMimeData(&data, Qt::MoveAction, row, 0, parent);
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestServerListModel)
#include "tst_serverlistmodel.moc"
