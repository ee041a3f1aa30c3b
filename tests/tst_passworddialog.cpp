// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/proxyserver.h"
#include "tests/fixtures/redisserver.h"
#include "tests/fixtures/sshserver.h"
#include "ui/connections/promptdialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/passworddialog.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// A window with settings and servers of its own.
struct Desk
{
    QTemporaryDir folder;
    Settings settings{folder.filePath(u"settings.ini"_s)};
    SchemeSwitch schemes{settings};
    ProfileStore profiles{folder.filePath(u"servers.json"_s)};
    SecretStore secrets{SecretStore::Place::Memory};

    std::unique_ptr<MainWindow> makeWindow()
    {
        auto window
            = std::make_unique<MainWindow>(MainWindow::Parts{profiles, secrets, settings, schemes});
        window->show();
        return window;
    }

    QString save(const QString &name, const Endpoint &endpoint)
    {
        Profile profile;
        profile.name = name;
        profile.endpoint = endpoint;
        return profiles.add(profile).value();
    }
};

bool isReady(const MainWindow &window)
{
    const ServerPage *page = window.currentPage();
    return page && page->status().state == Status::State::Ready;
}

} // namespace

// Which secret the window asks for, when a login was refused on the way.
class TestPasswordDialog final : public QObject
{
    Q_OBJECT

private slots:
    void asksForTheProxysPassword();
    void leavesTheQuestionsOfSshToSsh();
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
    ServerPage page(profile, endpoint, nullptr);
    QSignalSpy needed(&page, &ServerPage::passwordNeeded);
    QVERIFY(waitFor([&] { return page.findChild<PromptDialog *>() != nullptr; }));
    page.findChild<PromptDialog *>()->reject();
    QVERIFY(waitFor([&] { return page.status().state == Status::State::Failed; }));
    QCOMPARE(page.status().error->code, "SSHAUTH");
    QVERIFY(needed.isEmpty());
}

QTEST_MAIN(TestPasswordDialog)
#include "tst_passworddialog.moc"
