// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/keyspagedriver.h"
#include "tests/fixtures/scriptedserver.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/keypage.h"
#include "ui/keyspace/keytreeview.h"
#include "ui/keyspace/movekeydialog.h"
#include "ui/keyspace/newkeydialog.h"
#include "ui/widgets/messagestrip.h"

#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestNewKey : public QObject, private KeysPageDriver
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { end(); }
    void makesAStringByKeyboard();
    void makesRows_data();
    void makesRows();
    void leavesAnExistingKeyAlone();
    void saysWhatIsMissing();
    void beginsInTheChosenFolder();
    void aRenamedKeyMovesInTheTree();
    void aDeletedKeyComesBackToTheTree();
    void isOffReadOnly();
    void namesEveryField();
    void offersJsonWhereTheServerHasIt();
    void makesAJsonDocument();

private:
    NewKeyDialog *ask();
    static void type(const QWidget *dialog, int row, int column, const QString &text);
    QByteArray cli(const QStringList &arguments) { return m_server->cli(arguments); }
};

void TestNewKey::init()
{
    start();
    open(sample);
}

NewKeyDialog *TestNewKey::ask()
{
    m_page->newKey();
    auto *dialog = m_page->findChild<NewKeyDialog *>();
    return dialog && QTest::qWaitForWindowExposed(dialog) ? dialog : nullptr;
}

void TestNewKey::type(const QWidget *dialog, int row, int column, const QString &text)
{
    dialog->findChild<QTableWidget *>()->setItem(row, column, new QTableWidgetItem(text));
}

void TestNewKey::makesAStringByKeyboard()
{
    NewKeyDialog *dialog = ask();
    QVERIFY(dialog);
    auto *name = dialog->findChild<QLineEdit *>();
    QVERIFY(name->hasFocus());
    QTest::keyClicks(name, u"new:dir:\\x00"_s);
    auto *value = dialog->findChild<QPlainTextEdit *>();
    QTest::keyClicks(value, u"hello"_s);
    for (QComboBox *choice : dialog->findChildren<QComboBox *>()) {
        if (choice->accessibleName() == u"Expiry")
            choice->setCurrentText(u"Expires in 1 h"_s);
    }
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(rowOf("new:dir:", true) >= 0 && current() == QByteArray("new:dir:\0", 9));
    QCOMPARE(cli({u"DBSIZE"_s}), QByteArray("7"));
    const auto ttl = cli({u"EVAL"_s, u"return redis.call('PTTL', 'new:dir:\\0')"_s, u"0"_s});
    QVERIFY(ttl.toLongLong() > 3500000);
    QTRY_VERIFY(!m_page->findChild<NewKeyDialog *>());
}

void TestNewKey::makesRows_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QStringList>("question");
    QTest::addColumn<QByteArray>("answer");
    const auto all = [](const QString &command) {
        return QStringList{command, u"k"_s, u"0"_s, u"-1"_s};
    };
    QTest::newRow("hash") << u"hash"_s << QStringList{u"HGET"_s, u"k"_s, u"1"_s} << QByteArray("a");
    QTest::newRow("list") << u"list"_s << all(u"LRANGE"_s) << QByteArray("1\n2");
    QTest::newRow("set") << u"set"_s << QStringList{u"SCARD"_s, u"k"_s} << QByteArray("2");
    QTest::newRow("zset") << u"zset"_s << all(u"ZRANGE"_s) << QByteArray("a\nb");
    QTest::newRow("stream") << u"stream"_s << QStringList{u"XLEN"_s, u"k"_s} << QByteArray("1");
}

void TestNewKey::makesRows()
{
    QFETCH(QString, type);
    QFETCH(QStringList, question);
    QFETCH(QByteArray, answer);
    NewKeyDialog *dialog = ask();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit *>()->setText(u"k"_s);
    dialog->findChild<QComboBox *>()->setCurrentText(type);
    TestNewKey::type(dialog, 0, 0, u"1"_s);
    TestNewKey::type(dialog, 0, 1, u"a"_s);
    TestNewKey::type(dialog, 2, 0, u"2"_s); // the row between is left out
    TestNewKey::type(dialog, 2, 1, u"b"_s);
    QCOMPARE(dialog->findChild<QTableWidget *>()->rowCount(), 4); // there is always one more
    QTest::mouseClick(awaitButton(dialog, u"Create"_s), Qt::LeftButton);
    QTRY_COMPARE(current(), QByteArray("k"));
    QCOMPARE(cli(question), answer);
    QCOMPARE(cli({u"PTTL"_s, u"k"_s}), QByteArray("-1"));
}

void TestNewKey::leavesAnExistingKeyAlone()
{
    NewKeyDialog *dialog = ask();
    QVERIFY(dialog);
    auto *name = dialog->findChild<QLineEdit *>();
    name->setText(u"cache:f:1"_s);
    dialog->findChild<QPlainTextEdit *>()->setPlainText(u"mine"_s);
    QTest::mouseClick(awaitButton(dialog, u"Create"_s), Qt::LeftButton);
    const auto *strip = dialog->findChild<MessageStrip *>();
    QVERIFY(waitFor([&] { return strip->text().contains(u"exists already (type string"); }));
    QCOMPARE(cli({u"GET"_s, u"cache:f:1"_s}), QByteArray("x"));
    QCOMPARE(dialog->findChild<QPlainTextEdit *>()->toPlainText(), u"mine"_s);
    QTest::mouseClick(awaitButton(dialog, u"Open that key"_s), Qt::LeftButton);
    QTRY_COMPARE(current(), QByteArray("cache:f:1"));
    QVERIFY(dialog->isVisible()); // with all that was typed
    name->setText(u"cache:f:9"_s);
    QTest::mouseClick(awaitButton(dialog, u"Create"_s), Qt::LeftButton);
    QTRY_COMPARE(current(), QByteArray("cache:f:9"));
    QCOMPARE(cli({u"GET"_s, u"cache:f:9"_s}), QByteArray("mine"));
}

void TestNewKey::saysWhatIsMissing()
{
    NewKeyDialog *dialog = ask();
    QVERIFY(dialog);
    const auto *create = awaitButton(dialog, u"Create"_s);
    auto *name = dialog->findChild<QLineEdit *>();
    name->clear();
    QVERIFY(!create->isEnabled());
    name->setText(u"k\\"_s);
    QVERIFY(!create->isEnabled());
    name->setText(u"k"_s);
    QVERIFY(create->isEnabled());
    dialog->findChild<QComboBox *>()->setCurrentText(u"zset"_s);
    QVERIFY(!create->isEnabled()); // no rows
    type(dialog, 0, 0, u"much"_s);
    type(dialog, 0, 1, u"m"_s);
    QVERIFY(!create->isEnabled());
    type(dialog, 0, 0, u"-1e3"_s);
    QVERIFY(create->isEnabled());
}

void TestNewKey::beginsInTheChosenFolder()
{
    m_tree->setCurrentRow(rowOf("user:", true));
    const NewKeyDialog *dialog = ask();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QLineEdit *>()->text(), u"user:"_s);
}

void TestNewKey::aRenamedKeyMovesInTheTree()
{
    m_tree->setCurrentRow(rowOf("plain", false));
    trigger(u"Rename…"_s);
    MoveKeyDialog *dialog = nullptr;
    QVERIFY(waitFor([&] { return (dialog = m_page->findChild<MoveKeyDialog *>()) != nullptr; }));
    auto *name = dialog->findChild<QLineEdit *>();
    name->setText(u"user:plain"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_COMPARE(current(), QByteArray("user:plain"));
    QTRY_COMPARE(m_model->store()->count(), 6);
    QCOMPARE(cli({u"EXISTS"_s, u"plain"_s, u"user:plain"_s}), QByteArray("1"));
}

void TestNewKey::aDeletedKeyComesBackToTheTree()
{
    m_tree->setCurrentRow(rowOf("plain", false));
    trigger(u"Delete…"_s);
    auto *page = m_page->findChild<KeyPage *>();
    QPushButton *yes = nullptr;
    QVERIFY(waitFor([&] { return (yes = awaitButton(page, u"Delete key"_s)) != nullptr; }));
    QTest::mouseClick(yes, Qt::LeftButton);
    QTRY_COMPARE(m_model->store()->count(), 5);
    page->undo();
    QTRY_COMPARE(m_model->store()->count(), 6);
    QCOMPARE(cli({u"GET"_s, u"plain"_s}), QByteArray("x"));
}

void TestNewKey::isOffReadOnly()
{
    m_page.reset();
    Endpoint endpoint = m_server->endpoint();
    endpoint.readOnly = true;
    m_client = std::make_unique<Client>(endpoint);
    m_page = std::make_unique<KeysPage>(*m_client, Profile());
    m_page->show();
    m_client->open();
    QVERIFY(waitFor([&] { return m_client->isReady(); }));
    const QPushButton *button = awaitButton(m_page.get(), u"New key…"_s);
    QVERIFY(button);
    QVERIFY(waitFor([&] { return button->toolTip().contains(u"read-only"); }));
    QVERIFY(!button->isEnabled());
}

void TestNewKey::namesEveryField()
{
    const NewKeyDialog *dialog = ask();
    QVERIFY(dialog);
    for (const QWidget *field : dialog->findChildren<QWidget *>()) {
        if (!(field->focusPolicy() & Qt::TabFocus) || !field->isVisible())
            continue;
        QAccessibleInterface *face
            = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(field));
        QVERIFY2(
            face && !face->text(QAccessible::Name).isEmpty(), field->metaObject()->className());
    }
}

void TestNewKey::offersJsonWhereTheServerHasIt()
{
    const NewKeyDialog *dialog = ask();
    QVERIFY(dialog);
    const bool hasJson = RedisServer::hasCommand(u"JSON.SET"_s);
    QCOMPARE(dialog->findChild<QComboBox *>()->findText(u"JSON"_s) >= 0, hasJson);
}

// No server of the tests has to have the module: a scripted one answers as it does.
void TestNewKey::makesAJsonDocument()
{
    ScriptedServer server;
    server.answer("COMMAND", "*1\r\n*3\r\n$8\r\njson.set\r\n:-4\r\n*1\r\n+write\r\n");
    server.answer("EXEC", "*1\r\n+OK\r\n");
    server.answer("PTTL", ":-2\r\n");
    server.answer("PEXPIRETIME", ":-2\r\n");
    server.answer("TIME", "*2\r\n$10\r\n1700000000\r\n$1\r\n0\r\n");
    Client client(server.endpoint());
    client.open();
    QVERIFY(waitFor([&] { return client.isReady() && client.commands().contains("json.set"); }));
    auto *dialog = new NewKeyDialog(client, {}, "doc");
    dialog->show();
    QSignalSpy created(dialog, &NewKeyDialog::created);
    dialog->findChild<QComboBox *>()->setCurrentText(u"JSON"_s);
    auto *document = dialog->findChild<QPlainTextEdit *>();
    document->setPlainText(u"{\"a\": }"_s);
    QVERIFY(!awaitButton(dialog, u"Create"_s)->isEnabled());
    document->setPlainText(u"{\"a\":1}"_s);
    QTest::mouseClick(awaitButton(dialog, u"Create"_s), Qt::LeftButton);
    QTRY_COMPARE(created.size(), 1);
    QList<QByteArrayList> sent;
    for (const QByteArrayList &argv : server.received()) {
        if (argv.first() == "JSON.SET")
            sent << argv;
    }
    QCOMPARE(sent, QList<QByteArrayList>{QByteArrayList({"JSON.SET", "doc", "$", "{\"a\":1}"})});
}

QTEST_MAIN(TestNewKey)
#include "tst_newkey.moc"
