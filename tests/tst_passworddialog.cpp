// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/desk.h"
#include "tests/fixtures/proxyserver.h"
#include "tests/fixtures/redisserver.h"
#include "tests/fixtures/sshserver.h"
#include "ui/connections/promptdialog.h"
#include "ui/shell/commandline.h"
#include "ui/shell/passworddialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// Which secret the window asks for, when a login was refused on the way.
class TestPasswordDialog final : public QObject
{
    Q_OBJECT

private slots:
    void asksForTheProxysPassword();
    void leavesTheQuestionsOfSshToSsh();
    void offersTheUserNameOfAUrlAsThePassword();
};

void TestPasswordDialog::asksForTheProxysPassword()
{
    const RedisServer server;
    const ProxyServer proxy(ProxyServer::Kind::Socks5, "me", "secret");
    Desk desk;
    Endpoint endpoint;
    endpoint.host = u"redis.inside"_s;
    endpoint.port = server.port();
    endpoint.proxy = {Proxy::Kind::Socks5, u"127.0.0.1"_s, proxy.serverPort(), u"me"_s, u""_s};
    const QString id = desk.save(u"behind"_s, endpoint);
    const auto window = desk.makeWindow();
    window->openServer(id);
    QVERIFY(waitFor([&] { return window->findChild<PasswordDialog *>() != nullptr; }));
    auto *dialog = window->findChild<PasswordDialog *>();
    QCOMPARE(dialog->findChildren<QLineEdit *>().size(), 1);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(), u"secret"_s);
    QTest::keyClick(dialog, Qt::Key_Return);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QString kept;
    desk.secrets.read(id, this, [&kept](const Result<QString> &text) { kept = *text; });
    QVERIFY(waitFor([&] { return !kept.isEmpty(); }));
    QCOMPARE(Secrets::fromText(kept).proxyPassword, u"secret"_s);
    QVERIFY(Secrets::fromText(kept).password.isEmpty());
}

// Whoever has just turned down its question is not asked for the password of Redis.
void TestPasswordDialog::leavesTheQuestionsOfSshToSsh()
{
    const RedisServer server;
    SshServer bastion;
    bastion.trust();
    bastion.lockKey(u"open sesame"_s);
    Endpoint endpoint = server.endpoint();
    endpoint.ssh = bastion.ssh();
    Profile profile;
    profile.id = ProfileStore::newId();
    profile.endpoint = endpoint;
    Desk desk;
    ServerPage page(profile, endpoint, desk.parts().bulk);
    QSignalSpy needed(&page, &ServerPage::passwordNeeded);
    QVERIFY(waitFor([&] { return page.findChild<PromptDialog *>() != nullptr; }));
    page.findChild<PromptDialog *>()->reject();
    QVERIFY(waitFor([&] { return page.status().state == Status::State::Failed; }));
    QCOMPARE(page.status().error->code, "SSHAUTH");
    QVERIFY(needed.isEmpty());
}

// hitlens redis://secret@host: redis-cli reads the word as the password, others as the user name.
void TestPasswordDialog::offersTheUserNameOfAUrlAsThePassword()
{
    const RedisServer server({u"--requirepass"_s, u"hunter2"_s});
    const CommandLine line
        = parseCommandLine({u"hitlens"_s, u"redis://hunter2@127.0.0.1:%1"_s.arg(server.port())});
    QVERIFY(line.server);
    Desk desk;
    const auto window = desk.makeWindow();
    window->openUnsaved(*line.server, line.secrets);
    QVERIFY(waitFor([&] { return window->findChild<PasswordDialog *>() != nullptr; }));
    const auto *dialog = window->findChild<PasswordDialog *>();
    // What may be the password is nowhere to be read.
    for (const QLabel *label : window->findChildren<QLabel *>())
        QVERIFY2(!label->text().contains(u"hunter2"_s), qPrintable(label->text()));
    QPushButton *offer = nullptr;
    for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
        if (button->text().contains(u"user name as the password"_s))
            offer = button;
    }
    QVERIFY(offer);
    offer->click();
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QCOMPARE(window->currentPage()->endpoint().password, u"hunter2"_s);
    QVERIFY(window->currentPage()->profile().endpoint.username.isEmpty());
    QVERIFY(desk.profiles.profiles().isEmpty()); // nobody asked for it to be saved
}

QTEST_MAIN(TestPasswordDialog)
#include "tst_passworddialog.moc"
