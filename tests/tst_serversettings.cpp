// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/await.h"
#include "tests/fixtures/rediscluster.h"
#include "tests/fixtures/serverprogram.h"
#include "tests/fixtures/serverwords.h"
#include "tests/fixtures/visible.h"
#include "ui/monitoring/serversettingsdialog.h"
#include "ui/monitoring/settingrow.h"
#include "ui/monitoring/settingwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

const SettingsProposal memoryProposal{{{"maxmemory", "64mb"}, {"maxmemory-policy", "allkeys-lru"}}};

QByteArray inForce(const RedisServer &server, const QString &option)
{
    return server.cli({u"CONFIG"_s, u"GET"_s, option}).split('\n').value(1).trimmed();
}

SettingsReport runSettings(
    Client &client, const QByteArrayList &options, const QList<SettingStep> &steps = {})
{
    std::optional<SettingsReport> found;
    JobHandle job(std::make_unique<ServerSettingsJob>(options, steps));
    job.on(&ServerSettingsJob::finished, [&](const SettingsReport &report) { found = report; });
    client.start(job);
    return waitFor([&] { return found.has_value(); }) ? *found : SettingsReport{};
}

// The dialog on a server, read.
struct OpenDialog
{
    OpenDialog(const Endpoint &endpoint, const SettingsProposal &proposal,
        Environment environment = Environment::None)
        : client(endpoint)
    {
        profile.name = u"shop-cache"_s;
        profile.environment = environment;
        opened(client);
        dialog = new ServerSettingsDialog(client, profile, proposal);
        dialog->show();
        isRead = waitFor([this] { return !isSaid(dialog, u"being read"_s); });
    }
    ~OpenDialog() { delete dialog; }

    QString said() const { return dialog->findChild<MessageStrip *>()->text(); }
    bool says(const QString &text) const
    {
        return waitFor([&] { return said().contains(text); });
    }
    QString commands() const { return dialog->findChild<QPlainTextEdit *>()->toPlainText(); }
    QPushButton *change() const { return visibleButton(dialog, u"Cha&nge"_s); }
    SettingRow *row(int index) const { return dialog->findChildren<SettingRow *>()[index]; }
    QCheckBox *rewrites() const { return dialog->findChild<QCheckBox *>(); }

    Client client;
    Profile profile;
    QPointer<ServerSettingsDialog> dialog;
    bool isRead = false;
};

// A server that has a configuration file.
struct ConfiguredServer
{
    ConfiguredServer()
    {
        QFile file(folder.filePath(u"redis.conf"_s));
        if (file.open(QIODevice::WriteOnly))
            file.write("port 0\nsave \"\"\nunixsocket " + socket().toUtf8() + "\ndir "
                + folder.path().toUtf8() + '\n');
        file.close();
        process.start(serverProgram(), {file.fileName()});
        isUp = waitFor([this] { return ServerWords(socket()).ask({"PING"}).has_value(); });
    }
    ~ConfiguredServer()
    {
        process.kill();
        process.waitForFinished();
    }
    QString socket() const { return folder.filePath(u"redis.sock"_s); }
    QByteArray configuration() const
    {
        QFile file(folder.filePath(u"redis.conf"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir folder;
    QProcess process;
    bool isUp = false;
};

// A user who may do all but this.
Endpoint endpointWithout(const RedisServer &server, const QStringList &rules)
{
    server.cli(QStringList{u"ACL"_s, u"SETUSER"_s, u"viewer"_s, u"on"_s, u">x"_s, u"~*"_s, u"&*"_s,
                   u"+@all"_s}
        + rules);
    Endpoint endpoint = server.endpoint();
    endpoint.username = u"viewer"_s;
    endpoint.password = u"x"_s;
    return endpoint;
}

} // namespace

class TestServerSettings final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sizesAreRead_data();
    void sizesAreRead();
    void stepsComeInOrder();
    void formerValuesAreKept();
    void consequencesAreTold();
    void changesAndPutsBack();
    void putsBackOnlyWhatItChanged();
    void readsAgainAfterALostConnection();
    void sendsNothingToAnotherNode();
    void keepsItInTheFile();
    void asksForTheNameOfProduction();
    void readOnlyChangesNothing();
    void saysWhatIsDenied();
    void saysThatItCannotDefragment();
    void refusesWhatIsNoSize();
    void changesTheNodesThatNeedIt();
    void saysWhichNodesRefused();
    void everythingHasAName();

private:
    // One for all that want one.
    RedisCluster &aCluster()
    {
        if (!m_cluster)
            m_cluster = std::make_unique<RedisCluster>();
        return *m_cluster;
    }
    std::unique_ptr<RedisCluster> m_cluster;
};

void TestServerSettings::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
}

void TestServerSettings::sizesAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes"); // -1: none
    QTest::addColumn<QByteArray>("sent");
    QTest::newRow("none") << u"0"_s << qint64(0) << QByteArray("0");
    QTest::newRow("mb") << u"512mb"_s << qint64(512 << 20) << QByteArray("512mb");
    QTest::newRow("m is a million") << u"1m"_s << qint64(1'000'000) << QByteArray("1000000");
    QTest::newRow("half") << u" 1.5 GiB "_s << qint64(3) * (512 << 20) << QByteArray("1536mb");
    QTest::newRow("bytes") << u"1234B"_s << qint64(1234) << QByteArray("1234");
    QTest::newRow("whole gb") << u"2048MB"_s << (qint64(2) << 30) << QByteArray("2gb");
    QTest::newRow("half a byte") << u"1.5"_s << qint64(-1) << QByteArray();
    QTest::newRow("negative") << u"-1"_s << qint64(-1) << QByteArray();
    QTest::newRow("words") << u"much"_s << qint64(-1) << QByteArray();
    QTest::newRow("too much") << u"99999999999gb"_s << qint64(-1) << QByteArray();
}

void TestServerSettings::sizesAreRead()
{
    QFETCH(QString, text);
    QFETCH(qint64, bytes);
    QCOMPARE(memorySize(text).value_or(-1), bytes);
    if (bytes >= 0)
        QTEST(memoryText(bytes), "sent");
}

void TestServerSettings::stepsComeInOrder()
{
    const NodeSettings a{"a:1", {{"maxmemory", "0"}, {"maxmemory-policy", "noeviction"}}};
    NodeSettings b{"b:1", {{"maxmemory", "67108864"}, {"maxmemory-policy", "allkeys-lru"}}};
    b.hasFile = false;
    const QList<SettingValue> wanted = memoryProposal.settings;
    const SettingStep policy{"a:1", {"maxmemory-policy", "allkeys-lru"}};
    const SettingStep limit{"a:1", {"maxmemory", "64mb"}};
    // 64mb is what b has.
    QCOMPARE(stepsTo(wanted, {a, b}, true), (QList<SettingStep>{policy, limit, {"a:1", {}}}));
    QCOMPARE(textOf({"a:1", {}}), u"CONFIG REWRITE"_s);
    b.values["maxmemory"] = "0";
    QCOMPARE(stepsTo(wanted, {b}, true), (QList<SettingStep>{{"b:1", {"maxmemory", "64mb"}}}));
    NodeSettings now = a;
    now.values["maxmemory"] = "67108864";
    QCOMPARE(stepsBack({a, b}, {now, b}, {"maxmemory", "maxmemory-policy"}, false),
        (QList<SettingStep>{{"a:1", {"maxmemory", "0"}}}));
    QCOMPARE(settingAct({policy, limit}, {a, b}),
        u"maxmemory: 0 (no limit) → 64mb on 1 of 2 nodes, "
        "maxmemory-policy: noeviction → allkeys-lru on 1 of 2 nodes"_s);
}

void TestServerSettings::formerValuesAreKept()
{
    NodeSettings a{"a:1", {{"maxmemory", "0"}, {"maxmemory-policy", "noeviction"}}};
    const QList<SettingStep> first{{"a:1", {"maxmemory", "64mb"}}, {"gone:1", {"maxmemory", "1"}}};
    QList<NodeSettings> former;
    keepFormer(former, first, {a});
    a.values["maxmemory"] = "67108864";
    QCOMPARE(stepsInForce(first, {a}), QList<SettingStep>{first[0]});
    // The first one is what it was; what nobody changed is not in it.
    keepFormer(former, {{"a:1", {"maxmemory", "32mb"}}}, {a});
    QCOMPARE(former, (QList<NodeSettings>{{"a:1", {{"maxmemory", "0"}}}}));
    forgetFormer(former, {{"a:1", {"maxmemory", "0"}}});
    QVERIFY(stepsBack(former, {a}, {"maxmemory"}, false).isEmpty());
}

void TestServerSettings::consequencesAreTold()
{
    NodeSettings node{"a:1", {{"maxmemory", "0"}, {"maxmemory-policy", "noeviction"}}};
    node.used = 100 << 20;
    node.machine = qint64(4) << 30;
    const auto told = [&node](const QList<SettingValue> &wanted) {
        return settingConsequences(wanted, {node}, false).join(u' ');
    };
    QCOMPARE(told({{"maxmemory", "64mb"}}),
        u"100 MiB are used now, 36.0 MiB more than the limit. Writes that need memory are refused "
        "from then on (noeviction)."_s);
    QVERIFY(told({{"maxmemory", "64mb"}}).contains(u"refused from then on"_s));
    QVERIFY(told({{"maxmemory", "64mb"}, {"maxmemory-policy", "allkeys-lfu"}})
                .contains(u"evicted at once"_s));
    QVERIFY(told({{"maxmemory", "64mb"}, {"maxmemory-policy", "volatile-ttl"}})
                .contains(u"where they do not suffice"_s));
    QVERIFY(told({{"maxmemory", "8gb"}}).contains(u"more than the machine has"_s));
    QVERIFY(told({{"maxmemory", "1gb"}}).contains(u"as soon as the limit is reached"_s));
    QVERIFY(told({{"maxmemory", "1gb"}, {"maxmemory-policy", "allkeys-lru"}})
                .startsWith(u"Keys without a TTL may be evicted"_s));
    QCOMPARE(told({{"maxmemory", "1gb"}, {"maxmemory-policy", "volatile-lru"}}), QString());
    node.values["maxmemory-policy"] = "allkeys-lfu";
    QCOMPARE(told({{"maxmemory", "1gb"}, {"maxmemory-policy", "allkeys-lru"}}), QString());
    QCOMPARE(told({}), QString());
}

void TestServerSettings::changesAndPutsBack()
{
    const RedisServer server;
    OpenDialog shown(server.endpoint(), memoryProposal);
    QVERIFY(shown.isRead);
    QVERIFY(isSaid(shown.dialog, u"0 (no limit)"_s));
    QVERIFY(isSaid(shown.dialog, u"started without a configuration file"_s));
    QVERIFY(!shown.rewrites()->isEnabled());
    QCOMPARE(
        shown.commands(), u"CONFIG SET maxmemory-policy allkeys-lru\nCONFIG SET maxmemory 64mb"_s);
    QSignalSpy changed(shown.dialog, &ServerSettingsDialog::changed);
    shown.change()->click();
    QVERIFY(shown.says(u"In force now: maxmemory is 64mb, maxmemory-policy is allkeys-lru."_s));
    QCOMPARE(inForce(server, u"maxmemory"_s), "67108864");
    QCOMPARE(inForce(server, u"maxmemory-policy"_s), "allkeys-lru");
    QCOMPARE(changed.size(), 1);
    QVERIFY(changed[0][0].toString().startsWith(u"maxmemory: 0 (no limit) → 64mb"_s));

    QVERIFY(isSaid(shown.dialog, u"“Put back” sends:"_s));
    QVERIFY(shown.commands().contains(u"CONFIG SET maxmemory 0"_s));
    visibleButton(shown.dialog, u"&Put back"_s)->click();
    QVERIFY(shown.says(u"maxmemory is 0 (no limit)"_s));
    QCOMPARE(inForce(server, u"maxmemory"_s), "0");
    QCOMPARE(inForce(server, u"maxmemory-policy"_s), "noeviction");
    QVERIFY(!visibleButton(shown.dialog, u"&Put back"_s));
    QCOMPARE(changed.size(), 2);
}

void TestServerSettings::putsBackOnlyWhatItChanged()
{
    const RedisServer server;
    OpenDialog shown(server.endpoint(), memoryProposal);
    shown.row(0)->setWanted({});
    shown.change()->click();
    QVERIFY(shown.says(u"In force now: maxmemory-policy is allkeys-lru."_s));
    server.cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"32mb"_s}); // somebody else
    shown.row(0)->setWanted("128mb");
    // What it would send is not what is shown.
    QPushButton *putBack = visibleButton(shown.dialog, u"&Put back"_s);
    QVERIFY(!putBack->isEnabled());
    shown.row(0)->setWanted({});
    QVERIFY(putBack->isEnabled());
    QCOMPARE(shown.commands(), u"CONFIG SET maxmemory-policy noeviction"_s);
    putBack->click();
    QVERIFY(shown.says(u"maxmemory-policy is noeviction"_s));
    QCOMPARE(inForce(server, u"maxmemory"_s), "33554432");
    QVERIFY(!visibleButton(shown.dialog, u"&Put back"_s));
}

void TestServerSettings::readsAgainAfterALostConnection()
{
    const RedisServer server;
    OpenDialog shown(server.endpoint(), memoryProposal);
    server.cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"32mb"_s});
    server.cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"normal"_s});
    QVERIFY(waitFor([&] { return isSaid(shown.dialog, u"32mb"_s); }));
}

// As after a failover that the dialog has not seen yet.
void TestServerSettings::sendsNothingToAnotherNode()
{
    const RedisServer server;
    Client client(server.endpoint());
    opened(client);
    const auto report = runSettings(client, {"maxmemory"}, {{"old:1", {"maxmemory", "64mb"}}});
    QCOMPARE(report.outcomes.size(), 1);
    QVERIFY(!report.outcomes[0].isSent);
    QCOMPARE(report.outcomes[0].error.value_or(Error{}).code, "GONE");
    QCOMPARE(inForce(server, u"maxmemory"_s), "0");
}

void TestServerSettings::keepsItInTheFile()
{
    const ConfiguredServer server;
    QVERIFY(server.isUp);
    Endpoint endpoint;
    endpoint.socketPath = server.socket();
    OpenDialog shown(endpoint, {{{"maxmemory", "64mb"}}});
    QVERIFY(shown.rewrites()->isEnabled());
    QVERIFY(isSaid(shown.dialog, u"lasts until the server is restarted"_s));
    shown.rewrites()->click();
    QCOMPARE(shown.commands(), u"CONFIG SET maxmemory 64mb\nCONFIG REWRITE"_s);
    shown.change()->click();
    QVERIFY(shown.says(u"In force now"_s));
    QVERIFY(server.configuration().contains("maxmemory 64mb"));
}

void TestServerSettings::asksForTheNameOfProduction()
{
    const RedisServer server;
    OpenDialog shown(server.endpoint(), memoryProposal, Environment::Production);
    QVERIFY(!shown.change()->isEnabled());
    QLineEdit *confirm = visibleField(shown.dialog, u"Type shop-cache to confirm"_s);
    QVERIFY(confirm);
    QTest::keyClicks(confirm, u"shop-cache"_s);
    QVERIFY(shown.change()->isEnabled());
    shown.change()->click();
    QVERIFY(shown.says(u"In force now"_s));
    // Putting back is a change, too.
    QVERIFY(!visibleButton(shown.dialog, u"&Put back"_s)->isEnabled());
}

void TestServerSettings::readOnlyChangesNothing()
{
    const RedisServer server;
    Endpoint endpoint = server.endpoint();
    endpoint.readOnly = true;
    OpenDialog shown(endpoint, memoryProposal);
    QVERIFY(shown.said().contains(u"Nothing can be changed here."_s));
    QVERIFY(!shown.change()->isEnabled());
    QVERIFY(shown.change()->toolTip().contains(u"read-only"_s));
    // What would be sent may be copied all the same.
    visibleButton(shown.dialog, u"&Copy commands"_s)->click();
    QVERIFY(QApplication::clipboard()->text().contains(u"CONFIG SET maxmemory 64mb"_s));
}

void TestServerSettings::saysWhatIsDenied()
{
    if (!RedisServer::hasCommand(u"COMMAND|LIST"_s))
        QSKIP("This server's ACL knows no subcommands.");
    const RedisServer server;
    {
        OpenDialog shown(endpointWithout(server, {u"-config"_s}), memoryProposal);
        QVERIFY(shown.said().contains(u"cannot be read. The user lacks +config|get."_s));
        // INFO says these two.
        QVERIFY(isSaid(shown.dialog, u"0 (no limit)"_s));
        QVERIFY(!shown.change()->isEnabled());
        QVERIFY(shown.commands().contains(u"CONFIG SET maxmemory 64mb"_s));
        visibleButton(shown.dialog, u"&Copy commands"_s)->click();
        QCOMPARE(QApplication::clipboard()->text(), shown.commands());
    }
    OpenDialog shown(endpointWithout(server, {u"+config|get"_s, u"-config|set"_s}), memoryProposal);
    QVERIFY(shown.change()->isEnabled());
    QSignalSpy changed(shown.dialog, &ServerSettingsDialog::changed);
    shown.change()->click();
    QVERIFY(shown.says(u"CONFIG SET maxmemory-policy allkeys-lru failed."_s));
    QVERIFY(shown.said().contains(u"CONFIG SET maxmemory 64mb was not sent."_s));
    QVERIFY(shown.said().contains(u"lacks +config|set"_s));
    QCOMPARE(inForce(server, u"maxmemory"_s), "0");
    QVERIFY(changed.isEmpty());
    QVERIFY(
        shown.commands().contains(u"CONFIG SET maxmemory 64mb"_s)); // it need not be typed again
}

// What a distribution builds cannot, as a rule; what Redis' makers build can.
void TestServerSettings::saysThatItCannotDefragment()
{
    const RedisServer server;
    const bool can
        = server.cli({u"CONFIG"_s, u"SET"_s, u"activedefrag"_s, u"yes"_s}).contains("OK");
    server.cli({u"CONFIG"_s, u"SET"_s, u"activedefrag"_s, u"no"_s});
    OpenDialog shown(server.endpoint(), {{{"activedefrag", "yes"}}});
    shown.change()->click();
    QVERIFY(shown.says(can ? u"In force now: activedefrag is yes"_s
                           : u"This server was not built to close holes"_s));
    QCOMPARE(inForce(server, u"activedefrag"_s), can ? "yes" : "no");
}

void TestServerSettings::refusesWhatIsNoSize()
{
    const RedisServer server;
    OpenDialog shown(server.endpoint(), {{{"maxmemory", {}}, {"slowlog-max-len", {}}}});
    QVERIFY(!shown.change()->isEnabled());
    QLineEdit *size = visibleField(shown.dialog, u"New value of maxmemory"_s);
    size->setText(u"lots"_s);
    QVERIFY(isSaid(shown.dialog, u"A size is a number with its unit"_s));
    QVERIFY(!shown.change()->isEnabled());
    size->setText(u"1.5gb"_s);
    QCOMPARE(shown.commands(), u"CONFIG SET maxmemory 1536mb"_s);
    QVERIFY(shown.change()->isEnabled());
    visibleField(shown.dialog, u"New value of slowlog-max-len"_s)->setText(u"-5"_s);
    QVERIFY(!shown.change()->isEnabled());
}

void TestServerSettings::changesTheNodesThatNeedIt()
{
    RedisCluster &cluster = aCluster();
    cluster.server(0).cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"128mb"_s});
    SettingsProposal proposal = memoryProposal;
    proposal.nodes = {cluster.name(1), cluster.name(2)};
    OpenDialog shown(cluster.endpoint(), proposal);
    QVERIFY(isSaid(shown.dialog, u"(the nodes differ)"_s));
    auto *nodes = shown.dialog->findChild<QTreeWidget *>();
    QCOMPARE(nodes->topLevelItemCount(), 3);
    QVERIFY(!shown.commands().contains(u"-p %1 "_s.arg(cluster.server(0).port())));
    QVERIFY(shown.commands().contains(
        u"redis-cli -h 127.0.0.1 -p %1 CONFIG SET maxmemory 64mb"_s.arg(cluster.server(1).port())));
    for (int i = 0; i < 3; ++i) {
        if (nodes->topLevelItem(i)->text(0).toUtf8() == cluster.name(2))
            nodes->topLevelItem(i)->setCheckState(0, Qt::Unchecked);
    }
    shown.change()->click();
    QVERIFY(shown.says(u"In force now: maxmemory is 64mb"_s));
    QCOMPARE(inForce(cluster.server(0), u"maxmemory"_s), "134217728");
    QCOMPARE(inForce(cluster.server(1), u"maxmemory"_s), "67108864");
    QCOMPARE(inForce(cluster.server(2), u"maxmemory"_s), "0");
}

void TestServerSettings::saysWhichNodesRefused()
{
    if (!RedisServer::hasCommand(u"COMMAND|LIST"_s))
        QSKIP("This server's ACL knows no subcommands.");
    RedisCluster &cluster = aCluster();
    for (int i = 0; i < 3; ++i)
        cluster.server(i).cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"0"_s});
    cluster.server(2).cli({u"ACL"_s, u"SETUSER"_s, u"default"_s, u"-config|set"_s});
    OpenDialog shown(cluster.endpoint(), {{{"maxmemory", "64mb"}}});
    QSignalSpy changed(shown.dialog, &ServerSettingsDialog::changed);
    shown.change()->click();
    const QString refused = QString::fromUtf8(cluster.name(2));
    QVERIFY(shown.says(refused + u": CONFIG SET maxmemory 64mb failed."_s));
    QVERIFY(!shown.said().contains(QString::fromUtf8(cluster.name(0))));
    QVERIFY(isSaid(shown.dialog, u"64mb, 0 (no limit) (the nodes differ)"_s)
        || isSaid(shown.dialog, u"0 (no limit), 64mb (the nodes differ)"_s));
    QCOMPARE(changed.size(), 1);
    QVERIFY(changed[0][0].toString().contains(u"on 2 of 3 nodes"_s));
    // By itself, from a report.
    Client client(cluster.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const SettingsReport report = runSettings(client, {"maxmemory"},
        {{cluster.name(2), {"maxmemory", "1gb"}}, {cluster.name(0), {"maxmemory", "1gb"}}});
    QCOMPARE(report.nodes.size(), 3);
    QVERIFY(!report.outcomes[0].isDone() && report.outcomes[1].isDone());
}

void TestServerSettings::everythingHasAName()
{
    const RedisServer server;
    OpenDialog shown(server.endpoint(),
        {{{"maxmemory", "64mb"}, {"maxmemory-policy", {}}, {"activedefrag", {}}}});
    QCOMPARE(namelessControls(shown.dialog), QStringList());
    // Escape closes it.
    QTest::keyClick(shown.dialog, Qt::Key_Escape);
    QVERIFY(waitFor([&] { return !shown.dialog; }));
}

QTEST_MAIN(TestServerSettings)
#include "tst_serversettings.moc"
