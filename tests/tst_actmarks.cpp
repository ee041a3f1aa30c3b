// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/redisserver.h"
#include "ui/invalidation/actmarks.h"

#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

AuditRecord recordOn(const QString &serverId, const QDateTime &begun)
{
    AuditRecord record;
    record.id = AuditLog::newId();
    record.begun = begun;
    record.serverId = serverId;
    record.scope = {{u"pattern"_s, u"cache:*"_s}};
    record.action = {{u"kind"_s, u"unlink"_s}};
    return record;
}

} // namespace

class TestActMarks : public QObject
{
    Q_OBJECT

private slots:
    void marksActsOfThisServer();
};

void TestActMarks::marksActsOfThisServer()
{
    const QTemporaryDir folder;
    AuditLog log(folder.filePath(u"audit.jsonl"_s));
    Profile profile;
    profile.id = u"shop"_s;
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(
        QDateTime::currentMSecsSinceEpoch() / 1000 * 1000, QTimeZone::utc());
    QVERIFY(log.begin(recordOn(u"other"_s, now)));
    QVERIFY(log.begin(recordOn(u"shop"_s, now.addDays(-30))));
    ActMarks marks(log, profile);
    QList<ChartMark> last{{}};
    connect(
        &marks, &ActMarks::changed, this, [&last](const QList<ChartMark> &said) { last = said; });
    QVERIFY(waitFor([&last] { return last.isEmpty(); }));

    const AuditRecord mine = recordOn(u"shop"_s, now);
    QVERIFY(log.begin(mine));
    QVERIFY(waitFor([&last] { return last.size() == 1; }));
    QCOMPARE(last.first().from, double(now.toMSecsSinceEpoch()));
    QCOMPARE(last.first().until, last.first().from);
    QVERIFY(log.complete(mine.id, {now.addSecs(5), BulkReport::End::Complete, {12}, {}}));
    QVERIFY(waitFor([&last] { return last.first().until > last.first().from; }));
    QCOMPARE(last.first().until - last.first().from, 5000.0);
    QVERIFY2(last.first().text.contains(u"cache:*"_s), qPrintable(last.first().text));
    QVERIFY2(last.first().text.contains(u"12"_s), qPrintable(last.first().text));
}

QTEST_MAIN(TestActMarks)
#include "tst_actmarks.moc"
