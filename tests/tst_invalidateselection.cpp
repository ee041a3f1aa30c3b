// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/invalidationdriver.h"
#include "ui/invalidation/patternfield.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestInvalidateSelection : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void deletesWhatIsSelected();
    void keepsWhatIsSelectedInAPlan();
    void everythingIsSaidPlainly();
    void goneMeanwhile();

private:
    static BulkPlan planOf(const KeySelection &selected)
    {
        BulkPlan plan{BulkScope{"*"}};
        plan.scope.selected = selected;
        return plan;
    }

    std::unique_ptr<Client> m_client;
    std::unique_ptr<RedisServer> m_server;
};

void TestInvalidateSelection::init()
{
    m_client.reset();
    m_server = std::make_unique<RedisServer>();
    m_server->cli({}, "SET a v\nSET b v\nSET cache:1 v\nSET cache:2 v\nSET cache2 v\n");
    m_client = std::make_unique<Client>(m_server->endpoint());
    QVERIFY(openAndWait(*m_client));
}

void TestInvalidateSelection::deletesWhatIsSelected()
{
    const InvalidationDriver dialog(*m_client, planOf({{"a"}, {"cache:"}, {}}));
    QVERIFY(!dialog.pattern()->isVisible());
    QVERIFY(dialog.saysAnywhere(u"folders: 1, single keys: 1"_s));
    QVERIFY(!dialog.button(u"Save as recipe"_s)->isEnabled());
    QVERIFY(dialog.waitFor(u"Delete 3 keys"_s));
    QSignalSpy some(dialog.get(), &InvalidationDialog::someKeysDeleted);
    QSignalSpy matching(dialog.get(), &InvalidationDialog::keysDeleted);
    dialog.click(u"Delete 3 keys"_s);
    QVERIFY(waitFor([&] { return !some.isEmpty(); }));
    QVERIFY(matching.isEmpty());
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), QByteArray("2"));
    QCOMPARE(m_server->cli({u"EXISTS"_s, u"b"_s, u"cache2"_s}), QByteArray("2"));
}

void TestInvalidateSelection::keepsWhatIsSelectedInAPlan()
{
    InvalidationDriver dialog(*m_client, planOf({{"a"}, {"cache:"}, {}}));
    dialog.choose(u"Expiry of the keys"_s, u"With a TTL"_s);
    QVERIFY(waitFor([&] { return dialog.strip().contains(u"or none fits"_s); }));
    dialog.choose(u"Expiry of the keys"_s, u"No TTL"_s);
    QVERIFY(dialog.waitFor(u"Delete 3 keys"_s));
    dialog.click(u"Remove expiry"_s);
    dialog.click(u"Remove expiry of 3 keys"_s);
    QVERIFY(dialog.says(u"Done. Keys that expire no more: 0."_s));
    QVERIFY(!dialog.traces().lastRecord().scope.isEmpty());
}

void TestInvalidateSelection::everythingIsSaidPlainly()
{
    const InvalidationDriver dialog(*m_client, planOf({{}, {""}, {}}));
    QVERIFY(dialog.pattern()->isVisible());
    QVERIFY(dialog.strip().contains(u"matches every key"_s));
}

void TestInvalidateSelection::goneMeanwhile()
{
    const InvalidationDriver dialog(*m_client, planOf({{"no such key"}, {}, {}}));
    QVERIFY(waitFor([&] { return dialog.strip().contains(u"is there any more"_s); }));
    QVERIFY(!dialog.act()->isEnabled());
}

QTEST_MAIN(TestInvalidateSelection)
#include "tst_invalidateselection.moc"
