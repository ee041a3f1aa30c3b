// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(hitlens::BulkScope)
Q_DECLARE_METATYPE(hitlens::BulkAction)

using Kind = BulkAction::Kind;
using Only = BulkAction::Only;
using Spread = BulkAction::Spread;

class TestBulkJson final : public QObject
{
    Q_OBJECT

private slots:
    void scopesComeBack_data()
    {
        QTest::addColumn<BulkScope>("scope");
        QTest::newRow("pattern") << BulkScope{"cache:*"};
        QTest::newRow("everything") << BulkScope{
            "a[*]\\?", {}, "b*", {"hash", KeyCondition::Expiry::Expires, 5min, 10s, 1h, 4096}};
        QTest::newRow("persistent")
            << BulkScope{"*", {}, {}, {{}, KeyCondition::Expiry::Persistent, {}, {}, {}, {}}};
        QTest::newRow("bytes") << BulkScope{"\xff\xfe*\n", {}, "\x80", {}};
        QTest::newRow("looks like base64") << BulkScope{"base64:x*"};
        QTest::newRow("empty") << BulkScope{QByteArray("")};
        QTest::newRow("nul") << BulkScope{QByteArray("a\0b*", 4)};
    }
    void scopesComeBack()
    {
        QFETCH(const BulkScope, scope);
        const auto again = scopeFromJson(throughText(toJson(scope)));
        QVERIFY2(again, qPrintable(again ? QString() : again.error().text));
        QVERIFY(*again == scope);
    }

    void actionsComeBack_data()
    {
        QTest::addColumn<BulkAction>("action");
        QTest::newRow("unlink") << BulkAction{};
        QTest::newRow("expire") << BulkAction{Kind::Expire, 90s};
        QTest::newRow("jitter") << BulkAction{
            Kind::Expire, 1h, 0, Only::Shorten, Spread::Jitter, 10};
        QTest::newRow("at") << BulkAction{
            Kind::ExpireAt, 0ms, 1'790'000'000'123, Only::Lengthen, Spread::Even, 0, 2min};
        QTest::newRow("soften") << BulkAction{Kind::Soften, 30s};
        QTest::newRow("persist") << BulkAction{Kind::Persist};
    }
    void actionsComeBack()
    {
        QFETCH(const BulkAction, action);
        const auto again = actionFromJson(throughText(toJson(action)));
        QVERIFY2(again, qPrintable(again ? QString() : again.error().text));
        QVERIFY(*again == action);
    }

    // What is not understood must never mean more keys, or another act.
    void refusesWhatItDoesNotKnow_data()
    {
        QTest::addColumn<bool>("isScope");
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("no pattern") << true << R"({})"_ba;
        QTest::newRow("later condition") << true << R"({"pattern":"*","owner":"x"})"_ba;
        QTest::newRow("selection") << true << R"({"pattern":"*","selection":{}})"_ba;
        QTest::newRow("no base64") << true << R"({"pattern":"base64:!"})"_ba;
        QTest::newRow("number for a pattern") << true << R"({"pattern":1})"_ba;
        QTest::newRow("limit without expiry") << true << R"({"pattern":"*","ttlBelowMs":5})"_ba;
        QTest::newRow("half a byte") << true << R"({"pattern":"*","largerThanBytes":1.5})"_ba;
        QTest::newRow("expiry") << true << R"({"pattern":"*","expiry":"maybe"})"_ba;
        QTest::newRow("no kind") << false << R"({})"_ba;
        QTest::newRow("later kind") << false << R"({"kind":"flush"})"_ba;
        QTest::newRow("no ttl") << false << R"({"kind":"expire"})"_ba;
        QTest::newRow("ttl of 0") << false << R"({"kind":"expire","ttlMs":0})"_ba;
        QTest::newRow("ttl of a deletion") << false << R"({"kind":"unlink","ttlMs":5})"_ba;
        QTest::newRow("no instant") << false << R"({"kind":"expireAt"})"_ba;
        QTest::newRow("jitter of 101")
            << false << R"({"kind":"expire","ttlMs":5,"spread":"jitter","jitterPercent":101})"_ba;
        QTest::newRow("jitter without spread")
            << false << R"({"kind":"expire","ttlMs":5,"jitterPercent":10})"_ba;
        QTest::newRow("no span") << false << R"({"kind":"expire","ttlMs":5,"spread":"even"})"_ba;
        QTest::newRow("later field") << false << R"({"kind":"persist","softly":true})"_ba;
    }
    void refusesWhatItDoesNotKnow()
    {
        QFETCH(const bool, isScope);
        QFETCH(const QByteArray, json);
        const QJsonObject object = QJsonDocument::fromJson(json).object();
        QVERIFY(isScope ? !scopeFromJson(object) : !actionFromJson(object));
    }

    void aLongSelectionIsShort()
    {
        BulkScope scope{"*"};
        for (int i = 0; i < 10'000; ++i)
            scope.selected.prefixes << QByteArray::number(i).rightJustified(6, '0') + ':';
        scope.selected.names << QByteArray(100'000, 'x') << "\xff";
        scope.selected.spans << KeySelection::Span{"a", "b"};
        scope.selected.patterns << GlobPattern("0*");
        const QJsonObject json = toJson(scope);
        QVERIFY(QJsonDocument(json).toJson(QJsonDocument::Compact).size() < 4096);
        const QJsonObject selection = json["selection"_L1].toObject();
        const QJsonObject folders = selection["folders"_L1].toObject();
        QCOMPARE(folders["count"_L1].toInt(), 10'000);
        QCOMPARE(folders["first"_L1].toArray().first().toString(), u"000000:"_s);
        QCOMPARE(selection["keys"_L1].toObject()["count"_L1].toInt(), 2);
        QCOMPARE(selection["stretches"_L1].toObject()["first"_L1].toArray().first().toArray(),
            (QJsonArray{u"a"_s, u"b"_s}));
        QVERIFY(!scopeFromJson(json));
    }

    void pacesHaveWords()
    {
        for (const Pace pace : {Pace::Gentle, Pace::Adaptive, Pace::Full})
            QCOMPARE(paceFromWord(paceWord(pace)), std::optional(pace));
        QCOMPARE(paceWord(Pace::Full), u"full"_s);
        QVERIFY(!paceFromWord(u"fast"));
    }

private:
    static QJsonObject throughText(const QJsonObject &json)
    {
        return QJsonDocument::fromJson(QJsonDocument(json).toJson()).object();
    }
};

QTEST_APPLESS_MAIN(TestBulkJson)
#include "tst_bulkjson.moc"
