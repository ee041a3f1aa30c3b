// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyselector.h"
#include "tests/fixtures/keyspagedriver.h"
#include "ui/keyspace/filterbar.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/widgets/conditionrow.h"
#include "ui/widgets/emptystate.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// The filter over the loaded keys, the pattern on the server, and that nobody takes one for the
// other.
class TestKeyFilter : public QObject, private KeysPageDriver
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { end(); }
    void filtersWhileTyping();
    void takesTextAsItIsMeant();
    void ignoresCase();
    void keepsThePlace();
    void asksTheServer();
    void filtersWhatTheServerGave();
    void filtersWhileTheScanRuns();
    void saysWhyNothingIsShown();
    void goesAboutByKeyboard();
    void invalidatesWhatIsShown();
    void takesALimitThatIsTyped();
    void namesWhatAConditionShows();
    void selectsWhatIsShown();
    void understandsFilters();
    void filtersByWhatKeysAreLike();

private:
    void type(const QString &text);
    bool shows(const QByteArrayList &names) const;
    QString matches() const;
    QString emptyText() const;
    void meanBy(const QString &mode);
    QPushButton *named(const QString &accessibleName) const;

    FilterBar *m_bar = nullptr;
    QLineEdit *m_text = nullptr;
    QComboBox *m_mode = nullptr;
};

namespace {

QString textOf(const QWidget *widget)
{
    QString text;
    for (const auto *label : widget->findChildren<QLabel *>())
        text += label->text() + u'\n';
    return text;
}

} // namespace

void TestKeyFilter::init()
{
    start();
    m_bar = m_page->findChild<FilterBar *>();
    m_text = m_bar->findChild<QLineEdit *>();
    m_mode = m_bar->findChild<QComboBox *>();
}

void TestKeyFilter::type(const QString &text)
{
    m_text->setFocus();
    QTest::keyClicks(m_text, text);
}

bool TestKeyFilter::shows(const QByteArrayList &names) const
{
    return waitFor([&] {
        QByteArrayList shown;
        for (qsizetype key = 0; key < m_model->store()->count(); ++key)
            shown << m_model->store()->name(key).toByteArray();
        return shown == names;
    });
}

QString TestKeyFilter::matches() const
{
    for (const auto *label : m_bar->findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().contains(u"loaded keys"_s))
            return label->text();
    }
    return {};
}

QString TestKeyFilter::emptyText() const
{
    const auto *empty = m_page->browser()->findChild<EmptyState *>();
    return empty->isVisible() ? textOf(empty) : QString();
}

// As a person chooses it, not as a program does.
void TestKeyFilter::meanBy(const QString &mode)
{
    m_mode->setFocus();
    m_mode->setCurrentText(mode);
    emit m_mode->activated(m_mode->currentIndex());
}

QPushButton *TestKeyFilter::named(const QString &accessibleName) const
{
    for (auto *button : m_page->browser()->findChildren<QPushButton *>()) {
        if (button->accessibleName() == accessibleName)
            return button;
    }
    return nullptr;
}

void TestKeyFilter::filtersWhileTyping()
{
    open(sample);
    const qint64 scans = m_page->browser()->listing().progress().found;
    type(u"name"_s);
    QVERIFY(shows({"user:1:name", "user:2:name"}));
    QTRY_COMPARE(matches(), u"2 of 6 loaded keys"_s);
    QCOMPARE(m_page->browser()->listing().progress().found, scans);
    QVERIFY(m_page->browser()->listing().isEverything());
    QTest::keyClick(m_text, Qt::Key_Escape);
    QCOMPARE(m_text->text(), QString());
    QCOMPARE(m_model->store()->count(), 6);
    QCOMPARE(matches(), QString());
    QVERIFY(!m_page->isScanning());
}

void TestKeyFilter::takesTextAsItIsMeant()
{
    open(sample + "SET \"[x]\" v\nSET namespace v\n");
    meanBy(u"Starts with"_s);
    type(u"name"_s);
    QVERIFY(shows({"namespace"}));
    // What looks like a pattern is one, and the person sees it.
    m_text->clear();
    type(u"user:*"_s);
    QCOMPARE(m_mode->currentText(), u"Pattern"_s);
    QVERIFY(shows({"user:1:name", "user:2:name"}));
    m_text->clear();
    QCOMPARE(m_mode->currentText(), u"Starts with"_s);
    type(u"["_s);
    meanBy(u"Contains"_s);
    type(u"x]"_s);
    QCOMPARE(m_mode->currentText(), u"Contains"_s);
    QVERIFY(shows({"[x]"}));
}

void TestKeyFilter::ignoresCase()
{
    open("SET Name 1\nSET name 1\nSET nAme:1 1\nSET other 1\nSET b-X 1\nSET B-y 1\n");
    type(u"name"_s);
    QVERIFY(shows({"name"}));
    named(u"Upper and lower case differ"_s)->click();
    QVERIFY(shows({"Name", "nAme:1", "name"}));
    QTest::keyClick(m_text, Qt::Key_Return);
    QVERIFY(settles());
    QCOMPARE(m_page->browser()->listing().pattern(), QByteArray("*[nN][aA][mM][eE]*"));
    QVERIFY(shows({"Name", "nAme:1", "name"}));
    type(u"[^A-M]*[!-x]"_s);
    QTest::keyClick(m_text, Qt::Key_Return);
    QVERIFY(settles());
    QVERIFY(shows({"Name", "nAme:1", "name", "other"}));
    type(u"b\\-[^x]"_s);
    QTest::keyClick(m_text, Qt::Key_Return);
    QVERIFY(settles());
    QVERIFY(shows({"B-y"}));
}

void TestKeyFilter::keepsThePlace()
{
    open(sample);
    m_tree->toggle(rowOf("cache:", true));
    m_tree->toggle(rowOf("cache:f:", true));
    m_tree->setCurrentRow(rowOf("cache:f:2"));
    QSignalSpy chosen(m_page->browser(), &KeyBrowser::keyChosen);
    type(u":f:"_s);
    QVERIFY(shows({"cache:f:1", "cache:f:2"}));
    QCOMPARE(current(), QByteArray("cache:f:2"));
    m_text->clear();
    QCOMPARE(current(), QByteArray("cache:f:2"));
    QVERIFY(m_model->row(rowOf("cache:", true)).isExpanded);
    QCOMPARE(chosen.size(), 0);
}

void TestKeyFilter::asksTheServer()
{
    open(sample);
    fill("SET new:name 1\n"); // not loaded
    type(u"name"_s);
    QVERIFY(shows({"user:1:name", "user:2:name"}));
    button(u"Scan server"_s)->click();
    QVERIFY(settles());
    QVERIFY(shows({"new:name", "user:1:name", "user:2:name"}));
    QVERIFY(m_page->scanSummary().startsWith(u"3 of 7 keys"_s));
    // The pattern is not in the filter any more, but shown as what it is.
    QCOMPARE(m_text->text(), QString());
    QPushButton *asked = button(u"On the server: *name*"_s);
    QVERIFY(asked && asked->isVisible());
    asked->click();
    QCOMPARE(m_text->text(), u"*name*"_s);
    QCOMPARE(m_mode->currentText(), u"Pattern"_s);
    named(u"List all keys again"_s)->click();
    QVERIFY(settles());
    QVERIFY(!asked->isVisible());
    QCOMPARE(m_text->text(), QString());
    QCOMPARE(m_model->store()->count(), 7);
}

void TestKeyFilter::filtersWhatTheServerGave()
{
    open(sample);
    m_page->setFilter(u"cache:*"_s);
    QVERIFY(settles());
    QVERIFY(button(u"On the server: cache:*"_s)->isVisible());
    type(u"g"_s);
    QVERIFY(shows({"cache:g"}));
    QTRY_COMPARE(matches(), u"1 of 3 loaded keys"_s);
    m_page->rescan();
    QVERIFY(settles());
    QVERIFY(shows({"cache:g"}));
    QVERIFY(button(u"On the server: cache:*"_s)->isVisible());
}

void TestKeyFilter::filtersWhileTheScanRuns()
{
    fill("EVAL \"for i=1,200000 do redis.call('SET', 'key:'..i, 'v') end\" 0\nSET needle 1\n");
    m_page->show();
    m_client->open();
    QVERIFY(waitFor([this] { return m_model->rowCount() > 0; }));
    QVERIFY(m_page->isScanning());
    type(u"needle"_s);
    QVERIFY(m_page->isScanning());
    QVERIFY(settles());
    QVERIFY(shows({"needle"}));
    QTRY_COMPARE(matches(), u"1 of 200,001 loaded keys"_s);
}

void TestKeyFilter::saysWhyNothingIsShown()
{
    open(sample);
    type(u"nowhere"_s);
    QTRY_VERIFY(emptyText().contains(u"No key matches the filter"_s));
    QVERIFY(emptyText().contains(u"The last scan found 6 keys"_s));
    QTest::keyClick(m_text, Qt::Key_Return);
    QVERIFY(settles());
    QTRY_VERIFY(emptyText().contains(u"No key on the server matches *nowhere*"_s));
    m_page->setFilter(u"cache:*"_s);
    QVERIFY(settles());
    type(u"user"_s);
    QTRY_VERIFY(emptyText().contains(u"asked for some of its keys only: 3"_s));
    m_text->clear();
    QVERIFY(shows({"cache:f:1", "cache:f:2", "cache:g"}));
    QCOMPARE(emptyText(), QString());
}

void TestKeyFilter::goesAboutByKeyboard()
{
    open(sample);
    type(u"plain"_s);
    QVERIFY(shows({"plain"}));
    QTest::keyClick(m_text, Qt::Key_Down);
    QVERIFY(m_tree->hasFocus());
    m_text->setFocus();
    QTest::keyClick(m_text, Qt::Key_Escape);
    QTest::keyClick(m_text, Qt::Key_Return); // nothing to ask for
    QVERIFY(!m_page->isScanning());
    for (QPushButton *each : m_bar->findChildren<QPushButton *>())
        QVERIFY2(!each->text().isEmpty() || !each->accessibleName().isEmpty(),
            qPrintable(each->toolTip()));
}

void TestKeyFilter::invalidatesWhatIsShown()
{
    open(sample + "SET \"50%*\" v\n");
    QPushButton *invalidate = button(u"Invalidate matches…"_s);
    QVERIFY(!invalidate->isVisible());
    QSignalSpy requested(m_page.get(), &KeysPage::invalidateRequested);
    meanBy(u"Contains"_s);
    type(u"%*"_s);
    m_mode->setCurrentText(u"Contains"_s);
    emit m_mode->activated(m_mode->currentIndex());
    QVERIFY(shows({"50%*"}));
    QTRY_VERIFY(invalidate->isVisible());
    invalidate->click();
    QCOMPARE(requested.takeFirst().first().toByteArray(), QByteArray("*%\\**"));
    m_page->setFilter(u"cache:*"_s);
    QVERIFY(settles());
    invalidate->click();
    QCOMPARE(requested.takeFirst().first().toByteArray(), QByteArray("cache:*"));
    type(u"g"_s);
    QVERIFY(shows({"cache:g"}));
    QTRY_VERIFY(!invalidate->isEnabled());
    QVERIFY(invalidate->toolTip().contains(u"no single pattern"_s));
}

// A folder stands for the keys in it that are shown, and for no others.
// A folder would stand for the keys that the condition leaves out, too.
void TestKeyFilter::namesWhatAConditionShows()
{
    open(sample);
    m_page->findChild<ConditionRow *>()->findChildren<QComboBox *>().at(1)->setCurrentIndex(1);
    QVERIFY(shows({"cache:f:2", "cache:g", "plain", "user:1:name", "user:2:name"}));
    QSignalSpy requested(m_page->browser(), &KeyBrowser::invalidateSelectionRequested);
    m_tree->setCurrentRow(rowOf("cache:", true));
    m_tree->setFocus();
    press(Qt::Key_Delete);
    const auto selection = requested.takeFirst().first().value<KeySelection>();
    QCOMPARE(selection.names, (QByteArrayList{"cache:f:2", "cache:g"}));
    QVERIFY(!selection.contains("cache:f:1"));
    QVERIFY(!m_page->browser()->keysIn("cache:").contains("cache:f:1"));
}

void TestKeyFilter::selectsWhatIsShown()
{
    open(sample);
    type(u":f:"_s);
    QVERIFY(shows({"cache:f:1", "cache:f:2"}));
    QSignalSpy requested(m_page->browser(), &KeyBrowser::invalidateSelectionRequested);
    m_tree->setFocus();
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_Delete);
    const auto selection = requested.takeFirst().first().value<KeySelection>();
    QVERIFY(selection.contains("cache:f:1"));
    QVERIFY(!selection.contains("cache:g"));
    QVERIFY(!selection.isEverything());
    trigger(u"Invalidate its keys that are listed…"_s);
    QCOMPARE(requested.takeFirst().first().value<KeySelection>(), selection);
    QSignalSpy whole(m_page->browser(), &KeyBrowser::invalidateFolderRequested);
    trigger(u"Invalidate all of the folder…"_s);
    QCOMPARE(whole.size(), 1);
    // Without the filter it would stand for more.
    m_text->clear();
    QCOMPARE(m_model->store()->count(), 6);
    QVERIFY(!selected().contains("cache:g") || selected().size() == 3);
    QCOMPARE(m_tree->selector().ranges().list().size(), size_t(1));
    QVERIFY(m_tree->selector().isAlone(m_tree->currentRow()));
}

void TestKeyFilter::understandsFilters()
{
    QCOMPARE(KeyBrowser::patternOf({}), QByteArray());
    QCOMPARE(KeyBrowser::patternOf(u"name"_s), QByteArray("*name*"));
    QCOMPARE(KeyBrowser::patternOf(u"(42,)"_s), QByteArray("*(42,)*"));
    QCOMPARE(KeyBrowser::patternOf(u"a*"_s), QByteArray("a*"));
    QCOMPARE(KeyBrowser::patternOf(u"a\\*"_s), QByteArray("a\\*"));
    QCOMPARE(KeyBrowser::patternOf(u"a?"_s), QByteArray("a?"));
    QCOMPARE(KeyBrowser::patternOf(u"[ab]"_s), QByteArray("[ab]"));
}

void TestKeyFilter::filtersByWhatKeysAreLike()
{
    open(sample + "HSET h f v\n");
    const auto choose = [this](const QString &name, const QString &choice) {
        for (auto *box : m_page->findChildren<QComboBox *>()) {
            if (box->accessibleName() == name)
                box->setCurrentText(choice);
        }
        return settles();
    };
    QPushButton *more = named(u"Choose what the keys have to be like"_s);
    more->click();
    QVERIFY(choose(u"Type of the keys"_s, u"hash"_s));
    QCOMPARE(m_model->store()->count(), 1);
    QVERIFY(m_page->scanSummary().startsWith(u"1 of 7 keys"_s));
    QVERIFY(textOf(m_page->browser()).contains(u"Asks every key for its type"_s));
    QVERIFY(choose(u"Expiry of the keys"_s, u"With a TTL"_s));
    QCOMPARE(m_model->store()->count(), 0);
    QVERIFY(textOf(m_page->browser()).contains(u"No key is like this"_s));
    QVERIFY(choose(u"Type of the keys"_s, u"All types"_s));
    QCOMPARE(m_model->store()->count(), 1);
    m_page->setFilter(u"cache:*"_s);
    QVERIFY(settles());
    QCOMPARE(m_model->store()->count(), 1);
    // It would hit cache:f:2, which is not shown.
    QVERIFY(!button(u"Invalidate matches…"_s)->isVisible());
    QVERIFY(choose(u"Expiry of the keys"_s, u"TTL: any"_s));
    QCOMPARE(m_model->store()->count(), 3);
    QVERIFY(button(u"Invalidate matches…"_s)->isVisible());
    m_page->setFilter({});
    QVERIFY(choose(u"Type of the keys"_s, u"hash"_s));
    QCOMPARE(m_model->store()->count(), 1);
    more->click(); // no conditions, and none in effect
    QVERIFY(settles());
    QCOMPARE(m_model->store()->count(), 7);
}

void TestKeyFilter::takesALimitThatIsTyped()
{
    open(sample + "SET long v EX 90000\n");
    auto *row = m_page->findChild<ConditionRow *>();
    named(u"Choose what the keys have to be like"_s)->click();
    QComboBox *expiry = row->findChildren<QComboBox *>().at(1);
    expiry->setCurrentText(u"TTL above…"_s);
    QCOMPARE(m_model->store()->count(), 7); // above what, is still to be said
    QLineEdit *limit = nullptr;
    for (QLineEdit *field : row->findChildren<QLineEdit *>())
        limit = field->isVisible() ? field : limit;
    QVERIFY(limit && !row->problem().isEmpty());
    QTest::keyClicks(limit, u"1 d"_s);
    QCOMPARE(m_model->store()->count(), 7); // nor is it before Enter
    QTest::keyClick(limit, Qt::Key_Return);
    QVERIFY(shows({"long"}));
    QCOMPARE(row->condition().ttlAbove, std::chrono::milliseconds(std::chrono::hours(24)));
}

QTEST_MAIN(TestKeyFilter)
#include "tst_keyfilter.moc"
