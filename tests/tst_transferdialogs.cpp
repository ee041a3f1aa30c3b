// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/expiry.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/scriptedserver.h"
#include "tests/fixtures/transfers.h"
#include "ui/keyspace/exportkeysdialog.h"
#include "ui/keyspace/importkeysdialog.h"
#include "ui/keyspace/keyfiletable.h"
#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/transferpanel.h"

#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableWidget>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// The one that is called so, or else the first whose name begins so.
template <typename Button>
Button *buttonNamed(const QWidget *parent, const QString &start)
{
    Button *found = nullptr;
    for (auto *button : parent->findChildren<Button *>()) {
        const QString text = button->text().remove(u'&');
        if (text == start || (!found && text.startsWith(start)))
            found = button;
    }
    return found;
}

// All that can be read in it now.
QString textOf(const QWidget *parent)
{
    QStringList texts;
    for (const auto *label : parent->findChildren<QLabel *>()) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts.join(u'\n');
}

void savePicture(QWidget *window, const QString &name)
{
    const QString folder = qEnvironmentVariable("HITLENS_TEST_PICTURES");
    if (folder.isEmpty())
        return;
    for (const Scheme scheme : {Scheme::Dark, Scheme::Light}) {
        applyTheme(*qApp, scheme);
        const QString suffix = scheme == Scheme::Dark ? u"-dark"_s : u"-light"_s;
        QTest::qWait(100); // for layouts and palettes
        window->grab().save(folder + u'/' + name + suffix + u".png"_s);
    }
}

} // namespace

class TestTransferDialogs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void exportsAllKeys();
    void exportsWhatMatches();
    void exportsTheSelectedKeys();
    void exportChoosesAFile();
    void exportIsStopped();
    void exportAsksBeforeItCloses();
    void exportSaysWhatFailed();
    void importShowsAndImports();
    void importReplacesWhatExists();
    void importSaysWhatIsWrong();
    void importOfNoKeys();
    void importIntoProductionAsksTwice();
    void importIntoReadOnlyIsRefusedBefore();
    void importIsStopped();
    void fitsSmallScreens_data();
    void fitsSmallScreens();

private:
    ExportKeysDialog *makeExport(const ExportSelection &selection = {})
    {
        auto *dialog = new ExportKeysDialog(*m_client, m_profile, selection, nullptr);
        m_dialog = dialog;
        dialog->open();
        return dialog;
    }
    ImportKeysDialog *makeImport(Client &client)
    {
        auto *dialog = new ImportKeysDialog(client, m_profile);
        m_dialog = dialog;
        dialog->open();
        return dialog;
    }
    bool waitForText(const QString &text)
    {
        return waitFor([&] { return textOf(m_dialog).contains(text); });
    }
    QByteArray cli(const QStringList &arguments) { return m_server->cli(arguments); }
    QString path() const { return m_folder->filePath(u"keys.jsonl"_s); }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<QTemporaryDir> m_folder;
    QPointer<QDialog> m_dialog;
    Profile m_profile;
};

void TestTransferDialogs::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QVERIFY(openAndWait(*m_client));
    QVERIFY(waitFor([this] { return !m_client->commands().isEmpty(); }));
}

void TestTransferDialogs::init()
{
    cli({u"FLUSHALL"_s});
    m_folder = std::make_unique<QTemporaryDir>();
    m_profile = {};
    m_profile.name = u"shop-cache"_s;
}

void TestTransferDialogs::cleanup()
{
    delete m_dialog;
}

void TestTransferDialogs::exportsAllKeys()
{
    populate(*m_server, u"cache:get_user_"_s, 500);
    auto *dialog = makeExport();
    savePicture(dialog, u"export"_s);
    QVERIFY(buttonNamed<QRadioButton>(dialog, u"All keys of database 0"_s)->isChecked());
    QVERIFY(buttonNamed<QRadioButton>(dialog, u"Restorable"_s)->isChecked());
    QVERIFY(!buttonNamed<QRadioButton>(dialog, u"The "_s)->isVisible());
    QVERIFY(buttonNamed<QPushButton>(dialog, u"Export"_s)->isEnabled());
    dialog->exportTo(path());
    QVERIFY(waitForText(u"Done: 500 keys"_s));
    QVERIFY(textOf(dialog).contains(path()));
    savePicture(dialog, u"export-done"_s);
    QVERIFY(!buttonNamed<QPushButton>(dialog, u"Export"_s)->isVisible());
    QVERIFY(buttonNamed<QPushButton>(dialog, u"Close"_s)->hasFocus());
    QCOMPARE(contentOf(path()).count('\n'), 502);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(waitFor([this] { return !m_dialog; }));
}

void TestTransferDialogs::exportsWhatMatches()
{
    populate(*m_server, u"a:"_s, 20);
    populate(*m_server, u"b:"_s, 30);
    cli({u"SADD"_s, u"b:set"_s, u"m"_s});
    auto *dialog = makeExport({"a:*", {}, {}});
    QVERIFY(buttonNamed<QRadioButton>(dialog, u"Keys that match"_s)->isChecked());
    auto *pattern = dialog->findChild<QLineEdit *>();
    QCOMPARE(pattern->text(), u"a:*"_s);
    pattern->clear();
    QVERIFY(!buttonNamed<QPushButton>(dialog, u"Export"_s)->isEnabled());
    QTest::keyClicks(pattern, u"b:*"_s);
    buttonNamed<QRadioButton>(dialog, u"JSON Lines"_s)->click();
    auto *type = dialog->findChild<QComboBox *>();
    type->setCurrentIndex(type->findText(u"set"_s));
    dialog->exportTo(path());
    QVERIFY(waitForText(u"Done: 1 key,"_s));
    QVERIFY(waitForText(u"30"_s)); // of another type
    QCOMPARE(contentOf(path()),
        "{\"key\":\"b:set\",\"type\":\"set\",\"expireAt\":null,\"value\":[\"m\"]}\n");
}

void TestTransferDialogs::exportsTheSelectedKeys()
{
    const QByteArray binary("\xff\x00", 2);
    m_server->cli({u"--pipe"_s}, wireArray({"SET", binary, "v"}) + wireArray({"SET", "b", "v"}));
    auto *dialog = makeExport({{}, {binary, "gone"}, {}});
    QVERIFY(buttonNamed<QRadioButton>(dialog, u"The 2 selected keys"_s)->isChecked());
    buttonNamed<QRadioButton>(dialog, u"CSV"_s)->click();
    dialog->exportTo(path());
    QVERIFY(waitForText(u"Done: 1 key,"_s));
    QCOMPARE(contentOf(path()),
        "key,type,ttl_ms,expires_at,value\r\n\"base64:/wA=\",string,,,\"v\"\r\n");
}

void TestTransferDialogs::exportChoosesAFile()
{
    auto *dialog = makeExport();
    buttonNamed<QPushButton>(dialog, u"Export"_s)->click();
    auto *chooser = dialog->findChild<QFileDialog *>();
    QVERIFY(chooser);
    QCOMPARE(chooser->acceptMode(), QFileDialog::AcceptSave);
    QCOMPARE(chooser->defaultSuffix(), u"jsonl"_s);
    emit chooser->fileSelected(path());
    QVERIFY(waitForText(u"Done: 0 keys"_s));
}

void TestTransferDialogs::exportIsStopped()
{
    populate(*m_server, u"key:"_s, 100000);
    auto *dialog = makeExport();
    dialog->exportTo(path());
    QVERIFY(waitFor([&] { return textOf(dialog).contains(u" keys · "_s); }));
    savePicture(dialog, u"export-running"_s);
    buttonNamed<QPushButton>(dialog, u"Stop"_s)->click();
    QVERIFY(waitForText(u"Stopped. No file was written."_s));
    QVERIFY(!QFile::exists(path()));
}

void TestTransferDialogs::exportAsksBeforeItCloses()
{
    populate(*m_server, u"key:"_s, 100000);
    auto *dialog = makeExport();
    dialog->exportTo(path());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(dialog->isVisible());
    QVERIFY(textOf(dialog).contains(u"still being written"_s));
    buttonNamed<QPushButton>(dialog, u"Stop and close"_s)->click();
    QVERIFY(waitFor([this] { return !m_dialog; }));
    QVERIFY(!QFile::exists(path()));
}

void TestTransferDialogs::exportSaysWhatFailed()
{
    auto *dialog = makeExport();
    dialog->exportTo(m_folder->filePath(u"no/folder/keys"_s));
    QVERIFY(waitForText(u"No file was written."_s));
    QVERIFY(dialog->findChild<MessageStrip *>()->text().contains(u"no/folder"_s));
}

void TestTransferDialogs::importShowsAndImports()
{
    populate(*m_server, u"cache:get_user_"_s, 1200);
    cli({u"SADD"_s, u"set"_s, u"m"_s});
    cli({u"SET"_s, u"expiring"_s, u"v"_s});
    cli({u"PEXPIREAT"_s, u"expiring"_s, u"4102444800123"_s});
    exportDump(*m_client, path());
    cli({u"FLUSHALL"_s});
    cli({u"SET"_s, u"set"_s, u"old"_s});
    auto *dialog = makeImport(*m_client);
    savePicture(dialog, u"import-empty"_s);
    QVERIFY(!buttonNamed<QPushButton>(dialog, u"Import "_s)->isVisible());
    dialog->readFile(path());
    QVERIFY(waitForText(u"1,202 keys"_s));
    QVERIFY(textOf(dialog).contains(u"The server has 1 of them already."_s));
    QVERIFY(textOf(dialog).contains(u"1 set · 1,201 string"_s));
    QVERIFY(textOf(dialog).contains(u"The first 1,000 of 1,202 keys."_s));
    QCOMPARE(dialog->findChild<KeyFileTable *>()->topLevelItemCount(), 1000);
    savePicture(dialog, u"import-preview"_s);
    const QSignalSpy imported(dialog, &ImportKeysDialog::imported);
    buttonNamed<QPushButton>(dialog, u"Import 1,202 keys"_s)->click();
    QVERIFY(waitForText(u"Done. Keys imported: 1,201."_s));
    savePicture(dialog, u"import-done"_s);
    QCOMPARE(imported.size(), 1);
    QCOMPARE(cli({u"GET"_s, u"set"_s}), "old");
    QVERIFY(expiresAt(*m_client, "expiring", 4102444800123));
}

void TestTransferDialogs::importReplacesWhatExists()
{
    cli({u"SET"_s, u"a"_s, u"new"_s});
    exportText(*m_client, path(), TextFormat::JsonLines);
    cli({u"SET"_s, u"a"_s, u"old"_s});
    auto *dialog = makeImport(*m_client);
    dialog->readFile(path());
    QVERIFY(waitForText(u"1 key, "_s));
    buttonNamed<QRadioButton>(dialog, u"Replace"_s)->click();
    QCOMPARE(roleOf(buttonNamed<QPushButton>(dialog, u"Import 1 key"_s)), Role::Danger);
    buttonNamed<QPushButton>(dialog, u"Import 1 key"_s)->click();
    QVERIFY(waitForText(u"Done. Keys imported: 1."_s));
    QCOMPARE(cli({u"GET"_s, u"a"_s}), "new");
}

void TestTransferDialogs::importSaysWhatIsWrong()
{
    cli({u"MSET"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s});
    exportDump(*m_client, path());
    QByteArray file = contentOf(path());
    file.chop(70);
    writeFile(path(), file);
    auto *dialog = makeImport(*m_client);
    dialog->readFile(path());
    QVERIFY(waitForText(u"1 key, "_s));
    const QString problems = dialog->findChild<QPlainTextEdit *>()->toPlainText();
    QVERIFY(problems.startsWith(u"Line 3: "_s));
    QVERIFY(problems.contains(u"cut off"_s));
    savePicture(dialog, u"import-broken"_s);
    dialog->readFile(m_folder->filePath(u"not there"_s));
    QVERIFY(waitFor(
        [&] { return dialog->findChild<MessageStrip *>()->text().contains(u"not there"_s); }));
    QVERIFY(!buttonNamed<QPushButton>(dialog, u"Import"_s)->isVisible());
}

void TestTransferDialogs::importOfNoKeys()
{
    exportDump(*m_client, path());
    auto *dialog = makeImport(*m_client);
    dialog->readFile(path());
    QVERIFY(waitFor([&] { return buttonNamed<QPushButton>(dialog, u"Import 0 keys"_s); }));
    QVERIFY(!buttonNamed<QPushButton>(dialog, u"Import 0 keys"_s)->isEnabled());
}

void TestTransferDialogs::importIntoProductionAsksTwice()
{
    cli({u"SET"_s, u"a"_s, u"new"_s});
    exportDump(*m_client, path());
    m_profile.environment = Environment::Production;
    auto *dialog = makeImport(*m_client);
    dialog->readFile(path());
    QVERIFY(waitForText(u"1 key, "_s));
    auto *button = buttonNamed<QPushButton>(dialog, u"Import 1 key"_s);
    QVERIFY(!button->isEnabled());
    buttonNamed<QRadioButton>(dialog, u"Replace"_s)->click();
    QVERIFY(!button->isEnabled());
    savePicture(dialog, u"import-production"_s);
    auto *confirm = dialog->findChild<QLineEdit *>();
    QTest::keyClicks(confirm, u"shop-cache"_s);
    QVERIFY(button->isEnabled());
    button->click();
    QVERIFY(waitForText(u"Done. Keys imported: 1."_s));
}

void TestTransferDialogs::importIntoReadOnlyIsRefusedBefore()
{
    cli({u"SET"_s, u"a"_s, u"v"_s});
    exportDump(*m_client, path());
    Endpoint endpoint = m_server->endpoint();
    endpoint.readOnly = true;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    auto *dialog = makeImport(client);
    QVERIFY(textOf(dialog).contains(u"read-only"_s));
    dialog->readFile(path());
    QVERIFY(waitForText(u"1 key, "_s));
    QVERIFY(textOf(dialog).contains(u"read-only"_s));
    QVERIFY(!buttonNamed<QPushButton>(dialog, u"Import 1 key"_s)->isEnabled());
    savePicture(dialog, u"import-readonly"_s);
    delete m_dialog;
}

void TestTransferDialogs::importIsStopped()
{
    populate(*m_server, u"key:"_s, 60000);
    exportDump(*m_client, path());
    cli({u"FLUSHALL"_s});
    auto *dialog = makeImport(*m_client);
    dialog->readFile(path());
    QVERIFY(waitFor([&] { return buttonNamed<QPushButton>(dialog, u"Import 60,000 keys"_s); }));
    buttonNamed<QPushButton>(dialog, u"Import 60,000 keys"_s)->click();
    QVERIFY(waitFor([&] { return cli({u"DBSIZE"_s}).toInt() > 0; }));
    m_server->suspend(); // or it might be done before the answer
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(textOf(dialog).contains(u"still being imported"_s));
    buttonNamed<QPushButton>(dialog, u"Go on importing"_s)->click();
    QVERIFY(dialog->isVisible());
    buttonNamed<QPushButton>(dialog, u"Stop"_s)->click();
    m_server->wake();
    QVERIFY(waitForText(u"Keys imported"_s));
    QVERIFY(textOf(dialog).contains(u"Stopped. Keys imported until then"_s));
}

void TestTransferDialogs::fitsSmallScreens_data()
{
    QTest::addColumn<bool>("isExport");
    QTest::newRow("export") << true;
    QTest::newRow("import") << false;
}

void TestTransferDialogs::fitsSmallScreens()
{
    QFETCH(bool, isExport);
    QDialog *dialog = isExport ? static_cast<QDialog *>(makeExport()) : makeImport(*m_client);
    const QSize most = QSize(1024, 700) * 0.92;
    QVERIFY(dialog->minimumSizeHint().width() <= most.width());
    QVERIFY(dialog->minimumSizeHint().height() <= most.height());
    for (const QWidget *widget : dialog->findChildren<QWidget *>()) {
        const bool isControl = widget->focusPolicy() & Qt::TabFocus && widget->isVisible()
            && !qobject_cast<const QAbstractButton *>(widget);
        if (isControl && !widget->focusProxy())
            QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }
}

QTEST_MAIN(TestTransferDialogs)
#include "tst_transferdialogs.moc"
