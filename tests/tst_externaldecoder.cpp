// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/externaldecoder.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// With real programs: sh, cat, rev and the like.
class TestExternalDecoder : public QObject
{
    Q_OBJECT

private slots:
    void handsTheValueThrough();
    void passesArgumentsWithoutAShell();
    void runsTheInverse();
    void saysHowItFailed_data();
    void saysHowItFailed();
    void endsWhatTakesTooLong();
    void endsWhatItStartedToo();
    void cutsWhatWritesTooMuch();
    void needsNotReadAll();
    void endsTheProgramWithItself();
    void choosesTheFirstRule();
};

namespace {

Decoded decoded(const ExternalCommand &command, const QByteArray &value,
    const DecodeLimits &limits = {}, std::chrono::milliseconds timeout = 10s)
{
    ExternalDecoder decoder(command);
    std::optional<Decoded> result;
    QObject::connect(&decoder, &ExternalDecoder::finished, &decoder,
        [&](const Decoded &decoded) { result = decoded; });
    decoder.run(value, limits, timeout);
    if (!QTest::qWaitFor([&] { return result.has_value(); }, 20'000))
        qFatal("no answer");
    return *result;
}

ExternalCommand shell(const QString &script)
{
    return {u"sh"_s, {u"-c"_s, script}};
}

bool isRunning(qint64 process)
{
    return ::kill(static_cast<pid_t>(process), 0) == 0;
}

} // namespace

void TestExternalDecoder::handsTheValueThrough()
{
    QByteArray value("\0\xff\n", 3);
    value += QByteArray(1'000'000, 'x');
    const Decoded same = decoded({u"cat"_s, {}}, value);
    QVERIFY2(same.isOk(), qPrintable(same.error));
    QCOMPARE(same.content, value);
    QCOMPARE(same.kind, Decoded::Kind::Bytes);
    QCOMPARE(decoded({u"cat"_s, {}}, {}).content, QByteArray());
}

void TestExternalDecoder::passesArgumentsWithoutAShell()
{
    const Decoded result = decoded({u"printf"_s, {u"%s|"_s, u"a b"_s, u"$HOME;*"_s}}, "x");
    QCOMPARE(result.content, "a b|$HOME;*|"_ba);
}

void TestExternalDecoder::runsTheInverse()
{
    const ExternalRule rule{"k:*"_ba, {u"gzip"_s, {u"-dc"_s}}, {u"gzip"_s, {u"-c"_s}}};
    const Decoded compressed = decoded(rule.encode, "value");
    QVERIFY2(compressed.isOk(), qPrintable(compressed.error));
    QCOMPARE(decoded(rule.decode, compressed.content).content, "value"_ba);
}

void TestExternalDecoder::saysHowItFailed_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("error");
    QTest::newRow("status") << u"exit 3"_s << u"sh ended with status 3."_s;
    QTest::newRow("words") << u"echo no such field >&2; exit 1"_s
                           << u"sh ended with status 1.\nno such field"_s;
    QTest::newRow("signal") << u"kill -SEGV $$"_s << u"sh crashed."_s;
}

void TestExternalDecoder::saysHowItFailed()
{
    QFETCH(QString, script);
    QFETCH(QString, error);
    const Decoded result = decoded(shell(script), "x");
    QCOMPARE(result.errorAt, 0);
    QCOMPARE(result.error, error);

    const Decoded missing = decoded({u"/nonexistent/program"_s, {}}, "x");
    QCOMPARE(missing.errorAt, 0);
    QVERIFY2(missing.error.startsWith(u"/nonexistent/program could not be started"_s),
        qPrintable(missing.error));
}

void TestExternalDecoder::endsWhatTakesTooLong()
{
    QElapsedTimer timer;
    timer.start();
    const Decoded result = decoded(shell(u"printf part; exec sleep 60"_s), "x", {}, 1500ms);
    QVERIFY(!result.isOk());
    QCOMPARE(result.error, u"sh took longer than 1.5 s and was ended."_s);
    QCOMPARE(result.content, "part"_ba);
    QVERIFY(timer.elapsed() < 10'000);
}

void TestExternalDecoder::endsWhatItStartedToo()
{
    const Decoded result = decoded(shell(u"sleep 60 & printf $!; wait"_s), "x", {}, 1500ms);
    const qint64 child = result.content.toLongLong();
    QVERIFY(child > 0);
    QVERIFY(QTest::qWaitFor([&] { return !isRunning(child); }));
}

void TestExternalDecoder::cutsWhatWritesTooMuch()
{
    DecodeLimits limits;
    limits.output = 1000;
    const Decoded result = decoded({u"yes"_s, {}}, "x", limits);
    QVERIFY2(result.isOk(), qPrintable(result.error));
    QVERIFY(result.isCut);
    QVERIFY(!result.isEditable);
    QCOMPARE(result.content, "y\n"_ba.repeated(500));
}

void TestExternalDecoder::needsNotReadAll()
{
    const Decoded result = decoded(shell(u"printf done"_s), QByteArray(10'000'000, 'x'));
    QVERIFY2(result.isOk(), qPrintable(result.error));
    QCOMPARE(result.content, "done"_ba);
}

void TestExternalDecoder::endsTheProgramWithItself()
{
    QTemporaryDir folder;
    const QString mark = folder.filePath(u"pid"_s);
    qint64 process = 0;
    {
        ExternalDecoder decoder(shell(u"echo $$ > '%1'; exec sleep 60"_s.arg(mark)));
        decoder.run("x", {});
        QVERIFY(QTest::qWaitFor([&] {
            QFile file(mark);
            process = file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toLongLong() : 0;
            return process > 0;
        }));
        QVERIFY(isRunning(process));
    }
    QVERIFY(QTest::qWaitFor([&] { return !isRunning(process); }));
}

void TestExternalDecoder::choosesTheFirstRule()
{
    const QList<ExternalRule> rules{
        {"session:*"_ba, {u"a"_s, {}}, {}}, {"*"_ba, {u"b"_s, {}}, {u"c"_s, {}}}};
    QCOMPARE(ruleFor(rules, "session:1"), &rules[0]);
    QCOMPARE(ruleFor(rules, "user:1"), &rules[1]);
    QCOMPARE(ruleFor({}, "user:1"), nullptr);
}

QTEST_GUILESS_MAIN(TestExternalDecoder)
#include "tst_externaldecoder.moc"
