// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/editing.h"
#include "tests/fixtures/keyspagedriver.h"
#include "ui/keyspace/folderpage.h"
#include "ui/keyspace/foldersamplecard.h"
#include "ui/keyspace/stringview.h"
#include "ui/keyspace/ttlspread.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestFolderPage : public QObject, private KeysPageDriver
{
    Q_OBJECT

private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void followsTheTree();
    void keepsTheEditOfAKey();
    void samplesEveryKey();
    void samplesSome();
    void forgetsWithAnotherFolder();
    void stops();
    void saysWhatIsGone();
    void saysWhatIsNotPermitted();
    void saysWhyNothingIsKnown();
    void byKeyboard();
    void copiesExportsInvalidates();
    void exportsWhatIsListed();
    void saysEstimates();
    void paints();
    void fitsIntoASmallWindow();

private:
    FolderPage *page() const { return m_page->findChild<FolderPage *>(); }
    FolderSampleCard *card() const { return m_page->findChild<FolderSampleCard *>(); }
    QTabWidget *tabs() const { return m_page->findChild<QTabWidget *>(); }
    bool says(const QString &text) const;
    bool sample();
    void choose(const QByteArray &folder) { m_tree->setCurrentRow(rowOf(folder, true)); }
    void openAs(const QStringList &rules, const QByteArray &commands);
    // folder:0 to folder:<count - 1>; every other one expires within the hour.
    static QByteArray many(int count);
};

// Of the labels that can be seen.
bool TestFolderPage::says(const QString &text) const
{
    for (const auto *label : page()->findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().contains(text))
            return true;
    }
    return false;
}

bool TestFolderPage::sample()
{
    QSignalSpy ended(card(), &FolderSampleCard::ended);
    card()->sample();
    return waitFor([&] { return !ended.isEmpty(); });
}

QByteArray TestFolderPage::many(int count)
{
    QByteArray commands;
    for (int key = 0; key < count; ++key)
        commands += "SET folder:" + QByteArray::number(key)
            + (key % 2 == 0 ? QByteArray(" x EX 3000\n") : QByteArray(" x\n"));
    return commands;
}

void TestFolderPage::openAs(const QStringList &rules, const QByteArray &commands)
{
    end();
    m_server = std::make_unique<RedisServer>();
    fill(commands);
    m_server->cli(
        QStringList{u"ACL"_s, u"SETUSER"_s, u"viewer"_s, u"on"_s, u">secret"_s, u"~*"_s, u"+@all"_s}
        + rules);
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"viewer"_s;
    endpoint.password = u"secret"_s;
    m_client = std::make_unique<Client>(endpoint);
    m_page = std::make_unique<KeysPage>(*m_client, Profile());
    m_tree = m_page->findChild<KeyTreeView *>();
    m_model = &m_page->browser()->model();
    open({});
}

void TestFolderPage::followsTheTree()
{
    open(KeysPageDriver::sample);
    choose("cache:");
    QVERIFY(page()->isVisible());
    QVERIFY(says(u"3 keys"_s));
    QCOMPARE(tabs()->tabText(0), u"cache:"_s);
    QVERIFY(!says(u"were asked"_s));
    m_tree->setCurrentRow(rowOf("plain"));
    QTRY_COMPARE(tabs()->tabText(0), u"plain"_s);
    QVERIFY(!page()->isVisible());
    // What was deleted elsewhere is not counted any more.
    choose("cache:");
    m_page->removeKey("cache:g");
    QTRY_VERIFY(says(u"2 keys"_s));
}

void TestFolderPage::keepsTheEditOfAKey()
{
    open(KeysPageDriver::sample);
    m_tree->setCurrentRow(rowOf("plain"));
    auto *editor = m_page->findChild<StringView *>()->findChild<TextEditor *>();
    QTRY_COMPARE(shownText(editor), u"x"_s);
    QVERIFY(waitFor([&] { return replaceText(editor, u"edited"_s); }));
    choose("cache:");
    QVERIFY(m_page->hasUnsavedEdits());
    m_tree->setCurrentRow(rowOf("plain"));
    QTRY_VERIFY(editor->isVisible());
    QCOMPARE(shownText(editor), u"edited"_s);
    QCOMPARE(tabs()->tabText(0), u"plain"_s);
}

void TestFolderPage::samplesEveryKey()
{
    open(many(300));
    choose("folder:");
    QVERIFY(sample());
    QVERIFY(says(u"All 300 keys were asked."_s));
    qint64 bytes = 0;
    for (const QByteArray &line :
        m_server
            ->cli({u"EVAL"_s,
                u"local all = {} for _, key in ipairs(redis.call('KEYS', '*')) do all[#all+1] = "
                "redis.call('MEMORY', 'USAGE', key) end return all"_s,
                u"0"_s})
            .split('\n'))
        bytes += line.toLongLong();
    QVERIFY(bytes > 0);
    QVERIFY(says(formatBytes(bytes)));
    QVERIFY(!says(u"≈"_s));
    const auto *spread = page()->findChild<TtlSpread *>();
    QCOMPARE(spread->text(FolderEstimate::Hour), u"150 · %1"_s.arg(formatPercent(0.5)));
    QCOMPARE(spread->text(FolderEstimate::Never), u"150 · %1"_s.arg(formatPercent(0.5)));
    QCOMPARE(spread->text(FolderEstimate::Minute), u"0 · %1"_s.arg(formatPercent(0)));
}

void TestFolderPage::samplesSome()
{
    open(many(3000));
    choose("folder:");
    QVERIFY(says(u"Asks 1,000 of the keys"_s));
    QVERIFY(sample());
    QVERIFY(says(u"1,000 of 3,000 keys were asked."_s));
    QVERIFY(says(u"≈"_s));
    QVERIFY(says(u"±"_s));
}

void TestFolderPage::forgetsWithAnotherFolder()
{
    open(KeysPageDriver::sample);
    choose("cache:");
    QVERIFY(sample());
    QVERIFY(says(u"All 3 keys were asked."_s));
    m_tree->setCurrentRow(rowOf("plain"));
    choose("cache:");
    QVERIFY(says(u"All 3 keys were asked."_s));
    choose("user:");
    QVERIFY(!says(u"were asked"_s));
    QVERIFY(says(u"2 keys"_s));
}

void TestFolderPage::stops()
{
    open(many(900));
    choose("folder:");
    m_server->suspend();
    card()->sample();
    QVERIFY(card()->isSampling());
    QSignalSpy ended(card(), &FolderSampleCard::ended);
    card()->stop();
    m_server->wake();
    QVERIFY(waitFor([&] { return !ended.isEmpty(); }));
    QVERIFY(!card()->isSampling());
    QVERIFY(says(u" of 900 keys were asked."_s));
}

void TestFolderPage::saysWhatIsGone()
{
    open(many(100));
    choose("folder:");
    fill("UNLINK folder:1 folder:3 folder:5\n");
    QVERIFY(sample());
    QVERIFY(says(u"All 100 keys were asked. 3 of them were gone."_s));
}

void TestFolderPage::saysWhatIsNotPermitted()
{
    openAs({u"-memory"_s}, many(100));
    choose("folder:");
    QVERIFY(sample());
    QVERIFY(says(u"–"_s));
    QVERIFY(says(u"Memory not told: the user lacks the ACL rule +memory"_s));
    QCOMPARE(page()->findChild<TtlSpread *>()->text(FolderEstimate::Never),
        u"50 · %1"_s.arg(formatPercent(0.5)));
}

void TestFolderPage::saysWhyNothingIsKnown()
{
    openAs({u"-memory"_s, u"-pttl"_s}, many(100));
    choose("folder:");
    QVERIFY(sample());
    QVERIFY(card()->findChild<MessageStrip *>()->isVisible());
    QVERIFY(!says(u"were asked"_s));
}

void TestFolderPage::byKeyboard()
{
    open(many(100));
    choose("folder:");
    auto *start = button(u"Sample memory and expiry"_s);
    for (int steps = 0; steps < 20 && !start->hasFocus(); ++steps)
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QVERIFY(start->hasFocus());
    QSignalSpy ended(card(), &FolderSampleCard::ended);
    QTest::keyClick(start, Qt::Key_Space);
    // The focus goes where something can be done.
    QVERIFY(card()->isSampling());
    QCOMPARE(QApplication::focusWidget()->property("text").toString(), u"Stop"_s);
    QVERIFY(waitFor([&] { return !ended.isEmpty(); }));
    QCOMPARE(QApplication::focusWidget(), start);
    QCOMPARE(start->text(), u"Sample again"_s);
}

void TestFolderPage::copiesExportsInvalidates()
{
    open("SET a[1]:x 1\nSET a[1]:y 2\nSET b 3\n");
    choose("a[1]:");
    button(u"Copy pattern"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"a\\[1\\]:*"_s);
    QSignalSpy exports(m_page.get(), &KeysPage::exportRequested);
    QSignalSpy invalidations(m_page.get(), &KeysPage::invalidateRequested);
    for (auto *each : page()->findChildren<QPushButton *>()) {
        if (each->text() == u"Export…"_s || each->text() == u"Invalidate…"_s)
            each->click();
    }
    QCOMPARE(exports.size(), 1);
    QCOMPARE(exports[0][0].value<KeySelection>().prefixes, QByteArrayList{"a[1]:"});
    QCOMPARE(invalidations.size(), 1);
    QCOMPARE(invalidations[0][0].toByteArray(), QByteArray("a\\[1\\]:*"));
}

void TestFolderPage::exportsWhatIsListed()
{
    open("SET f:one 1\nSET f:on 2\nSET f:two 3\n");
    m_page->setFilter(u"*on*"_s);
    QVERIFY(settles());
    QTRY_COMPARE(m_model->store()->count(), 2);
    choose("f:");
    const KeySelection selection = m_page->browser()->keysIn("f:");
    QVERIFY(selection.contains("f:one"));
    QVERIFY(selection.contains("f:on"));
    QVERIFY(!selection.contains("f:two"));
}

void TestFolderPage::saysEstimates()
{
    FolderEstimate estimate{.keys = 5000000, .wanted = 1000, .asked = 1000};
    QCOMPARE(FolderSampleCard::memoryText(estimate), u"–"_s);
    estimate.bytes = 1288490188.8;
    QCOMPARE(FolderSampleCard::memoryText(estimate), u"≈ 1.2 GiB"_s);
    estimate.bytesError = 0.08 * *estimate.bytes;
    QCOMPARE(FolderSampleCard::memoryText(estimate), u"≈ 1.2 GiB ± %1"_s.arg(formatPercent(0.08)));
    QCOMPARE(FolderSampleCard::askedText(estimate), u"1,000 of 5,000,000 keys were asked."_s);
    // Alike as far as they were asked, which does not make it sure.
    estimate.bytesError = 0;
    QCOMPARE(FolderSampleCard::memoryText(estimate), u"≈ 1.2 GiB ± %1"_s.arg(formatPercent(0)));
    estimate.asked = estimate.keys;
    QCOMPARE(FolderSampleCard::memoryText(estimate), u"1.2 GiB"_s);
}

void TestFolderPage::paints()
{
    open(many(500));
    choose("folder:");
    QVERIFY(sample());
    QList<QImage> pictures;
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        applyTheme(*qApp, scheme);
        QTRY_COMPARE(themeOf(card()).scheme, scheme);
        pictures << card()->grab().toImage();
        QCOMPARE(pictures.last().pixelColor(20, 4), theme(scheme).panel);
    }
    QVERIFY(pictures[0] != pictures[1]);
}

// What a window of 1024 by 700 leaves.
void TestFolderPage::fitsIntoASmallWindow()
{
    m_page->resize(750, 560);
    open(many(500));
    choose("folder:");
    QVERIFY(sample());
    QString clipped;
    const auto fits = [&] {
        clipped.clear();
        for (const auto *part : page()->findChildren<QWidget *>()) {
            const QRect place(part->mapTo(page(), QPoint()), part->size());
            const bool isWhole = page()->rect().contains(place)
                && part->width() >= part->minimumSizeHint().width();
            if (part->isVisible() && !isWhole)
                clipped += part->property("text").toString() + u'\n';
        }
        return clipped.isEmpty();
    };
    QVERIFY2(waitFor(fits), qPrintable(clipped));
}

QTEST_MAIN(TestFolderPage)
#include "tst_folderpage.moc"
