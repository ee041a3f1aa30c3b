// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/decoding.h"
#include "tests/fixtures/desk.h"
#include "tests/fixtures/redisserver.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/decodersettingspage.h"
#include "ui/keyspace/ruletable.h"
#include "ui/shell/settingsdialog.h"
#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestDecoderSettingsPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Scheme::Light); }
    void takesCommandsApart_data();
    void takesCommandsApart();
    void takesWhatIsTyped_data();
    void takesWhatIsTyped();
    void addsAndRemovesRows();
    void savesWhatIsEntered();
    void leavesWhatWasNotTouched();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void showsWhatAProtoLacks();
    void reportsDamagedEntries();
    void survivesARestart();
    void namesEveryControl();

private:
    static RuleTable *table(const QWidget &page, const QString &name);
    static QString notice(const QWidget &page) { return page.findChild<MessageStrip *>()->text(); }
};

RuleTable *TestDecoderSettingsPage::table(const QWidget &page, const QString &name)
{
    for (RuleTable *candidate : page.findChildren<RuleTable *>()) {
        if (candidate->table()->accessibleName() == name)
            return candidate;
    }
    qFatal("no such table");
}

void TestDecoderSettingsPage::takesCommandsApart_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("none") << QStringList();
    QTest::newRow("plain") << QStringList{u"gzip"_s, u"-dc"_s};
    QTest::newRow("blanks") << QStringList{u"/a b/c"_s, u"d  e"_s};
    QTest::newRow("empty") << QStringList{u"cut"_s, QString(), u"-d"_s, QString(), QString()};
    QTest::newRow("only blanks") << QStringList{u"cut"_s, u" "_s, u"\u00a0"_s, u"\t\n"_s};
    QTest::newRow("two quotes") << QStringList{u"\"\""_s, u" \" "_s, u"a\"\"\"b"_s};
    QTest::newRow("quotes") << QStringList{u"sh"_s, u"-c"_s, u"echo \"a b\" 'c'"_s, u"\""_s};
}

void TestDecoderSettingsPage::takesCommandsApart()
{
    QFETCH(QStringList, words);
    const ExternalCommand command{words.value(0), words.mid(1)};
    QCOMPARE(commandFrom(commandLine(command)), command);
}

void TestDecoderSettingsPage::takesWhatIsTyped_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("blanks") << u"  gzip  -dc "_s << QStringList{u"gzip"_s, u"-dc"_s};
    QTest::newRow("empty") << uR"(cut -d "" "" x)"_s
                           << QStringList{u"cut"_s, u"-d"_s, QString(), QString(), u"x"_s};
    QTest::newRow("empty at the end") << uR"(cut "")"_s << QStringList{u"cut"_s, QString()};
    QTest::newRow("inside") << uR"(a"b c"d e""f)"_s << QStringList{u"ab cd"_s, u"ef"_s};
    QTest::newRow("three") << uR"(echo """a""" """)"_s
                           << QStringList{u"echo"_s, u"\"a\""_s, u"\""_s};
    QTest::newRow("left open") << uR"(echo "a b)"_s << QStringList{u"echo"_s, u"a b"_s};
}

void TestDecoderSettingsPage::takesWhatIsTyped()
{
    QFETCH(QString, line);
    QFETCH(QStringList, words);
    QCOMPARE(commandFrom(line), (ExternalCommand{words.first(), words.mid(1)}));
}

void TestDecoderSettingsPage::addsAndRemovesRows()
{
    RuleTable rules(u"Rules"_s, {u"A"_s, u"B"_s});
    const QAbstractItemModelTester tester(rules.table()->model());
    rules.setRows({{u"1"_s, u"2"_s}});
    rules.addChooser(u"Choose…"_s, [](const RuleTable::Chosen &chosen) { chosen(u"3"_s); });
    rules.show();
    const auto click = [&](const QString &text) {
        for (QPushButton *button : rules.findChildren<QPushButton *>()) {
            if (button->text() == text)
                button->click();
        }
    };
    click(u"Choose…"_s);
    click(u"Add"_s);
    QCOMPARE(rules.rows(),
        (QList<QStringList>{{u"1"_s, u"2"_s}, {u"3"_s, QString()}})); // one says nothing
    rules.table()->setCurrentCell(0, 0);
    click(u"Remove"_s);
    QCOMPARE(rules.rows(), (QList<QStringList>{{u"3"_s, QString()}}));
}

void TestDecoderSettingsPage::savesWhatIsEntered()
{
    DecoderLibrary library;
    SettingsDialog dialog(library, {});
    dialog.open();
    table(dialog, u"Always decoded"_s)->setRows({{u"user:*"_s, u"gzip  json"_s}});
    table(dialog, u"Programs"_s)->setRows({{u"s:*"_s, u"openssl \"a b\""_s, QString()}});
    table(dialog, u".proto files"_s)->setRows({{u"" HITLENS_DECODER_DATA "/order.proto"_s}});
    table(dialog, u"Folders of imports"_s)->setRows({{u"/tmp"_s}});
    for (QPushButton *button : dialog.findChildren<QPushButton *>()) {
        if (button->text() == u"Save"_s)
            button->click();
    }
    QVERIFY(waitFor([&] { return !dialog.isVisible(); }));
    const DecoderSettings &settings = library.settings();
    QCOMPARE(settings.chains, (QList<ChainRule>{{"user:*"_ba, {"gzip"_ba, "json"_ba}}}));
    QCOMPARE(settings.programs, (QList<ExternalRule>{{"s:*"_ba, {u"openssl"_s, {u"a b"_s}}, {}}}));
    QCOMPARE(settings.protoFolders, QStringList{u"/tmp"_s});
    QVERIFY(library.decoders()->find("proto:shop.Order"));
}

void TestDecoderSettingsPage::leavesWhatWasNotTouched()
{
    DecoderLibrary library;
    DecoderSettings settings;
    settings.chains = {{"raw:\xff\\*"_ba, {}}, {"a b*"_ba, {"utf8"_ba}}};
    settings.programs = {{"*"_ba, {u"a b"_s, {u"\"c\""_s}}, {u"d"_s, {}}}};
    library.setSettings(settings);
    DecoderSettingsPage page(library);
    QSignalSpy saved(&page, &DecoderSettingsPage::saved);
    page.save();
    QCOMPARE(saved.size(), 1);
    QCOMPARE(library.settings(), settings);
}

void TestDecoderSettingsPage::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("where");
    QTest::addColumn<QStringList>("row");
    QTest::addColumn<QString>("words");
    QTest::newRow("decoder") << u"Always decoded"_s << QStringList{u"a"_s, u"rot13"_s}
                             << u"no decoder called rot13"_s;
    QTest::newRow("keys") << u"Always decoded"_s << QStringList{QString(), u"gzip"_s}
                          << u"no pattern"_s;
    QTest::newRow("program") << u"Programs"_s << QStringList{u"a"_s, QString(), u"x"_s}
                             << u"no program that decodes"_s;
    QTest::newRow("keys of a program")
        << u"Programs"_s << QStringList{QString(), u"x"_s, QString()} << u"no pattern"_s;
}

void TestDecoderSettingsPage::saysWhatIsWrong()
{
    QFETCH(QString, where);
    QFETCH(QStringList, row);
    QFETCH(QString, words);
    DecoderLibrary library;
    DecoderSettingsPage page(library);
    QSignalSpy saved(&page, &DecoderSettingsPage::saved);
    table(page, where)->setRows({row});
    page.save();
    QVERIFY2(notice(page).contains(words), qPrintable(notice(page)));
    QVERIFY(saved.isEmpty());
    QCOMPARE(library.settings(), DecoderSettings());
}

void TestDecoderSettingsPage::showsWhatAProtoLacks()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"bad.proto"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("syntax = \"proto3\";\nmessage A {\n  strin name = 1;\n}\n");
    file.close();
    DecoderLibrary library;
    DecoderSettingsPage page(library);
    QSignalSpy saved(&page, &DecoderSettingsPage::saved);
    table(page, u".proto files"_s)->setRows({{file.fileName()}});
    page.save();
    QVERIFY(waitFor([&] { return notice(page).contains(u"bad.proto:3"_s); }));
    QVERIFY(saved.isEmpty());
    const DecoderSettingsPage again(library);
    QVERIFY(notice(again).contains(u"bad.proto:3"_s));
}

void TestDecoderSettingsPage::reportsDamagedEntries()
{
    DecoderLibrary library;
    library.setSettings(DecoderSettings::fromJson(R"({"chains":[{"keys":7}]})"));
    DecoderSettingsPage page(library);
    QVERIFY2(notice(page).contains(uR"({"keys":7})"_s), qPrintable(notice(page)));
    page.save();
    QCOMPARE(library.settings().unread.size(), 1);
    DecoderSettingsPage again(library);
    for (QPushButton *button : again.findChildren<QPushButton *>()) {
        if (button->text() == u"Forget them"_s)
            button->click();
    }
    again.save();
    QVERIFY(library.settings().unread.isEmpty());
}

void TestDecoderSettingsPage::survivesARestart()
{
    Desk desk;
    {
        const auto window = desk.makeWindow();
        auto *library = window->findChild<DecoderLibrary *>();
        DecoderSettings settings;
        settings.keep({"user:*"_ba, {"gzip"_ba}});
        library->setSettings(settings);
        window->showSettings();
        auto *dialog = window->findChild<SettingsDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(table(*dialog, u"Always decoded"_s)->rows(),
            (QList<QStringList>{{u"user:*"_s, u"gzip"_s}}));
        dialog->reject();
    }
    Settings again(desk.folder.filePath(u"settings.ini"_s));
    QCOMPARE(DecoderSettings::fromJson(again.decoderSettings()).chainFor("user:1")->chain,
        DecoderIds{"gzip"_ba});
    desk.settings.setDecoderSettings("{damaged");
    const auto window = desk.makeWindow();
    const auto strips = window->findChildren<MessageStrip *>();
    QVERIFY(std::any_of(strips.begin(), strips.end(),
        [](const MessageStrip *strip) { return strip->text().contains(u"damaged"_s); }));
}

void TestDecoderSettingsPage::namesEveryControl()
{
    DecoderLibrary library;
    const SettingsDialog dialog(library, {});
    QCOMPARE(namelessControls(&dialog), QStringList());
}

QTEST_MAIN(TestDecoderSettingsPage)
#include "tst_decodersettingspage.moc"
