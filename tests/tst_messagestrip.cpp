// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestMessageStrip : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Scheme::Light); }
    void isHiddenUntilThereIsSomethingToSay();
    void saysWhatWasTriedTheServersWordsAndWhatToDo();
    void takesTheServersWordsAsPlainText();
    void runsItsActions();
    void dropsAnActionWhoseContextIsGone();
    void canReplaceItselfFromItsOwnAction();
    void isDismissedByButtonAndByEscape();
    void wrapsLongWords();
    void emptyStateOffersWhatToDo();
};

void TestMessageStrip::isHiddenUntilThereIsSomethingToSay()
{
    MessageStrip strip;
    QVERIFY(strip.isHidden());
    strip.showNote(u"The scan was stopped."_s);
    QVERIFY(!strip.isHidden());
    QCOMPARE(strip.text(), u"The scan was stopped."_s);
    strip.clear();
    QVERIFY(strip.isHidden());
}

void TestMessageStrip::saysWhatWasTriedTheServersWordsAndWhatToDo()
{
    MessageStrip strip;
    const Error error = serverError("OOM command not allowed when used memory > 'maxmemory'.");
    strip.showError(error, u"Saving cache:1 failed."_s);
    QVERIFY(strip.text().startsWith(u"Saving cache:1 failed.\n"_s));
    QVERIFY(strip.text().contains(error.text));
    QVERIFY(strip.text().endsWith(advice(error)));
    QCOMPARE(strip.accessibleName(), strip.text());
}

void TestMessageStrip::takesTheServersWordsAsPlainText()
{
    MessageStrip strip;
    strip.showError({Error::Kind::Server, "ERR", u"ERR <b>&lt;"_s}, u"Reading failed."_s);
    for (const QLabel *label : strip.findChildren<QLabel *>()) {
        if (!label->text().isEmpty())
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
    QVERIFY(strip.text().contains(u"<b>&lt;"_s));
}

void TestMessageStrip::runsItsActions()
{
    MessageStrip strip;
    int calls = 0;
    strip.showNote(u"Connection lost."_s);
    strip.addAction(u"Retry now"_s, this, [&calls] { ++calls; });
    auto *button = strip.findChild<QPushButton *>();
    QCOMPARE(button->text(), u"Retry now"_s);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(calls, 1);
}

void TestMessageStrip::dropsAnActionWhoseContextIsGone()
{
    MessageStrip strip;
    int calls = 0;
    strip.showNote(u"Connection lost."_s);
    {
        QObject context;
        strip.addAction(u"Retry now"_s, &context, [&calls] { ++calls; });
    }
    QTest::mouseClick(strip.findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(calls, 0);
}

void TestMessageStrip::canReplaceItselfFromItsOwnAction()
{
    MessageStrip strip;
    strip.showNote(u"Connection lost."_s);
    strip.addAction(u"Retry now"_s, &strip, [&strip] { strip.showSuccess(u"Connected."_s); });
    QTest::mouseClick(strip.findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(strip.text(), u"Connected."_s);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCOMPARE(strip.findChildren<QPushButton *>().size(), 0);
}

void TestMessageStrip::isDismissedByButtonAndByEscape()
{
    MessageStrip strip;
    strip.showNote(u"The scan was stopped."_s);
    auto *dismiss = strip.findChild<QToolButton *>();
    QVERIFY(!dismiss->accessibleName().isEmpty());
    QTest::mouseClick(dismiss, Qt::LeftButton);
    QVERIFY(strip.isHidden());

    strip.showNote(u"The scan was stopped."_s);
    QTest::keyClick(dismiss, Qt::Key_Escape);
    QVERIFY(strip.isHidden());
}

void TestMessageStrip::wrapsLongWords()
{
    QWidget page;
    QVBoxLayout layout(&page);
    MessageStrip strip;
    layout.addWidget(&strip);
    layout.addStretch();
    page.resize(400, 400);
    page.show();
    strip.showNote(u"Short."_s);
    QTRY_VERIFY(strip.height() > 0);
    const int oneLine = strip.height();
    strip.showNote(u"Nothing matches this pattern. "_s.repeated(12));
    QTRY_VERIFY(strip.height() > 2 * oneLine);
    QCOMPARE(page.width(), 400);
}

void TestMessageStrip::emptyStateOffersWhatToDo()
{
    EmptyState state(u"No server is open"_s, u"Open one from the list."_s);
    QPushButton *main = state.addButton(u"Add server…"_s);
    QPushButton *other = state.addButton(u"Open the demo cache"_s);
    QCOMPARE(roleOf(main), Role::Primary);
    QCOMPARE(roleOf(other), std::optional<Role>());
    state.setTexts(u"Nothing matches"_s, {});
    const auto labels = state.findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
        [](const QLabel *label) { return label->text() == u"Nothing matches"_s; }));
}

QTEST_MAIN(TestMessageStrip)
#include "tst_messagestrip.moc"
