// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/desk.h"
#include "tests/fixtures/redisserver.h"
#include "ui/connections/serverlist.h"
#include "ui/shell/actions.h"
#include "ui/shell/allowchangesdialog.h"
#include "ui/shell/passworddialog.h"
#include "ui/shell/safetyline.h"
#include "ui/shell/statusline.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

SafetyLine *lineOf(const MainWindow &window)
{
    return window.currentPage()->findChild<SafetyLine *>();
}

// What can be read in it.
QString shown(const MainWindow &window)
{
    QStringList texts;
    for (const QLabel *label : lineOf(window)->findChildren<QLabel *>()) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts.join(u'|');
}

QPushButton *button(const QWidget *parent, const QString &text)
{
    for (QPushButton *candidate : parent->findChildren<QPushButton *>()) {
        if (candidate->isVisible() && candidate->text().remove(u'&') == text)
            return candidate;
    }
    return nullptr;
}

Endpoint byPort(const RedisServer &server)
{
    Endpoint endpoint;
    endpoint.host = u"127.0.0.1"_s;
    endpoint.port = server.port();
    return endpoint;
}

} // namespace

class TestSafetyLine : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsSaidWhereNothingIs();
    void readOnlyIsSaidOnEveryPage();
    void productionOpensReadOnlyUntilAllowed();
    void theDefaultIsForProductionAlone();
    void whatIsMadeProductionWhileOpenBecomesReadOnly();
    void aReplicaLeadsToItsSavedPrimary();
    void aReplicaLeadsToAPrimaryThatIsNotSaved();
    void aPromotedReplicaIsNoneAnyMore();
    void uncheckedTlsStaysVisible();
    void aUserNameThatIsThePassword_data();
    void aUserNameThatIsThePassword();
    void aUserWithoutAPasswordIsNotSaidToBeLoggedIn();
};

void TestSafetyLine::nothingIsSaidWhereNothingIs()
{
    const RedisServer server;
    Desk desk;
    const auto window = desk.makeWindow();
    window->openServer(desk.save(u"shop"_s, server.endpoint(), Environment::Production));
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QVERIFY(!lineOf(*window)->isVisible());
}

void TestSafetyLine::readOnlyIsSaidOnEveryPage()
{
    const RedisServer server;
    Desk desk;
    const auto window = desk.makeWindow();
    Endpoint endpoint = server.endpoint();
    endpoint.readOnly = true;
    window->openServer(desk.save(u"shop"_s, endpoint));
    QVERIFY(waitFor([&] { return isReady(*window); }));
    for (const auto page : {ServerPage::Page::Overview, ServerPage::Page::Keys}) {
        window->currentPage()->setPage(page);
        QCOMPARE(shown(*window), u"read-only|Nothing that may write is sent."_s);
    }
    QVERIFY(button(lineOf(*window), u"Edit server…"_s));
    QVERIFY(!button(lineOf(*window), u"Allow changes…"_s));
}

void TestSafetyLine::productionOpensReadOnlyUntilAllowed()
{
    const RedisServer server;
    Desk desk;
    const auto window = desk.makeWindow();
    QAction *wanted = window->actions().action("production-read-only");
    QVERIFY(!wanted->isChecked());
    wanted->trigger();
    QVERIFY(wanted->isChecked());
    QVERIFY(desk.settings.opensProductionReadOnly());
    const QString id = desk.save(u"shop"_s, server.endpoint(), Environment::Production);
    window->openServer(id);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QVERIFY(window->currentPage()->endpoint().readOnly);
    QVERIFY(!desk.profiles.profile(id)->endpoint.readOnly);
    QCOMPARE(shown(*window), u"read-only|Production servers open read-only."_s);

    QTest::mouseClick(button(lineOf(*window), u"Allow changes…"_s), Qt::LeftButton);
    auto *dialog = window->findChild<AllowChangesDialog *>();
    QPushButton *allow = button(dialog, u"Allow changes"_s);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(), u"sho"_s);
    QVERIFY(!allow->isEnabled());
    QTest::keyClicks(dialog->findChild<QLineEdit *>(), u"p"_s);
    QTest::mouseClick(allow, Qt::LeftButton);
    QVERIFY(!window->currentPage()->endpoint().readOnly);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QVERIFY(!lineOf(*window)->isVisible());

    window->closeCurrentTab();
    window->openServer(id);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QVERIFY(window->currentPage()->endpoint().readOnly);
}

void TestSafetyLine::theDefaultIsForProductionAlone()
{
    const RedisServer server;
    Desk desk;
    desk.settings.setOpensProductionReadOnly(true);
    const auto window = desk.makeWindow();
    window->openServer(desk.save(u"stage"_s, server.endpoint(), Environment::Staging));
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QVERIFY(!window->currentPage()->endpoint().readOnly);
}

void TestSafetyLine::whatIsMadeProductionWhileOpenBecomesReadOnly()
{
    const RedisServer server;
    Desk desk;
    desk.settings.setOpensProductionReadOnly(true);
    const auto window = desk.makeWindow();
    const QString id = desk.save(u"shop"_s, server.endpoint(), Environment::Staging);
    window->openServer(id);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QVERIFY(!window->currentPage()->endpoint().readOnly);
    Profile profile = *desk.profiles.profile(id);
    profile.environment = Environment::Production;
    QVERIFY(desk.profiles.update(profile));
    QVERIFY(waitFor([&] { return window->pageOf(id) && window->pageOf(id)->endpoint().readOnly; }));
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QCOMPARE(shown(*window), u"read-only|Production servers open read-only."_s);
}

void TestSafetyLine::aReplicaLeadsToItsSavedPrimary()
{
    const RedisServer primary;
    const RedisServer replica({u"--replicaof"_s, u"127.0.0.1"_s, QString::number(primary.port())});
    Desk desk;
    const auto window = desk.makeWindow();
    const QString saved = desk.save(u"the primary"_s, byPort(primary));
    window->openServer(desk.save(u"the replica"_s, byPort(replica)));
    const QString text = u"replica|Changes go to 127.0.0.1:%1."_s.arg(primary.port());
    QVERIFY(waitFor([&] { return isReady(*window) && shown(*window) == text; }));
    QTest::mouseClick(button(lineOf(*window), u"Open the primary"_s), Qt::LeftButton);
    QVERIFY(waitFor([&] { return window->pageOf(saved) && isReady(*window); }));
    QCOMPARE(window->currentPage(), window->pageOf(saved));
    QVERIFY(!lineOf(*window)->isVisible());
}

void TestSafetyLine::aReplicaLeadsToAPrimaryThatIsNotSaved()
{
    const RedisServer primary({u"--requirepass"_s, u"secret"_s});
    const RedisServer replica({u"--replicaof"_s, u"127.0.0.1"_s, QString::number(primary.port()),
        u"--masterauth"_s, u"secret"_s, u"--requirepass"_s, u"secret"_s});
    Desk desk;
    const auto window = desk.makeWindow();
    const QString id = desk.save(u"shop"_s, byPort(replica), Environment::Production);
    Secrets secrets;
    secrets.password = u"secret"_s;
    desk.secrets.write(id, secrets.toText(), this, [](const SecretStore::Kept &) {});
    window->openServer(id);
    const auto leads = [&] { return button(lineOf(*window), u"Open the primary"_s) != nullptr; };
    QVERIFY(waitFor([&] { return isReady(*window) && leads(); }));
    for (int time = 0; time < 2; ++time) {
        window->openServer(id);
        QTest::mouseClick(button(lineOf(*window), u"Open the primary"_s), Qt::LeftButton);
        QVERIFY(waitFor([&] { return isReady(*window); }));
        QCOMPARE(window->currentPage()->profile().name, u"shop (primary)"_s);
        QCOMPARE(window->currentPage()->profile().environment, Environment::Production);
        QCOMPARE(window->currentPage()->endpoint().port, primary.port());
        QCOMPARE(window->currentPage()->profile().endpoint.password, QString());
    }
    QCOMPARE(desk.profiles.profiles().size(), 1);
    QCOMPARE(window->findChildren<ServerPage *>().size(), 2); // not opened twice
}

void TestSafetyLine::aPromotedReplicaIsNoneAnyMore()
{
    const RedisServer primary;
    const RedisServer replica({u"--replicaof"_s, u"127.0.0.1"_s, QString::number(primary.port())});
    Desk desk;
    const auto window = desk.makeWindow();
    window->openServer(desk.save(u"shop"_s, byPort(replica)));
    QVERIFY(waitFor([&] { return isReady(*window) && lineOf(*window)->isVisible(); }));
    replica.cli({u"REPLICAOF"_s, u"NO"_s, u"ONE"_s});
    QVERIFY(waitFor([&] { return !lineOf(*window)->isVisible(); }));
    replica.cli({u"REPLICAOF"_s, u"127.0.0.1"_s, QString::number(primary.port())});
    QVERIFY(waitFor([&] { return lineOf(*window)->isVisible(); }));
}

void TestSafetyLine::uncheckedTlsStaysVisible()
{
    Client client([] {
        Endpoint endpoint;
        endpoint.tls.enabled = true;
        endpoint.tls.verify = false;
        return endpoint;
    }());
    const SafetyLine ofServer(client, false);
    QVERIFY(!ofServer.isHidden());
    Endpoint endpoint = client.endpoint();
    endpoint.tls.verify = true;
    Client checking(endpoint);
    const SafetyLine ofChecking(checking, false);
    QVERIFY(ofChecking.isHidden());
    endpoint.sentinel.tls.enabled = true;
    endpoint.sentinel.tls.verify = false;
    Client withoutSentinels(endpoint);
    const SafetyLine ofNone(withoutSentinels, false);
    QVERIFY(ofNone.isHidden());
    endpoint.sentinel.primaryName = u"mymaster"_s;
    Client withSentinels(endpoint);
    SafetyLine ofSentinels(withSentinels, false);
    ofSentinels.show();
    QStringList texts;
    for (const QLabel *label : ofSentinels.findChildren<QLabel *>()) {
        if (label->isVisible())
            texts << label->text();
    }
    QCOMPARE(texts,
        (QStringList{u"TLS not verified"_s, u"Who answers as a sentinel is not checked."_s}));
}

void TestSafetyLine::aUserNameThatIsThePassword_data()
{
    QTest::addColumn<bool>("isSaved");
    QTest::newRow("saved") << true;
    QTest::newRow("not saved") << false;
}

void TestSafetyLine::aUserNameThatIsThePassword()
{
    QFETCH(bool, isSaved);
    const RedisServer server({u"--requirepass"_s, u"hunter2"_s});
    Desk desk;
    const auto window = desk.makeWindow();
    Profile profile;
    profile.id = u"typed"_s;
    profile.name = u"shop"_s;
    profile.endpoint = server.endpoint();
    profile.endpoint.username = u"hunter2"_s;
    if (isSaved) {
        QVERIFY(desk.profiles.add(profile));
        window->openServer(profile.id);
    } else {
        window->openUnsaved(profile, {});
    }
    QVERIFY(waitFor([&] { return window->findChild<PasswordDialog *>() != nullptr; }));
    auto *dialog = window->findChild<PasswordDialog *>();
    for (const QLabel *label : dialog->findChildren<QLabel *>())
        QVERIFY2(!label->text().contains(u"hunter2"), qPrintable(label->text()));
    QPushButton *offer = button(dialog, u"Use the user name as the password"_s);
    QVERIFY(offer);
    QTest::mouseClick(offer, Qt::LeftButton);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QCOMPARE(window->currentPage()->profile().endpoint.username, QString());
    const auto listed = window->findChild<ServerList *>()->model().profile(profile.id);
    QCOMPARE(listed->endpoint.username, QString());
    if (!isSaved)
        return;
    QCOMPARE(desk.profiles.profile(profile.id)->endpoint.username, QString());
    QFile file(desk.profiles.path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("hunter2"));
    QString kept;
    desk.secrets.read(profile.id, this, [&](const Result<QString> &text) { kept = *text; });
    QVERIFY(waitFor([&] { return Secrets::fromText(kept).password == u"hunter2"; }));
    QCOMPARE(window->findChildren<ServerPage *>().size(), 1);
}

void TestSafetyLine::aUserWithoutAPasswordIsNotSaidToBeLoggedIn()
{
    const RedisServer server;
    Desk desk;
    const auto window = desk.makeWindow();
    Endpoint endpoint = byPort(server);
    endpoint.username = u"hunter2"_s;
    window->openServer(desk.save(u"shop"_s, endpoint));
    QVERIFY(waitFor([&] {
        const ServerPage *page = window->currentPage();
        return page && page->status().state == Status::State::Failed;
    }));
    for (const QLabel *label : window->findChild<StatusLine *>()->findChildren<QLabel *>())
        QVERIFY2(!label->text().contains(u"hunter2"), qPrintable(label->text()));
}

QTEST_MAIN(TestSafetyLine)
#include "tst_safetyline.moc"
