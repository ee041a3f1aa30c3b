// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/desk.h"
#include "tests/fixtures/redisserver.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/copykeydialog.h"
#include "ui/keyspace/copykeysdialog.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keypage.h"
#include "ui/keyspace/keyspage.h"
#include "ui/keyspace/keytreeview.h"
#include "ui/shell/passworddialog.h"
#include "ui/shell/serverpage.h"
#include "ui/widgets/messagestrip.h"

#include <QComboBox>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// Copying a key from an open server to others that are saved, as a person does it in the window.
class TestCopyKey : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void offersEverySavedServer();
    void knowsItsOwnServerUnderAnotherName();
    void opensAServerForTheCopy();
    void takesThePasswordFromTheKeychain();
    void asksForAPasswordThatIsRefused();
    void staysWhenNoPasswordIsEntered();
    void refusesReadOnlyServers();
    void asksBeforeItWritesToProduction();
    void saysWhenTheServerIsNotThere();
    void copiesSeveralKeys();
    void asksForTheNameOfProduction();

private:
    bool open(); // the server here, and the key k on it
    CopyKeyDialog *ask();
    static void choose(const QWidget *dialog, const QString &server);
    static void copy(const CopyKeyDialog *dialog);
    static QString strip(const QWidget *page) { return page->findChild<MessageStrip *>()->text(); }
    CopyKeysDialog *askForAll(); // of the tree
    PasswordDialog *passwordDialog(const CopyKeyDialog *dialog);
    KeyPage *keyPage() const { return m_window->currentPage()->keys()->findChild<KeyPage *>(); }
    QByteArray there() const { return m_there->cli({u"GET"_s, u"k"_s}); }

    std::unique_ptr<RedisServer> m_here;
    std::unique_ptr<RedisServer> m_there;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
    QString m_id; // of the server here
};

void TestCopyKey::init()
{
    m_here = std::make_unique<RedisServer>();
    m_here->cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"1000"_s});
    m_there = std::make_unique<RedisServer>();
    m_desk = std::make_unique<Desk>();
    m_id = m_desk->save(u"here"_s, m_here->endpoint());
}

void TestCopyKey::cleanup()
{
    m_window.reset();
    m_desk.reset();
}

bool TestCopyKey::open()
{
    m_window = m_desk->makeWindow();
    m_window->openServer(m_id);
    if (!waitFor([&] { return isReady(*m_window); }))
        return false;
    m_window->currentPage()->setPage(ServerPage::Page::Keys);
    m_window->currentPage()->keys()->openKey("k");
    return true;
}

CopyKeyDialog *TestCopyKey::ask()
{
    if (!open())
        return nullptr;
    keyPage()->copyElsewhere();
    auto *dialog = keyPage()->findChild<CopyKeyDialog *>();
    return dialog && QTest::qWaitForWindowExposed(dialog) ? dialog : nullptr;
}

void TestCopyKey::choose(const QWidget *dialog, const QString &server)
{
    auto *servers = dialog->findChild<QComboBox *>();
    servers->setCurrentIndex(servers->findText(server, Qt::MatchStartsWith));
}

void TestCopyKey::copy(const CopyKeyDialog *dialog)
{
    QTest::mouseClick(visibleButton(dialog, u"Copy"_s), Qt::LeftButton);
}

PasswordDialog *TestCopyKey::passwordDialog(const CopyKeyDialog *dialog)
{
    PasswordDialog *asked = nullptr;
    waitFor([&] {
        asked = dialog->findChild<PasswordDialog *>();
        return asked && asked->isVisible();
    });
    return asked;
}

void TestCopyKey::offersEverySavedServer()
{
    m_desk->save(u"there"_s, m_there->endpoint());
    m_desk->save(u"shop"_s, m_there->endpoint(), Environment::Production);
    const CopyKeyDialog *dialog = ask();
    QVERIFY(dialog);
    const auto *servers = dialog->findChild<QComboBox *>();
    QStringList offered;
    for (int i = 0; i < servers->count(); ++i)
        offered << servers->itemText(i);
    QCOMPARE(
        offered, QStringList({u"here"_s, u"there (not open)"_s, u"shop (production, not open)"_s}));
    QCOMPARE(servers->currentText(), u"here"_s);
    QCOMPARE(namelessControls(dialog), QStringList());
}

void TestCopyKey::knowsItsOwnServerUnderAnotherName()
{
    m_desk->save(u"again"_s, m_here->endpoint());
    m_desk->save(u"there"_s, m_there->endpoint());
    const CopyKeyDialog *dialog = ask();
    QVERIFY(dialog);
    choose(dialog, u"again"_s);
    QVERIFY(!visibleButton(dialog, u"Copy"_s)->isEnabled());
    dialog->findChild<QSpinBox *>()->setValue(1);
    QVERIFY(visibleButton(dialog, u"Copy"_s)->isEnabled());
    choose(dialog, u"there"_s);
    QVERIFY(visibleButton(dialog, u"Copy"_s)->isEnabled());
}

void TestCopyKey::opensAServerForTheCopy()
{
    m_desk->save(u"there"_s, m_there->endpoint());
    const CopyKeyDialog *dialog = ask();
    QVERIFY(dialog);
    choose(dialog, u"there"_s);
    dialog->findChild<QSpinBox *>()->setValue(3);
    copy(dialog);
    QVERIFY(waitFor([&] { return strip(keyPage()).contains(u"copied to database 3 of there"); }));
    QCOMPARE(m_there->cli({u"-n"_s, u"3"_s, u"GET"_s, u"k"_s}), QByteArray("v"));
    QVERIFY(m_there->cli({u"-n"_s, u"3"_s, u"PTTL"_s, u"k"_s}).toLongLong() > 900000);
}

void TestCopyKey::takesThePasswordFromTheKeychain()
{
    m_there->cli({u"CONFIG"_s, u"SET"_s, u"requirepass"_s, u"secret"_s});
    const QString id = m_desk->save(u"there"_s, m_there->endpoint());
    Secrets secrets;
    secrets.password = u"secret"_s;
    m_desk->secrets.write(id, secrets.toText(), this, [](const SecretStore::Kept &) {});
    const CopyKeyDialog *dialog = ask();
    QVERIFY(dialog);
    choose(dialog, u"there"_s);
    copy(dialog);
    QVERIFY(waitFor([&] { return strip(keyPage()).contains(u"copied to"); }));
    QVERIFY(m_there->cli({u"-a"_s, u"secret"_s, u"GET"_s, u"k"_s}).endsWith("v"));
}

void TestCopyKey::asksForAPasswordThatIsRefused()
{
    m_there->cli({u"CONFIG"_s, u"SET"_s, u"requirepass"_s, u"secret"_s});
    const QString id = m_desk->save(u"there"_s, m_there->endpoint());
    const CopyKeyDialog *dialog = ask();
    QVERIFY(dialog);
    choose(dialog, u"there"_s);
    dialog->findChild<QLineEdit *>(QString(), Qt::FindDirectChildrenOnly)->setText(u"mine"_s);
    copy(dialog);
    PasswordDialog *asked = passwordDialog(dialog);
    QVERIFY(asked);
    asked->findChild<QLineEdit *>()->setText(u"secret"_s);
    QTest::mouseClick(visibleButton(asked, u"Connect"_s), Qt::LeftButton);
    QVERIFY(waitFor([&] { return strip(keyPage()).contains(u"as mine"); }));
    QVERIFY(m_there->cli({u"-a"_s, u"secret"_s, u"GET"_s, u"mine"_s}).endsWith("v"));
    QString kept;
    m_desk->secrets.read(id, this, [&](const Result<QString> &text) { kept = *text; });
    QVERIFY(waitFor([&] { return Secrets::fromText(kept).password == u"secret"; }));
}

void TestCopyKey::staysWhenNoPasswordIsEntered()
{
    m_there->cli({u"CONFIG"_s, u"SET"_s, u"requirepass"_s, u"secret"_s});
    m_desk->save(u"there"_s, m_there->endpoint());
    const CopyKeyDialog *dialog = ask();
    QVERIFY(dialog);
    choose(dialog, u"there"_s);
    auto *name = dialog->findChild<QLineEdit *>(QString(), Qt::FindDirectChildrenOnly);
    name->setText(u"mine"_s);
    copy(dialog);
    PasswordDialog *asked = passwordDialog(dialog);
    QVERIFY(asked);
    asked->reject();
    QVERIFY(waitFor([&] { return visibleButton(dialog, u"Copy"_s)->isEnabled(); }));
    QCOMPARE(name->text(), u"mine"_s);
    QVERIFY(dialog->isVisible());
}

void TestCopyKey::refusesReadOnlyServers()
{
    Endpoint readOnly = m_there->endpoint();
    readOnly.readOnly = true;
    m_desk->save(u"archive"_s, readOnly);
    m_desk->save(u"shop"_s, m_there->endpoint(), Environment::Production);
    m_desk->settings.setOpensProductionReadOnly(true);
    const CopyKeyDialog *dialog = ask();
    QVERIFY(dialog);
    choose(dialog, u"archive"_s);
    QVERIFY(isSaid(dialog, u"archive is read-only in Hitlens"_s));
    QVERIFY(!visibleButton(dialog, u"Copy"_s)->isEnabled());
    choose(dialog, u"shop"_s);
    QVERIFY(isSaid(dialog, u"open read-only"_s));
    QVERIFY(!visibleButton(dialog, u"Copy"_s)->isEnabled());
}

void TestCopyKey::asksBeforeItWritesToProduction()
{
    m_desk->save(u"shop"_s, m_there->endpoint(), Environment::Production);
    const CopyKeyDialog *dialog = ask();
    QVERIFY(dialog);
    choose(dialog, u"shop"_s);
    copy(dialog);
    QVERIFY(strip(dialog).contains(u"shop is a production server"));
    QCOMPARE(there(), QByteArray());
    QTest::mouseClick(awaitButton(dialog, u"Copy it to production"_s), Qt::LeftButton);
    QVERIFY(waitFor([&] { return strip(keyPage()).contains(u"copied to"); }));
    QCOMPARE(there(), QByteArray("v"));
}

void TestCopyKey::saysWhenTheServerIsNotThere()
{
    m_desk->save(u"there"_s, m_there->endpoint());
    m_there->stop();
    const CopyKeyDialog *dialog = ask();
    QVERIFY(dialog);
    choose(dialog, u"there"_s);
    copy(dialog);
    QVERIFY(waitFor([&] { return strip(dialog).contains(u"Connecting to database 0 of there"); }));
    QVERIFY(visibleButton(dialog, u"Copy"_s)->isEnabled());
}

CopyKeysDialog *TestCopyKey::askForAll()
{
    if (!open())
        return nullptr;
    KeysPage *keys = m_window->currentPage()->keys();
    const auto *browser = keys->browser();
    if (!waitFor([&] { return !browser->isScanning() && browser->model().store()->count() == 3; }))
        return nullptr;
    auto *tree = keys->findChild<KeyTreeView *>();
    tree->selector().selectAll();
    emit keys->browser()->copySelectionRequested();
    auto *dialog = keys->findChild<CopyKeysDialog *>();
    return dialog && QTest::qWaitForWindowExposed(dialog) ? dialog : nullptr;
}

void TestCopyKey::copiesSeveralKeys()
{
    m_here->cli({u"MSET"_s, u"l"_s, u"1"_s, u"m"_s, u"2"_s});
    m_there->cli({u"SET"_s, u"l"_s, u"theirs"_s});
    m_desk->save(u"there"_s, m_there->endpoint());
    const CopyKeysDialog *dialog = askForAll();
    QVERIFY(dialog);
    QCOMPARE(dialog->windowTitle(), u"Copy 3 keys"_s);
    QCOMPARE(namelessControls(dialog), QStringList());
    auto *db = dialog->findChild<QSpinBox *>();
    QVERIFY(visibleButton(dialog, u"&Copy 3 keys"_s)->isEnabled());
    db->setValue(0); // where they are
    QVERIFY(!visibleButton(dialog, u"&Copy 3 keys"_s)->isEnabled());
    choose(dialog, u"there"_s);
    QTest::mouseClick(visibleButton(dialog, u"&Copy 3 keys"_s), Qt::LeftButton);
    QVERIFY(waitFor([&] { return isSaid(dialog, u"2 keys copied to database 0 of there"_s); }));
    QCOMPARE(m_there->cli({u"MGET"_s, u"k"_s, u"l"_s, u"m"_s}), QByteArray("v\ntheirs\n2"));
    QVERIFY(m_there->cli({u"PTTL"_s, u"k"_s}).toLongLong() > 900000);
    QVERIFY(strip(dialog).contains(u"A key of the same name is there already"));
    QTest::mouseClick(awaitButton(dialog, u"Overwrite 1 key there"_s), Qt::LeftButton);
    QVERIFY(waitFor([&] { return isSaid(dialog, u"1 key copied"_s); }));
    QCOMPARE(m_there->cli({u"GET"_s, u"l"_s}), QByteArray("1"));
}

void TestCopyKey::asksForTheNameOfProduction()
{
    m_here->cli({u"MSET"_s, u"l"_s, u"1"_s, u"m"_s, u"2"_s});
    m_desk->save(u"shop"_s, m_there->endpoint(), Environment::Production);
    const CopyKeysDialog *dialog = askForAll();
    QVERIFY(dialog);
    choose(dialog, u"shop"_s);
    QVERIFY(!visibleButton(dialog, u"&Copy 3 keys"_s)->isEnabled());
    visibleField(dialog, u"Name of the server, to confirm"_s)->setText(u"shop"_s);
    QTest::mouseClick(visibleButton(dialog, u"&Copy 3 keys"_s), Qt::LeftButton);
    QVERIFY(waitFor([&] { return isSaid(dialog, u"3 keys copied"_s); }));
    QCOMPARE(m_there->cli({u"DBSIZE"_s}), QByteArray("3"));
}

QTEST_MAIN(TestCopyKey)
#include "tst_copykey.moc"
