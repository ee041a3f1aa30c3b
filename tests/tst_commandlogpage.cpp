// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/console/commandlogfile.h"
#include "app/redis/commands.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/desk.h"
#include "tests/fixtures/scriptedserver.h"
#include "ui/console/commandlogpage.h"
#include "ui/console/commandlogview.h"
#include "ui/shell/serverpage.h"
#include "ui/shell/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Column = CommandLogModel::Column;

namespace {

Command<QByteArray> typed(const QByteArrayList &argv)
{
    Command<QByteArray> command = info();
    command.argv = argv;
    return command;
}

CommandRecord record(const QByteArrayList &argv, CommandEnd::Outcome outcome, const QString &error)
{
    CommandRecord made;
    made.sentAt = 1700000000123;
    made.node = "10.0.0.1:6379";
    made.command = commandText(argv);
    made.end.outcome = outcome;
    made.end.took = 1234us;
    made.end.error = error;
    return made;
}

} // namespace

class TestCommandLogPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void showsWhatWasSentBefore();
    void hidesBackgroundUnlessAsked();
    void filtersAsOneTypes();
    void filtersByResultAndDuration();
    void saysWhatToDoWhenEmpty();
    void pausesAndGoesOn();
    void clears();
    void copiesSelectedRows();
    void savesToAFile();
    void saysWhenSavingFails();
    void writesTextAndCsv();
    void followsTheNewestUnlessScrolledUp();
    void keepsAtMostItsCapacity();
    void showsAWaitingCommandAndItsEnd();
    void saysInToolTipsWhatColumnsMean();
    void everythingHasANameAndFits();
    void isAPageOfTheServer();

private:
    void send(const QByteArrayList &argv);
    void sendMany(int count, const QByteArray &prefix);
    bool showsHello() const
    {
        const QStringList shown = commands();
        return std::ranges::any_of(
            shown, [](const QString &command) { return command.startsWith(u"HELLO"); });
    }
    QStringList commands() const;
    QPushButton *button(const QString &text) const;
    template <typename W>
    W *child() const
    {
        return m_page->findChild<W *>();
    }
    QAbstractItemModel *rows() const { return m_page->view()->model(); }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<CommandLogPage> m_page;
    std::unique_ptr<QAbstractItemModelTester> m_filterTester;
    std::unique_ptr<QAbstractItemModelTester> m_modelTester;
};

void TestCommandLogPage::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
    m_server = std::make_unique<RedisServer>();
}

void TestCommandLogPage::init()
{
    m_client = std::make_unique<Client>(m_server->endpoint());
    QCOMPARE(opened(*m_client).state, Status::State::Ready);
    send({"ECHO", "before"});
    m_page = std::make_unique<CommandLogPage>(*m_client, u"shop-cache"_s);
    auto *filter = qobject_cast<QAbstractProxyModel *>(rows());
    m_filterTester = std::make_unique<QAbstractItemModelTester>(
        filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_modelTester = std::make_unique<QAbstractItemModelTester>(
        filter->sourceModel(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_page->resize(1000, 600);
    m_page->show();
    QVERIFY(waitFor([this] { return commands() == QStringList{u"ECHO before"_s}; }));
}

void TestCommandLogPage::cleanup()
{
    m_filterTester.reset();
    m_modelTester.reset();
    m_page.reset();
    m_client.reset();
}

void TestCommandLogPage::send(const QByteArrayList &argv)
{
    await(*m_client, typed(argv));
}

void TestCommandLogPage::sendMany(int count, const QByteArray &prefix)
{
    int answered = 0;
    for (int i = 0; i < count; ++i)
        m_client->send(typed({"ECHO", prefix + QByteArray::number(i)}), this,
            [&](const Result<QByteArray> &) { ++answered; });
    QVERIFY(waitFor([&] { return answered == count; }));
}

QStringList TestCommandLogPage::commands() const
{
    QStringList commands;
    for (int row = 0; row < rows()->rowCount(); ++row)
        commands << rows()->index(row, static_cast<int>(Column::Command)).data().toString();
    return commands;
}

QPushButton *TestCommandLogPage::button(const QString &text) const
{
    for (QPushButton *button : m_page->findChildren<QPushButton *>()) {
        if (button->text() == text)
            return button;
    }
    return nullptr;
}

void TestCommandLogPage::showsWhatWasSentBefore()
{
    const auto cell
        = [this](Column column) { return rows()->index(0, static_cast<int>(column)).data(); };
    QCOMPARE(cell(Column::Node).toString(), m_server->endpoint().displayName());
    QCOMPARE(cell(Column::Result).toString(), u"OK"_s);
    QVERIFY(cell(Column::Duration).toLongLong() > 0);
    QCOMPARE(QTime::fromString(cell(Column::Time).toString(), u"HH:mm:ss.zzz"_s).isValid(), true);
}

void TestCommandLogPage::hidesBackgroundUnlessAsked()
{
    QVERIFY(!showsHello());
    QTest::mouseClick(
        child<QCheckBox>(), Qt::LeftButton, {}, {8, child<QCheckBox>()->height() / 2});
    QVERIFY(child<QCheckBox>()->isChecked());
    QVERIFY(showsHello());
    QVERIFY(commands().contains(u"CLIENT SETNAME hitlens"_s));
    QVERIFY(commands().contains(u"ECHO before"_s));
}

void TestCommandLogPage::filtersAsOneTypes()
{
    send({"ECHO", "Other"});
    send({"NOSUCH"});
    QVERIFY(waitFor([this] { return commands().size() == 3; }));
    auto *text = child<QLineEdit>();
    const QSignalSpy removed(rows(), &QAbstractItemModel::rowsRemoved);
    QTest::keyClicks(text, u"oTHer"_s);
    QCOMPARE(commands(), QStringList{u"ECHO Other"_s});
    QVERIFY(removed.isEmpty()); // one by one would take long
    text->setText(u"unknown command"_s); // of the result
    QCOMPARE(commands(), QStringList{u"NOSUCH"_s});
    text->setText(m_server->endpoint().displayName());
    QCOMPARE(commands().size(), 3);
    text->clear();
    QCOMPARE(commands().size(), 3);
}

void TestCommandLogPage::filtersByResultAndDuration()
{
    send({"NOSUCH"});
    send({"BLPOP", "nothing", "0.02"});
    QVERIFY(waitFor([this] { return commands().size() == 3; }));
    auto *which = child<QComboBox>();
    which->setCurrentText(u"Only failed"_s);
    QCOMPARE(commands(), QStringList{u"NOSUCH"_s});
    which->setCurrentText(u"10 ms and slower"_s);
    QVERIFY(waitFor([this] { return commands().contains(u"BLPOP nothing 0.02"_s); }));
    which->setCurrentText(u"1 s and slower"_s);
    QVERIFY(!commands().contains(u"BLPOP nothing 0.02"_s));
    which->setCurrentText(u"All results"_s);
    QCOMPARE(commands().size(), 3);
}

void TestCommandLogPage::saysWhatToDoWhenEmpty()
{
    child<QLineEdit>()->setText(u"nowhere"_s);
    QVERIFY(child<EmptyState>()->isVisible());
    QVERIFY(!button(u"Save…"_s)->isEnabled());
    QTest::mouseClick(button(u"Show all commands"_s), Qt::LeftButton);
    QVERIFY(!child<EmptyState>()->isVisible());
    QVERIFY(showsHello());
    QTest::mouseClick(button(u"Clear"_s), Qt::LeftButton);
    QVERIFY(child<EmptyState>()->isVisible());
    QVERIFY(!button(u"Show all commands"_s)->isVisible());
    QVERIFY(!button(u"Clear"_s)->isEnabled());
}

void TestCommandLogPage::pausesAndGoesOn()
{
    QTest::mouseClick(button(u"Pause"_s), Qt::LeftButton);
    sendMany(50, "paused:");
    // A batch would have come by now: the next one is only sent once this page asks.
    send({"ECHO", "after"});
    QCOMPARE(commands(), QStringList{u"ECHO before"_s});
    QTest::mouseClick(button(u"Continue"_s), Qt::LeftButton);
    QVERIFY(waitFor([this] { return commands().size() == 52; }));
    QCOMPARE(commands().last(), u"ECHO after"_s);
}

void TestCommandLogPage::clears()
{
    QTest::mouseClick(button(u"Clear"_s), Qt::LeftButton);
    QVERIFY(commands().isEmpty());
    send({"ECHO", "new"});
    QVERIFY(waitFor([this] { return commands() == QStringList{u"ECHO new"_s}; }));
}

void TestCommandLogPage::copiesSelectedRows()
{
    QVERIFY(!button(u"Copy"_s)->isEnabled());
    send({"SET", "a key", QByteArray(1000, 'x')});
    send({"AUTH", "secret"});
    send({"GET", "a key"});
    QVERIFY(waitFor([this] { return commands().size() == 4; }));
    m_page->view()->selectAll();
    QVERIFY(button(u"Copy"_s)->isEnabled());
    m_page->view()->setFocus();
    QTest::keyClick(m_page->view(), Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QApplication::clipboard()->text().split(u'\n');
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0], u"ECHO before"_s);
    QVERIFY(lines[1].startsWith(u"# SET \"a key\" \"xxxx"_s));
    QVERIFY(lines[1].endsWith(u"bytes left out"_s));
    QCOMPARE(lines[2], u"# AUTH (hidden)"_s);
    QCOMPARE(lines[3], u"GET \"a key\""_s);
    m_page->view()->clearSelection();
    QVERIFY(!button(u"Copy"_s)->isEnabled());
    m_page->view()->selectRow(3);
    QTest::mouseClick(button(u"Copy"_s), Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->text(), u"GET \"a key\""_s);
}

void TestCommandLogPage::savesToAFile()
{
    const QTemporaryDir folder;
    QTest::mouseClick(button(u"Save…"_s), Qt::LeftButton);
    auto *chooser = child<QFileDialog>();
    QVERIFY(chooser);
    const QString path = folder.filePath(u"log.txt"_s);
    emit chooser->fileSelected(path);
    chooser->close();
    QVERIFY(!button(u"Save…"_s)->isEnabled()); // the file is written beside the window
    QVERIFY(waitFor([&] { return child<MessageStrip>()->isVisible(); }));
    QVERIFY(button(u"Save…"_s)->isEnabled());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QCOMPARE(text.count('\n'), 1);
    QVERIFY(text.contains("\tECHO before\t"));
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(file.permissions() & others));
    QVERIFY(child<MessageStrip>()->text().contains(path));
}

void TestCommandLogPage::saysWhenSavingFails()
{
    QTest::mouseClick(button(u"Save…"_s), Qt::LeftButton);
    emit child<QFileDialog>()->fileSelected(u"/nowhere/log.txt"_s);
    child<QFileDialog>()->close();
    QVERIFY(waitFor([&] { return child<MessageStrip>()->isVisible(); }));
    QVERIFY(child<MessageStrip>()->text().contains(u"were not saved"_s));
}

void TestCommandLogPage::writesTextAndCsv()
{
    using Outcome = CommandEnd::Outcome;
    CommandRecord unsent = record({"SET", "a", "b"}, Outcome::NotSent, u"It is\nread-only."_s);
    unsent.end.took.reset();
    const QList<CommandRecord> records{record({"GET", "a \"b\", c"}, Outcome::Ok, {}), unsent};
    QCOMPARE(asCsv(records),
        "time,node,command,duration_ms,result\r\n"
        "\"2023-11-14T22:13:20.123Z\",\"10.0.0.1:6379\",\"GET \"\"a \\\"\"b\\\"\", c\"\"\","
        "\"1.234\",\"OK\"\r\n"
        "\"2023-11-14T22:13:20.123Z\",\"10.0.0.1:6379\",\"SET a b\",\"\","
        "\"Not sent: It is\nread-only.\"\r\n");
    QCOMPARE(asPlainText(records),
        "2023-11-14T22:13:20.123Z\t10.0.0.1:6379\tGET \"a \\\"b\\\", c\"\t1.234 ms\tOK\n"
        "2023-11-14T22:13:20.123Z\t10.0.0.1:6379\tSET a b\t–\tNot sent: It is read-only.\n");
}

void TestCommandLogPage::followsTheNewestUnlessScrolledUp()
{
    QScrollBar *bar = m_page->view()->verticalScrollBar();
    sendMany(200, "a:");
    // The view lays out a little later than the model changes.
    const auto isLaidOut = [&] {
        const int rowHeight = m_page->view()->verticalHeader()->defaultSectionSize();
        return bar->maximum() + bar->pageStep() == rows()->rowCount() * rowHeight;
    };
    QVERIFY(waitFor([&] { return commands().size() == 201 && isLaidOut(); }));
    QCOMPARE(bar->value(), bar->maximum());
    sendMany(200, "b:");
    QVERIFY(waitFor([&] { return commands().size() == 401 && isLaidOut(); }));
    QCOMPARE(bar->value(), bar->maximum());
    QVERIFY(m_page->view()->isFollowing());

    bar->setValue(bar->maximum() / 2);
    QVERIFY(!m_page->view()->isFollowing());
    const auto topCommand = [this] {
        const int row = m_page->view()->rowAt(0);
        return rows()->index(row, static_cast<int>(Column::Command)).data().toString();
    };
    const QString reading = topCommand();
    sendMany(200, "c:");
    QVERIFY(waitFor([&] { return commands().size() == 601 && isLaidOut(); }));
    QCOMPARE(topCommand(), reading);
    // So many that rows go at the top.
    sendMany(CommandLog::capacity - 500, "d:");
    QVERIFY(waitFor([&] { return commands().last().contains(u":9499"_s) && isLaidOut(); }));
    QVERIFY(!commands().contains(u"ECHO before"_s));
    QVERIFY(commands().contains(reading));
    QCOMPARE(topCommand(), reading);
    QVERIFY(!m_page->view()->isFollowing());
    bar->setValue(bar->maximum());
    QVERIFY(m_page->view()->isFollowing());
}

void TestCommandLogPage::keepsAtMostItsCapacity()
{
    sendMany(CommandLog::capacity + 100, "x:");
    QVERIFY(waitFor([&] { return commands().last().contains(u":10099"_s); }));
    QCOMPARE(commands().size(), CommandLog::capacity);
    QVERIFY(!commands().contains(u"ECHO before"_s));
}

void TestCommandLogPage::showsAWaitingCommandAndItsEnd()
{
    const auto result = [this] {
        const int last = rows()->rowCount() - 1;
        return rows()->index(last, static_cast<int>(Column::Result)).data().toString();
    };
    bool isAnswered = false;
    m_client->send(
        typed({"BLPOP", "nothing", "0.2"}), this, [&](const auto &) { isAnswered = true; });
    QVERIFY(waitFor([&] { return result() == u"Waiting…"_s; }));
    QVERIFY(!isAnswered);
    QVERIFY(waitFor([&] { return result() == u"OK"_s; }));
    QVERIFY(rows()
                ->index(rows()->rowCount() - 1, static_cast<int>(Column::Duration))
                .data()
                .toLongLong()
        >= 150000);
}

void TestCommandLogPage::saysInToolTipsWhatColumnsMean()
{
    const auto tip
        = rows()->headerData(static_cast<int>(Column::Duration), Qt::Horizontal, Qt::ToolTipRole);
    QVERIFY(tip.toString().contains(u"wait for those before them"_s));
    const QString time
        = rows()->index(0, static_cast<int>(Column::Time)).data(Qt::ToolTipRole).toString();
    QVERIFY(time.endsWith(u"UTC"_s));
}

void TestCommandLogPage::everythingHasANameAndFits()
{
    for (const Scheme scheme : {Scheme::Dark, Scheme::Light}) {
        applyTheme(*qApp, scheme);
        m_page->resize(700, 520);
        QVERIFY(waitFor([&] { return themeOf(m_page.get()).scheme == scheme; }));
        const QImage image = m_page->grab().toImage();
        QCOMPARE(image.pixelColor(m_page->width() / 2, 22), theme(scheme).panel);
    }
    for (QWidget *widget : m_page->findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        const auto *labelled = qobject_cast<QAbstractButton *>(widget);
        QVERIFY2((labelled && !labelled->text().isEmpty()) || !widget->accessibleName().isEmpty()
                || !widget->parentWidget()->accessibleName().isEmpty(),
            widget->metaObject()->className());
        QVERIFY2(widget->width() >= widget->minimumSizeHint().width(),
            widget->metaObject()->className());
    }
    QVERIFY(m_page->minimumSizeHint().width() <= 700);
}

void TestCommandLogPage::isAPageOfTheServer()
{
    Profile profile;
    profile.name = u"shop-cache"_s;
    profile.endpoint = m_server->endpoint();
    Desk desk;
    ServerPage page(profile, profile.endpoint, desk.parts().bulk);
    page.resize(1000, 600);
    page.show();
    QVERIFY(waitFor([&] { return page.isReady(); }));
    QVERIFY(!page.log());
    page.pageTabs()->setCurrentIndex(static_cast<int>(ServerPage::Page::Log));
    QVERIFY(page.log());
    QVERIFY(page.log()->isVisible());
    page.log()->findChild<QCheckBox *>()->setChecked(true);
    const QAbstractItemModel *rows = page.log()->view()->model();
    QVERIFY(waitFor([&] {
        const QModelIndex first = rows->index(0, static_cast<int>(Column::Command));
        return !rows->match(first, Qt::DisplayRole, u"INFO all"_s, 1, Qt::MatchExactly).isEmpty();
    }));
}

QTEST_MAIN(TestCommandLogPage)
#include "tst_commandlogpage.moc"
