// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/editing.h"
#include "tests/fixtures/keyspagedriver.h"
#include "ui/keyspace/keytabs.h"
#include "ui/keyspace/stringview.h"
#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestKeyTabs : public QObject, private KeysPageDriver
{
    Q_OBJECT

private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void opensAKeyInATabOfItsOwn();
    void theFirstTabFollowsTheSelection();
    void closes();
    void asksBeforeItDropsAnEdit();
    void notesWhatIsChangedInATab();
    void paints();

private:
    QTabWidget *tabs() const { return m_page->findChild<QTabWidget *>(); }
    QString title() const { return tabs()->tabText(tabs()->currentIndex()); }
    TextEditor *editor() const
    {
        return tabs()->currentWidget()->findChild<StringView *>()->findChild<TextEditor *>();
    }
    void pin(const QByteArray &key)
    {
        m_tree->setCurrentRow(rowOf(key));
        press(Qt::Key_Return, Qt::ControlModifier);
    }
};

void TestKeyTabs::opensAKeyInATabOfItsOwn()
{
    open("SET a va\nSET b vb\nSET c vc\n");
    QVERIFY(!tabs()->tabBar()->isVisible());
    pin("a");
    QCOMPARE(tabs()->count(), 2);
    QCOMPARE(title(), u"a"_s);
    QVERIFY(tabs()->tabBar()->isVisible());
    QTRY_COMPARE(shownText(editor()), u"va"_s);
    m_tree->setCurrentRow(rowOf("b"));
    trigger(u"Open in a new tab"_s);
    QCOMPARE(tabs()->count(), 3);
    QTRY_COMPARE(shownText(editor()), u"vb"_s);
    pin("a");
    QCOMPARE(tabs()->count(), 3);
    QCOMPARE(tabs()->currentIndex(), 1);
    QCOMPARE(shownText(editor()), u"va"_s);
}

void TestKeyTabs::theFirstTabFollowsTheSelection()
{
    open("SET a va\nSET b vb\nSET c vc\n");
    pin("a");
    m_tree->setCurrentRow(rowOf("b"));
    QTRY_COMPARE(tabs()->currentIndex(), 0);
    QTRY_COMPARE(shownText(editor()), u"vb"_s);
    QCOMPARE(title(), u"b"_s);
    QCOMPARE(tabs()->tabText(1), u"a"_s);
}

void TestKeyTabs::closes()
{
    open("SET a va\nSET b vb\n");
    pin("a");
    pin("b");
    tabs()->currentWidget()->setFocus();
    QTest::keyClick(tabs()->currentWidget(), Qt::Key_F4, Qt::ControlModifier);
    QCOMPARE(tabs()->count(), 2);
    emit tabs()->tabCloseRequested(0);
    QCOMPARE(tabs()->count(), 2);
    emit tabs()->tabCloseRequested(1);
    QCOMPARE(tabs()->count(), 1);
    QVERIFY(!tabs()->tabBar()->isVisible());
}

void TestKeyTabs::asksBeforeItDropsAnEdit()
{
    open("SET a va\nSET b vb\n");
    pin("a");
    QTRY_COMPARE(shownText(editor()), u"va"_s);
    QVERIFY(!m_page->hasUnsavedEdits());
    editor()->setFocus();
    QTest::keyClicks(&editor()->view(), u"x"_s);
    QVERIFY(m_page->hasUnsavedEdits());
    emit tabs()->tabCloseRequested(1);
    QCOMPARE(tabs()->count(), 2);
    auto *strip = m_page->findChild<KeyTabs *>()->findChild<MessageStrip *>(
        QString(), Qt::FindDirectChildrenOnly);
    QVERIFY(strip->text().contains(u"a is edited and not saved"_s));
    for (auto *button : strip->findChildren<QPushButton *>())
        button->click();
    QCOMPARE(tabs()->count(), 1);
    QVERIFY(!m_page->hasUnsavedEdits());
    QCOMPARE(m_server->cli({u"GET"_s, u"a"_s}), QByteArray("va"));
}

void TestKeyTabs::notesWhatIsChangedInATab()
{
    open("SET a va\nSET b vb\n");
    pin("a");
    const auto known = [this] { return m_model->summary("a"); };
    QTRY_VERIFY(known() && known()->ttl && known()->ttl->state == Ttl::State::Persistent);
    QPushButton *hour = nullptr;
    QTRY_VERIFY([&] {
        for (auto *each : tabs()->currentWidget()->findChildren<QPushButton *>()) {
            if (each->text() == u"1 h"_s && each->isVisible() && each->isEnabled())
                hour = each;
        }
        return hour != nullptr;
    }());
    hour->click();
    QTRY_VERIFY(known() && known()->ttl && known()->ttl->state == Ttl::State::Expires);
}

void TestKeyTabs::paints()
{
    open("SET a va\nSET b vb\n");
    pin("a");
    QTRY_COMPARE(shownText(editor()), u"va"_s);
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        applyTheme(*qApp, scheme);
        const QImage image = m_page->grab().toImage();
        QCOMPARE(image.size(), m_page->size() * image.devicePixelRatio());
        if (const QString folder = qEnvironmentVariable("HITLENS_PICTURES"); !folder.isEmpty())
            image.save(folder + u"/tabs-%1.png"_s.arg(scheme == Scheme::Dark));
    }
}

QTEST_MAIN(TestKeyTabs)
#include "tst_keytabs.moc"
