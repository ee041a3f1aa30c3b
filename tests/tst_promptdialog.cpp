// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/client.h"
#include "tests/fixtures/await.h"
#include "ui/connections/promptdialog.h"
#include "ui/connections/prompter.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestPromptDialog final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        applyTheme(*qApp, Scheme::Light);
        m_answers.clear();
    }

    void hidesASecretAndAnswersWithIt()
    {
        const auto dialog = show(Prompt::Kind::Secret, u"Enter passphrase for key 'id':"_s);
        auto *line = dialog->findChild<QLineEdit *>();
        QCOMPARE(line->echoMode(), QLineEdit::Password);
        QTest::keyClicks(line, u"sesame"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(m_answers, QList<std::optional<QString>>{u"sesame"_s});
    }

    void showsATextWhileItIsTyped()
    {
        const auto dialog = show(Prompt::Kind::Text, u"Verification code:"_s);
        QCOMPARE(dialog->findChild<QLineEdit *>()->echoMode(), QLineEdit::Normal);
        QTest::keyClick(dialog.get(), Qt::Key_Escape);
        QCOMPARE(m_answers, QList<std::optional<QString>>{std::nullopt});
    }

    void enterDoesNotTrustAKey_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("yes");
        QTest::newRow("unknown") << int(Prompt::Kind::HostKey)
                                 << u"Connect and remember this key"_s;
        QTest::newRow("changed") << int(Prompt::Kind::ChangedHostKey) << u"Replace the known key"_s;
    }
    void enterDoesNotTrustAKey()
    {
        QFETCH(const int, kind);
        QFETCH(const QString, yes);
        const QString words = u"ED25519 key fingerprint is SHA256:abc."_s;
        auto dialog = show(static_cast<Prompt::Kind>(kind), words);
        QVERIFY(!dialog->findChild<QLineEdit *>()->isVisible());
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
        QCOMPARE(m_answers, QList<std::optional<QString>>{std::nullopt});

        m_answers.clear();
        dialog = show(static_cast<Prompt::Kind>(kind), words);
        bool isShown = false;
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            isShown |= label->text() == words
                && label->textInteractionFlags().testFlag(Qt::TextSelectableByMouse);
        QVERIFY(isShown);
        for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
            if (button->text().remove(u'&') == yes)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(m_answers, QList<std::optional<QString>>{u"yes"_s});
    }

    void asksOneAfterTheOtherAndForgetsWhatIsWithdrawn()
    {
        QWidget page;
        Client client({});
        const Prompter prompter(client, u"shop"_s, &page);
        emit client.prompted({1, Prompt::Kind::Secret, u"first"_s});
        emit client.prompted({2, Prompt::Kind::Secret, u"second"_s});
        emit client.prompted({3, Prompt::Kind::Secret, u"third"_s});
        QCOMPARE(asked(page), QList<int>{1});
        QVERIFY(!page.findChild<PromptDialog *>()->isModal());
        emit client.promptWithdrawn(2);
        page.findChild<PromptDialog *>()->accept();
        QVERIFY(waitFor([&] { return asked(page) == QList<int>{3}; }));
        emit client.promptWithdrawn(3);
        QVERIFY(waitFor([&] { return asked(page).isEmpty(); }));
    }

private:
    std::unique_ptr<PromptDialog> show(Prompt::Kind kind, const QString &text)
    {
        auto dialog = std::make_unique<PromptDialog>(u"shop"_s, Prompt{1, kind, text}, nullptr);
        dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        connect(dialog.get(), &PromptDialog::answered, this,
            [this](const std::optional<QString> &answer) { m_answers << answer; });
        dialog->show();
        dialog->activateWindow();
        [&] { QVERIFY(QTest::qWaitForWindowActive(dialog.get())); }();
        return dialog;
    }

    static QList<int> asked(const QWidget &page)
    {
        QList<int> ids;
        for (const PromptDialog *dialog : page.findChildren<PromptDialog *>())
            ids << dialog->prompt().id;
        return ids;
    }

    QList<std::optional<QString>> m_answers;
};

QTEST_MAIN(TestPromptDialog)
#include "tst_promptdialog.moc"
