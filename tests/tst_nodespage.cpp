// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/desk.h"
#include "tests/fixtures/rediscluster.h"
#include "ui/connections/serverlist.h"
#include "ui/monitoring/nodecharts.h"
#include "ui/monitoring/nodesdelegate.h"
#include "ui/monitoring/nodespage.h"
#include "ui/shell/actions.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/messagestrip.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QtCharts/QValueAxis>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Column = NodesModel::Column;

namespace {

// A window with one server open.
struct NodesWindow
{
    explicit NodesWindow(const Endpoint &endpoint)
    {
        Profile profile;
        profile.id = u"shop"_s;
        profile.name = u"shop-cache"_s;
        profile.endpoint = endpoint;
        window.show();
        window.openUnsaved(profile, secretsOf(endpoint));
    }

    ServerPage *server() const { return window.currentPage(); }
    bool hasTab() const { return server()->pageTabs()->isTabVisible(int(ServerPage::Page::Nodes)); }
    QTableView *table() const { return server()->nodes()->findChild<QTableView *>(); }
    QString cell(int row, Column column) const
    {
        const auto *model = static_cast<const NodesModel *>(table()->model());
        const QString text = NodesDelegate::text(model->rowAt(row), column);
        return text.isEmpty() ? model->index(row, int(column)).data().toString() : text;
    }
    QPushButton *button(const QString &text) const
    {
        for (auto *button : server()->nodes()->findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button;
        }
        return nullptr;
    }
    void choose(int row) const
    {
        const QRect cell = table()->visualRect(table()->model()->index(row, 0));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, cell.center());
    }

    Desk desk;
    MainWindow window{desk.parts()};
};

// The nodes a and b, whose samples are told: each second 1000 commands of the one and 100 of the
// other.
struct ToldCluster
{
    ToldCluster()
    {
        topology.kind = Topology::Kind::Cluster;
        for (const char *name : {"a:1", "b:1"})
            topology.nodes << Node{
                name, {}, {QString::fromLatin1(name).left(1), 1}, NodeRole::Primary, {}, 8192, {}};
        model.setTopology(topology);
    }
    void tell(Instant at)
    {
        QList<NodeSample> samples{{"a:1", {}}, {"b:1", {}}};
        for (auto &[node, sample] : samples) {
            sample.at = at;
            sample.wall = 1'000'000s + at;
            sample.info.runId = node;
            sample.info.commands = seconds * (node == "a:1" ? 1000 : 100);
        }
        ++seconds;
        model.addSamples(samples);
        whole.append(sumOfSamples(samples, samples.size()));
    }

    History whole{1s};
    NodesModel model{whole, 1s};
    Topology topology;
    qint64 seconds = 0;
};

double topOf(PlotView *plot)
{
    return qobject_cast<QValueAxis *>(plot->chart()->axes(Qt::Vertical).first())->max();
}

} // namespace

class TestNodesPage final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void oneServerHasNoNodes();
    void showsEachNodeBesideTheSum();
    void opensANodeAlone();
    void keepsTheChosenNode();
    void chartsNodesSideBySide();
    void chartsFollowTheirNodes();
    void describesAReplica();
    void saysWhyThereAreNoFigures();
    void fits_data();
    void fits();

private:
    std::unique_ptr<RedisCluster> m_cluster;
};

void TestNodesPage::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
    m_cluster = std::make_unique<RedisCluster>(3, false,
        QStringList{u"--maxmemory"_s, u"64mb"_s, u"--maxmemory-policy"_s, u"allkeys-lru"_s});
    m_cluster->populate("key:", 3000);
}

void TestNodesPage::oneServerHasNoNodes()
{
    const RedisServer server;
    const NodesWindow desk(server.endpoint());
    QVERIFY(waitFor([&] { return desk.server()->isReady(); }));
    QVERIFY(!desk.hasTab());
    QVERIFY(!desk.window.actions().action("show-nodes")->isEnabled());
}

void TestNodesPage::showsEachNodeBesideTheSum()
{
    NodesWindow desk(m_cluster->endpoint());
    QVERIFY(waitFor([&] { return desk.hasTab(); }));
    QVERIFY(waitFor([&] { return desk.window.actions().action("show-nodes")->isEnabled(); }));
    QVERIFY(QTest::qWaitForWindowActive(&desk.window));
    QTest::keyClick(&desk.window, Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(desk.server()->page(), ServerPage::Page::Nodes);
    QVERIFY(desk.table()->hasFocus());
    QVERIFY(desk.window.actions().action("show-nodes")->isChecked());
    QVERIFY(!desk.window.actions().action("show-overview")->isChecked());
    QCOMPARE(desk.table()->model()->rowCount(), 4);
    QVERIFY(waitFor([&] { return desk.cell(3, Column::Operations) != u"–"; }));
    QVERIFY(waitFor([&] { return desk.cell(0, Column::Operations) != u"–"; }));
    QCOMPARE(desk.cell(0, Column::Node), u"All primaries"_s);
    QCOMPARE(desk.cell(0, Column::Keys), u"3,000"_s);
    QCOMPARE(desk.cell(0, Column::Slots), u"16,384"_s);
    QCOMPARE(desk.cell(1, Column::Node), QString::fromLatin1(m_cluster->name(0)));
    QCOMPARE(desk.cell(1, Column::State), u"Ready"_s);
    QVERIFY(desk.cell(1, Column::Memory).endsWith(u" %"));
    // Nobody but us has looked anything up.
    QCOMPARE(desk.cell(1, Column::HitRate), u"–"_s);
    QVERIFY(!desk.server()->nodes()->grab().isNull());
}

void TestNodesPage::opensANodeAlone()
{
    NodesWindow desk(m_cluster->endpoint());
    QVERIFY(waitFor([&] { return desk.hasTab(); }));
    desk.window.showNodes();
    desk.choose(0);
    QVERIFY(!desk.button(u"&Copy address"_s)->isEnabled());
    QVERIFY(!desk.button(u"&Open this node alone"_s)->isEnabled());
    desk.choose(3);
    QTest::mouseClick(desk.button(u"&Copy address"_s), Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->text(), QString::fromLatin1(m_cluster->name(2)));
    const ServerPage *whole = desk.server();
    const QPointer<QPushButton> open = desk.button(u"&Open this node alone"_s);
    QTest::mouseClick(open, Qt::LeftButton);
    ServerPage *alone = desk.server();
    QVERIFY(alone != whole);
    QVERIFY(alone->endpoint().thisNodeOnly);
    QCOMPARE(alone->endpoint().port, m_cluster->server(2).port());
    QVERIFY(waitFor([&] { return alone->isReady(); }));
    QVERIFY(!alone->topology().isCluster());
    QVERIFY(!desk.hasTab());
    // Once more leads to the same place.
    open->click();
    QCOMPARE(desk.server(), alone);
    QCOMPARE(desk.window.findChild<ServerList *>()->model().serverCount(), 2);
}

void TestNodesPage::keepsTheChosenNode()
{
    const History whole;
    NodesModel model(whole, 1s);
    NodesPage page(model);
    page.show();
    Topology topology;
    topology.kind = Topology::Kind::Cluster;
    for (const char *name : {"a:1", "b:1"})
        topology.nodes << Node{
            name, {}, {QString::fromLatin1(name).left(1), 1}, NodeRole::Primary, {}, 0, {}};
    model.setTopology(topology);
    auto *table = page.findChild<QTableView *>();
    table->setCurrentIndex(model.index(model.rowOf("b:1"), 0));
    topology.nodes.prepend(Node{"0:1", {}, {u"0"_s, 1}, NodeRole::Primary, {}, 0, {}});
    model.setTopology(topology);
    QCOMPARE(table->currentIndex().row(), model.rowOf("b:1"));
    topology.nodes[2].status
        = {Status::State::Failed, Error{Error::Kind::Auth, "WRONGPASS", u"WRONGPASS no"_s}, {}, 1};
    model.setTopology(topology);
    const auto labels = page.findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(
        labels, [](const QLabel *label) { return label->text().contains(u"WRONGPASS no"_s); }));
    const QSignalSpy opened(&page, &NodesPage::openRequested);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first().first().value<Node>().name, "b:1");
}

// Two nodes in the middle of work that is told: a does ten times what b does.
void TestNodesPage::chartsNodesSideBySide()
{
    ToldCluster cluster;
    NodesPage page(cluster.model);
    page.resize(1200, 900);
    page.show();
    const Instant last = monotonicNow();
    for (int i = 60; i >= 0; --i)
        cluster.tell(last - std::chrono::seconds(i));
    auto *figure = page.findChild<NodeCharts *>()->findChild<QComboBox *>();
    figure->setCurrentText(u"Commands"_s);
    const auto plots = page.findChildren<PlotView *>();
    QCOMPARE(plots.size(), 3);
    QCOMPARE(plots[0]->accessibleName(), u"Commands of All primaries"_s);
    QCOMPARE(plots[1]->accessibleName(), u"Commands of a:1"_s);
    // The nodes share a scale, their sum has its own.
    QCOMPARE(topOf(plots[1]), topOf(plots[2]));
    QVERIFY(topOf(plots[1]) >= 1000);
    QVERIFY(topOf(plots[0]) >= 1100);
    // One instant is read in all of them.
    const double now = cluster.whole.toWall(cluster.whole.latest()->at);
    emit plots[1]->hovered(now);
    QCOMPARE(plots[0]->readout().value(1), u"Commands  1.1 k/s"_s);
    QCOMPARE(plots[1]->readout().value(1), u"Commands  1.0 k/s"_s);
    QCOMPARE(plots[2]->readout().value(1), u"Commands  100/s"_s);
    // Nobody looked anything up.
    figure->setCurrentText(u"Hit rate"_s);
    const auto *whole = page.findChildren<PlotView *>().first();
    QVERIFY(whole->readout().isEmpty());
    QVERIFY(!page.grab().isNull());
}

void TestNodesPage::chartsFollowTheirNodes()
{
    ToldCluster cluster;
    NodesPage page(cluster.model);
    page.show();
    cluster.tell(monotonicNow() - 1s);
    cluster.tell(monotonicNow());
    const auto count = [&page] { return page.findChildren<PlotView *>().size(); };
    QCOMPARE(count(), 3);
    cluster.topology.nodes[1].role = NodeRole::Replica;
    cluster.topology.nodes[1].slotCount = 0;
    cluster.topology.nodes[1].primary = "a:1";
    cluster.model.setTopology(cluster.topology);
    QCOMPARE(count(), 2);
    cluster.topology.kind = Topology::Kind::Standalone;
    cluster.model.setTopology(cluster.topology);
    QVERIFY(page.findChild<NodeCharts *>()->isHidden());
}

// The one that sentinels led to may be one for a moment: then it is asked all the same.
void TestNodesPage::describesAReplica()
{
    Topology topology;
    topology.kind = Topology::Kind::Sentinel;
    topology.nodes = {{"10.0.0.1:6379", {}, {u"10.0.0.1"_s, 6379}, NodeRole::Replica, {}, 0, {}}};
    const History whole(1s);
    NodesModel nodes(whole, 1s);
    nodes.setTopology(topology);
    const NodesPage page(nodes);
    const auto says = [&page](const QString &text) {
        return std::ranges::any_of(page.findChildren<QLabel *>(),
            [&text](const QLabel *label) { return label->text().contains(text); });
    };
    QVERIFY(page.findChild<NodeCharts *>()->isHidden());
    QVERIFY(says(u"Replicas are not asked for figures."_s));
    QVERIFY(!says(u"Follows"_s)); // nobody told whom
    topology.nodes.first().primary = "10.0.0.2:6379";
    nodes.setTopology(topology);
    QVERIFY(says(u"Follows 10.0.0.2:6379."_s));
    nodes.addSamples({{"10.0.0.1:6379", takeSample("used_memory:1048576\r\n", {})}});
    QVERIFY(says(u"It uses 1.0 MiB."_s));
    QVERIFY(!says(u"not asked"_s));
}

void TestNodesPage::saysWhyThereAreNoFigures()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    RedisCluster cluster(1);
    cluster.server(0).cli({u"ACL"_s, u"SETUSER"_s, u"reader"_s, u"on"_s, u"nopass"_s, u"~*"_s,
        u"+@all"_s, u"-info"_s});
    Endpoint endpoint = cluster.endpoint();
    endpoint.username = u"reader"_s;
    endpoint.password = u"x"_s;
    NodesWindow desk(endpoint);
    QVERIFY(waitFor([&] { return desk.hasTab(); }));
    desk.window.showNodes();
    auto *strip = desk.server()->nodes()->findChild<MessageStrip *>();
    QVERIFY(waitFor([&] { return strip->isVisible(); }));
    QVERIFY(strip->text().contains(u"+info"_s));
    QCOMPARE(desk.cell(1, Column::Keys), u"–"_s);
}

void TestNodesPage::fits_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("small") << QSize(1024, 700);
    QTest::newRow("large") << QSize(1440, 900);
}

void TestNodesPage::fits()
{
    QFETCH(QSize, size);
    NodesWindow desk(m_cluster->endpoint());
    desk.window.resize(size);
    QVERIFY(waitFor([&] { return desk.hasTab(); }));
    desk.window.showNodes();
    QCOMPARE(desk.window.size(), size);
    QVERIFY(waitFor([&] { return desk.cell(1, Column::Keys) != u"–"; }));
    QVERIFY(!desk.table()->horizontalScrollBar()->isVisible());
    QVERIFY(desk.table()->horizontalHeader()->length() > desk.table()->viewport()->width() * 3 / 4);
}

QTEST_MAIN(TestNodesPage)
#include "tst_nodespage.moc"
