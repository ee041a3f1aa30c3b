// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/problems/logfile.h"
#include "tests/fixtures/desk.h"
#include "tests/fixtures/redisserver.h"
#include "ui/shell/actions.h"
#include "ui/shell/diagnostics.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestDiagnostics : public QObject
{
    Q_OBJECT

private slots:
    void saysVersionsAndTheEndOfTheLog();
    void namesNoServerAndNoSecret();
    void leavesNamesOutOfTheLog();
};

void TestDiagnostics::saysVersionsAndTheEndOfTheLog()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"hitlens.log"_s);
    QVERIFY(diagnosticsText({}, path).contains(u"The log is empty."_s));
    LogFile log(path);
    for (int i = 0; i < 200; ++i)
        log.write(QtWarningMsg, u"test"_s, u"line %1 of it"_s.arg(i));
    const QString text = diagnosticsText({}, path);
    for (const QString &part :
        QStringList{u"Hitlens "_s + QStringLiteral(HITLENS_VERSION), u"hiredis "_s,
            u"Qt "_s + QLatin1StringView(qVersion()), u"Screen: "_s, u"line 199 of it"_s})
        QVERIFY2(text.contains(part), qPrintable(part));
    QVERIFY(!text.contains(u"line 99 of it"_s));
}

void TestDiagnostics::namesNoServerAndNoSecret()
{
    const RedisServer server({u"--requirepass"_s, u"opensesame"_s});
    server.cli({u"-a"_s, u"opensesame"_s, u"set"_s, u"a-key-of-mine"_s, u"1"_s});
    Desk desk;
    const auto window = desk.makeWindow();
    Profile profile;
    profile.id = u"one"_s;
    profile.name = u"private-name"_s;
    profile.endpoint = server.endpoint();
    Secrets secrets;
    secrets.password = u"opensesame"_s;
    window->openUnsaved(profile, secrets);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    window->actions().action("copy-diagnostics")->trigger();
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY2(text.contains(u", standalone, nodes 1, ready"_s), qPrintable(text));
    for (const QString &secret :
        {u"opensesame"_s, u"private-name"_s, u"a-key-of-mine"_s, server.endpoint().socketPath})
        QVERIFY2(!text.contains(secret), qPrintable(secret));
}

void TestDiagnostics::leavesNamesOutOfTheLog()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"hitlens.log"_s);
    LogFile log(path);
    log.write(QtWarningMsg, u"qt.network"_s, u"No route to Cache.Example.com:6380 for ann"_s);
    log.write(QtWarningMsg, u"qt.network"_s, u"cache.example.com.evil is another, so is joanna"_s);
    Profile profile;
    profile.name = u"shop"_s;
    profile.endpoint.host = u"cache.example.com"_s;
    profile.endpoint.username = u"ann"_s;
    const QString text = diagnosticsText({}, path, namesOf(profile));
    QVERIFY2(text.contains(u"No route to …:6380 for …\n"_s), qPrintable(text));
    QVERIFY(text.contains(u"so is joanna"_s));
    QVERIFY(!text.contains(u"cache.example.com"_s, Qt::CaseInsensitive));
}

QTEST_MAIN(TestDiagnostics)
#include "tst_diagnostics.moc"
