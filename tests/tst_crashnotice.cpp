// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/desk.h"
#include "ui/shell/crashnotice.h"
#include "ui/widgets/messagestrip.h"

#include <QSysInfo>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

AuditRecord crashedAct(const QString &id, const QDateTime &begun)
{
    AuditRecord record;
    record.id = id;
    record.begun = begun;
    record.host = QSysInfo::machineHostName();
    record.server = u"shop-cache"_s;
    record.address = u"cache.example:6379"_s;
    return record;
}

QStringList idsOf(const QList<AuditRecord> &records)
{
    QStringList ids;
    for (const AuditRecord &record : records)
        ids << record.id;
    return ids;
}

} // namespace

class TestCrashNotice : public QObject
{
    Q_OBJECT

private slots:
    void namesWhatWasUnderWay();
    void withoutAnActThereIsOneSentence();
    void theWindowSaysIt();
};

void TestCrashNotice::namesWhatWasUnderWay()
{
    const QDateTime start = QDateTime::currentDateTimeUtc();
    AuditRecord ended = crashedAct(u"ended"_s, start.addSecs(1));
    ended.outcome = AuditRecord::Outcome();
    AuditRecord running = crashedAct(u"running"_s, start.addSecs(1));
    running.isRunning = true;
    AuditRecord elsewhere = crashedAct(u"elsewhere"_s, start.addSecs(1));
    elsewhere.host = u"another-computer"_s;
    const AuditRecord before = crashedAct(u"before"_s, start.addSecs(-1));
    const AuditRecord lost = crashedAct(u"lost"_s, start.addSecs(1));
    const auto unfinished = unfinishedActs({ended, running, elsewhere, lost, before}, start);
    QCOMPARE(idsOf(unfinished), QStringList{u"lost"_s});
    const QString text = crashNotice(unfinished);
    QVERIFY2(text.contains(u"shop-cache"_s), qPrintable(text));
    QVERIFY2(text.contains(u"not known"_s), qPrintable(text));
}

void TestCrashNotice::withoutAnActThereIsOneSentence()
{
    QCOMPARE(crashNotice({}), u"Hitlens did not end properly last time."_s);
}

void TestCrashNotice::theWindowSaysIt()
{
    Desk desk;
    const auto window = desk.makeWindow();
    window->tellOfCrash(QDateTime::currentDateTimeUtc());
    QStringList texts;
    for (const MessageStrip *strip : window->findChildren<MessageStrip *>())
        texts << strip->text();
    QVERIFY2(texts.join(u'|').contains(u"did not end properly"_s), qPrintable(texts.join(u'|')));
}

QTEST_MAIN(TestCrashNotice)
#include "tst_crashnotice.moc"
