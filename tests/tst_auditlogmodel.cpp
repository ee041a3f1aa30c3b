// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/auditexport.h"
#include "app/invalidation/auditlogfilter.h"
#include "app/invalidation/bulkjson.h"
#include "tests/fixtures/redisserver.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

using Column = AuditLogModel::Column;
using End = BulkReport::End;
using Which = AuditLogFilter::Which;

AuditLogModel::Words plainWords()
{
    return {[](const AuditRecord &record, Column column) {
                return column == Column::Who ? record.osUser
                    : column == Column::What ? record.scope["pattern"_L1].toString()
                                             : record.id;
            },
        [](const AuditRecord &, Column) { return u"tip"_s; }};
}

AuditRecord recordOf(const QString &id, const QString &user, const QString &serverId)
{
    AuditRecord record;
    record.id = id;
    record.begun = QDateTime::currentDateTimeUtc();
    record.osUser = user;
    record.serverId = serverId;
    record.address = u"cache.example:6379"_s;
    record.scope = toJson(BulkScope{"cache:" + user.toUtf8() + ":*"});
    record.action = toJson(BulkAction{});
    return record;
}

AuditRecord::Outcome ended(End end, qint64 failed = 0)
{
    return {QDateTime::currentDateTimeUtc(), end, {10, 0, 0, failed, 0}, {}};
}

} // namespace

class TestAuditLogModel final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"audit.jsonl"_s);
    }

    void readsBesideTheEventLoop()
    {
        AuditLog log(m_path);
        QVERIFY(log.begin(recordOf(u"a"_s, u"anna"_s, u"1"_s)));
        AuditLogModel model(log, plainWords());
        const QAbstractItemModelTester tester(&model);
        QVERIFY(model.isLoading());
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(waitFor([&] { return !model.isLoading(); }));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(text(model, 0, Column::Who), u"anna"_s);
        QCOMPARE(model.index(0, 0).data(Qt::ToolTipRole).toString(), u"tip"_s);
        for (int column = 0; column < AuditLogModel::columns; ++column)
            QVERIFY(
                !model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }

    void insertsWhatIsNew()
    {
        AuditLog log(m_path);
        QVERIFY(log.begin(recordOf(u"a"_s, u"anna"_s, u"1"_s)));
        AuditLogModel model(log, plainWords());
        const QAbstractItemModelTester tester(&model);
        QVERIFY(waitFor([&] { return model.rowCount() == 1; }));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        AuditLog other(m_path);
        QVERIFY(other.begin(recordOf(u"b"_s, u"bert"_s, u"1"_s)));
        QVERIFY(waitFor([&] { return model.rowCount() == 2; }));
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(text(model, 0, Column::Who), u"bert"_s);
        QVERIFY(log.complete(u"a"_s, ended(End::Complete)));
        QVERIFY(waitFor([&] { return model.recordAt(1).outcome.has_value(); }));
        QVERIFY(changed.count() >= 1);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(model.rowOf(u"a"_s), 1);
        QCOMPARE(model.rowOf(u"x"_s), -1);
    }

    void noticesThatTheFileIsGone()
    {
        AuditLog log(m_path);
        QVERIFY(log.begin(recordOf(u"a"_s, u"anna"_s, u"1"_s)));
        AuditLogModel model(log, plainWords());
        const QAbstractItemModelTester tester(&model);
        QVERIFY(waitFor([&] { return model.rowCount() == 1; }));
        QVERIFY(QFile::remove(m_path));
        QVERIFY(waitFor([&] { return model.rowCount() == 0; }));
    }

    void saysWhyItCannotRead()
    {
        QVERIFY(QDir().mkpath(m_path)); // a folder stands where the file should be
        AuditLog log(m_path);
        AuditLogModel model(log, plainWords());
        QSignalSpy failed(&model, &AuditLogModel::loadFailed);
        QVERIFY(waitFor([&] { return failed.count() == 1; }));
        QCOMPARE(model.rowCount(), 0);
    }

    void filters()
    {
        AuditLog log(m_path);
        fill(log);
        AuditLog other(m_path);
        QVERIFY(other.begin(recordOf(u"running"_s, u"emil"_s, u"2"_s)));
        AuditLogModel model(log, plainWords());
        AuditLogFilter filter(model);
        const QAbstractItemModelTester tester(&filter);
        QVERIFY(waitFor([&] { return filter.rowCount() == 6; }));
        QCOMPARE(shown(filter, Which::Complete), QStringList{u"complete"_s});
        QCOMPARE(shown(filter, Which::Stopped), (QStringList{u"failed"_s, u"cancelled"_s}));
        QCOMPARE(shown(filter, Which::Unfinished), (QStringList{u"nowhere"_s, u"crashed"_s}));
        QCOMPARE(shown(filter, Which::Running), QStringList{u"running"_s});
        filter.setWhich(Which::All);
        filter.setServer(u"2"_s, {});
        QCOMPARE(filter.rowCount(), 2);
        filter.setServer(u"3"_s, u"cache.example:6379"_s);
        QCOMPARE(filter.recordAt(0).id, u"nowhere"_s); // of a server that is not saved
        filter.setServer({}, {});
        filter.setText(u" CACHE:  anna"_s);
        QCOMPARE(filter.rowCount(), 1);
        QCOMPARE(filter.records().first().id, u"complete"_s);
    }

    void aHundredThousandLinesDoNotHoldTheEventLoop()
    {
        {
            QByteArray text;
            for (int i = 0; i < 50'000; ++i) {
                AuditRecord record = recordOf(QString::number(i), u"anna"_s, u"1"_s);
                record.outcome = ended(End::Complete);
                text += asJsonLines({record});
            }
            QFile file(m_path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        }
        AuditLog log(m_path);
        AuditLogModel model(log, plainWords());
        AuditLogFilter filter(model);
        qint64 longest = 0;
        QElapsedTimer clock;
        clock.start();
        QVERIFY(QTest::qWaitFor(
            [&] {
                longest = std::max(longest, clock.restart());
                return !model.isLoading();
            },
            50'000));
        QCOMPARE(filter.rowCount(), 50'000);
        qInfo("longest wait of the event loop: %lld ms", longest);
        QVERIFY(longest < 2000); // under sanitizers, on a busy machine
    }

private:
    static void fill(AuditLog &log)
    {
        QVERIFY(AuditLog(log.path()).begin(recordOf(u"crashed"_s, u"dora"_s, u"2"_s)));
        QVERIFY(log.begin(recordOf(u"complete"_s, u"anna"_s, u"1"_s)));
        QVERIFY(log.begin(recordOf(u"cancelled"_s, u"bert"_s, u"1"_s)));
        QVERIFY(log.begin(recordOf(u"failed"_s, u"bert"_s, u"1"_s)));
        QVERIFY(log.complete(u"complete"_s, ended(End::Complete)));
        QVERIFY(log.complete(u"cancelled"_s, ended(End::Cancelled)));
        QVERIFY(log.complete(u"failed"_s, ended(End::Complete, 3)));
        QVERIFY(AuditLog(log.path()).begin(recordOf(u"nowhere"_s, u"carl"_s, {})));
    }
    static QString text(const QAbstractItemModel &model, int row, Column column)
    {
        return model.index(row, static_cast<int>(column)).data().toString();
    }
    static QStringList shown(AuditLogFilter &filter, Which which)
    {
        filter.setWhich(which);
        QStringList ids;
        for (const AuditRecord &record : filter.records())
            ids << record.id;
        return ids;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestAuditLogModel)
#include "tst_auditlogmodel.moc"
