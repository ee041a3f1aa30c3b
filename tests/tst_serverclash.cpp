// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/redisserver.h"
#include "ui/connections/serverdialog.h"
#include "ui/connections/serverform.h"
#include "ui/widgets/messagestrip.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// One server, edited in two running Hitlens at the same time.
class TestServerClash final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_dialog.reset(); }
    void takesOverWhatTheOtherChanged();
    void asksWhereBothChanged_data();
    void asksWhereBothChanged();
    void keepsThePasswordUntilItIsDecided();
    void saysSoAgainUntilItIsDecided();

private:
    QLineEdit *field(const QString &label) const;
    QPushButton *button(const QString &text) const;
    QString said() const { return m_dialog->findChild<MessageStrip *>()->text(); }
    Profile saved() const { return *ProfileStore(m_store->path()).profile(m_id); }
    QString password();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ProfileStore> m_store;
    std::unique_ptr<ProfileStore> m_others;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<ServerDialog> m_dialog;
    QString m_id;
};

void TestServerClash::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = std::make_unique<ProfileStore>(m_folder->filePath(u"servers.json"_s));
    m_secrets = std::make_unique<SecretStore>(SecretStore::Place::Memory);
    Profile profile;
    profile.name = u"shop"_s;
    profile.endpoint.host = u"cache.example"_s;
    m_id = *m_store->add(profile);
    m_others = std::make_unique<ProfileStore>(m_store->path());
    m_dialog = std::make_unique<ServerDialog>(*m_store, *m_secrets, *m_store->profile(m_id));
    m_dialog->show();
    QVERIFY(waitFor([this] { return button(u"Save"_s)->isEnabled(); }));
}

void TestServerClash::takesOverWhatTheOtherChanged()
{
    Profile theirs = *m_others->profile(m_id);
    theirs.environment = Environment::Production;
    theirs.databaseNames[3] = u"sessions"_s;
    QVERIFY(m_others->update(theirs));
    field(u"Name"_s)->setText(u"renamed"_s);
    button(u"Save"_s)->click();
    QVERIFY(!m_dialog->isVisible());
    theirs.name = u"renamed"_s;
    QCOMPARE(saved(), theirs);
}

void TestServerClash::asksWhereBothChanged_data()
{
    QTest::addColumn<bool>("isNoticedBefore");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("host");
    QTest::newRow("mine") << true << u"Keep mine"_s << u"mine.example"_s;
    QTest::newRow("theirs") << true << u"Take theirs"_s << u"theirs.example"_s;
    QTest::newRow("mine, at the last moment") << false << u"Keep mine"_s << u"mine.example"_s;
}

void TestServerClash::asksWhereBothChanged()
{
    QFETCH(const bool, isNoticedBefore);
    QFETCH(const QString, answer);
    QFETCH(const QString, host);
    Profile theirs = *m_others->profile(m_id);
    theirs.endpoint.host = u"theirs.example"_s;
    theirs.endpoint.port = 7000;
    theirs.keySeparator = u"/"_s;
    QVERIFY(m_others->update(theirs));
    if (isNoticedBefore)
        QVERIFY(waitFor([&] { return m_store->profile(m_id) == theirs; }));
    field(u"Host"_s)->setText(u"mine.example"_s);
    field(u"Group"_s)->setText(u"shops"_s);
    button(u"Save"_s)->click();
    QVERIFY(m_dialog->isVisible());
    QVERIFY2(said().contains(u"“theirs.example:7000” there, “mine.example:6379” here"_s),
        qPrintable(said()));
    QCOMPARE(saved(), theirs);

    button(answer)->click();
    if (m_dialog->isVisible()) {
        QCOMPARE(field(u"Host"_s)->text(), host);
        button(u"Save"_s)->click();
    }
    QVERIFY(!m_dialog->isVisible());
    QCOMPARE(saved().endpoint.host, host);
    QCOMPARE(saved().endpoint.port, host.startsWith(u"mine"_s) ? 6379 : 7000);
    QCOMPARE(saved().keySeparator, u"/"_s);
    QCOMPARE(saved().group, u"shops"_s);
}

// A password that is kept already would be tried on the address of the other.
void TestServerClash::keepsThePasswordUntilItIsDecided()
{
    Profile theirs = *m_others->profile(m_id);
    theirs.endpoint.host = u"theirs.example"_s;
    QVERIFY(m_others->update(theirs));
    QVERIFY(waitFor([&] { return m_store->profile(m_id) == theirs; }));
    field(u"Host"_s)->setText(u"mine.example"_s);
    QTest::keyClicks(field(u"Password"_s), u"hunter2"_s);
    button(u"Save"_s)->click();
    QVERIFY(button(u"Take theirs"_s));
    QCOMPARE(password(), QString());
    button(u"Take theirs"_s)->click();
    QCOMPARE(field(u"Password"_s)->text(), u"hunter2"_s);
    button(u"Save"_s)->click();
    QVERIFY(waitFor([this] { return !m_dialog->isVisible(); }));
    QCOMPARE(password(), u"hunter2"_s);
    QCOMPARE(saved().endpoint.host, u"theirs.example"_s);
}

void TestServerClash::saysSoAgainUntilItIsDecided()
{
    Profile theirs = *m_others->profile(m_id);
    theirs.name = u"theirs"_s;
    theirs.endpoint.readOnly = true;
    QVERIFY(m_others->update(theirs));
    field(u"Name"_s)->setText(u"mine"_s);
    for (int i = 0; i < 2; ++i) {
        button(u"Save"_s)->click();
        QVERIFY2(said().contains(u"Name: “theirs” there, “mine” here"_s), qPrintable(said()));
    }
    button(u"Keep mine"_s)->click();
    QVERIFY(!m_dialog->isVisible());
    QCOMPARE(saved().name, u"mine"_s);
    QVERIFY(saved().endpoint.readOnly);
}

QLineEdit *TestServerClash::field(const QString &label) const
{
    for (const QLabel *candidate : m_dialog->findChildren<QLabel *>()) {
        if (candidate->text().remove(u'&') == label)
            return qobject_cast<QLineEdit *>(candidate->buddy());
    }
    return nullptr;
}

QPushButton *TestServerClash::button(const QString &text) const
{
    for (QPushButton *button : m_dialog->findChildren<QPushButton *>()) {
        if (button->text().remove(u'&') == text)
            return button;
    }
    return nullptr;
}

QString TestServerClash::password()
{
    std::optional<QString> password;
    m_secrets->read(m_id, this,
        [&](const Result<QString> &kept) { password = Secrets::fromText(*kept).password; });
    waitFor([&] { return password.has_value(); });
    return password.value_or(u"no answer"_s);
}

QTEST_MAIN(TestServerClash)
#include "tst_serverclash.moc"
