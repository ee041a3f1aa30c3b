// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/serverlistmodel.h"
#include "tests/fixtures/redisserver.h"

#include <QAbstractItemModelTester>
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
        QVERIFY(!model.flags(model.index(0)).testFlag(Qt::ItemIsEnabled));
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

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestServerListModel)
#include "tst_serverlistmodel.moc"
