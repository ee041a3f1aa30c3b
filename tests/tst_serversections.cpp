// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/secrets.h"
#include "tests/fixtures/await.h"
#include "ui/connections/serverdialog.h"
#include "ui/connections/sshsection.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestServerSections final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        applyTheme(*qApp, Scheme::Light);
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<ProfileStore>(m_folder->filePath(u"servers.json"_s));
        m_secrets = std::make_unique<SecretStore>(SecretStore::Place::Memory);
    }

    void cleanup()
    {
        m_dialog.reset();
        m_store.reset();
    }

    void offersTheHostsOfTheSshConfiguration()
    {
        QCOMPARE(
            SshSection::hostsIn("Host bastion web-?\n  HostName 10.0.0.1\nhost=db *.example !x\n"),
            (QStringList{u"bastion"_s, u"db"_s}));
    }

    void askingEveryTimeForgetsWhatWasKept()
    {
        Profile profile = some(u"shop"_s);
        profile.id = *m_store->add(profile);
        keep(profile.id, u"hunter2"_s);
        profile.askSecrets = true;
        QVERIFY(m_store->update(profile));
        open(profile);
        QVERIFY(waitFor([&] { return !field(u"Password"_s)->text().isEmpty(); }));
        click(u"Save"_s);
        QVERIFY(waitFor([&] { return !m_dialog->isVisible(); }));
        QVERIFY(m_store->profile(profile.id)->askSecrets);
        QCOMPARE(secret(profile.id), QString());
    }

    void keepsEveryFieldOfEverySection()
    {
        Profile profile = some(u"shop"_s);
        profile.group = u"Shop"_s;
        Endpoint &endpoint = profile.endpoint;
        endpoint.tls = {true, false, u"sni"_s, u"/ca"_s, u"/crt"_s, u"/key"_s, {}};
        endpoint.ssh = {true, u"bastion"_s, 2222, u"me"_s, u"/id"_s, {}, {}};
        endpoint.proxy = {Proxy::Kind::Http, u"proxy"_s, 8080, u"p"_s, {}};
        endpoint.sentinel = {u"main"_s, {{u"s2"_s, 26379}, {u"::1"_s, 26380}}, u"s"_s, {},
            {true, true, u"s"_s, u"/sca"_s, {}, {}, {}}};
        endpoint.thisNodeOnly = true;
        endpoint.addressMap = {{u"10.0.0.5:6379"_s, u"h:7001"_s}};
        profile.databaseNames = {{3, u"sessions = all"_s}};
        profile.defaultPattern = u"user:*"_s;
        profile.id = *m_store->add(profile);
        const Profile saved = *m_store->profile(profile.id);
        open(saved);
        for (int tab = 1; tab < tabs()->count(); ++tab)
            QVERIFY2(tabs()->tabText(tab).endsWith(u"•"), qPrintable(tabs()->tabText(tab)));
        QVERIFY(waitFor([&] { return button(u"Save"_s)->isEnabled(); }));
        click(u"Save"_s);
        QVERIFY(waitFor([&] { return !m_dialog->isVisible(); }));
        QCOMPARE(*m_store->profile(profile.id), saved);
    }

    void saysThatAPasswordLivesForThisRunOnly()
    {
        open({});
        QStringList notes;
        for (const QLabel *label : m_dialog->findChildren<QLabel *>())
            notes << label->text();
        QVERIFY(notes.contains(m_secrets->reason()));
    }

    void bringsTheWrongFieldToTheFront()
    {
        Profile profile = some(u"shop"_s);
        profile.endpoint.ssh.enabled = true;
        open(profile);
        click(u"Save"_s);
        QCOMPARE(tabs()->currentIndex(), 2);
        QCOMPARE(focused(), field(u"SSH server"_s));
        QVERIFY(m_store->profiles().isEmpty());
    }

private:
    static Profile some(const QString &name)
    {
        Profile profile;
        profile.name = name;
        profile.endpoint.host = u"cache.example"_s;
        return profile;
    }

    void open(const Profile &profile)
    {
        m_dialog = std::make_unique<ServerDialog>(*m_store, *m_secrets, profile);
        m_dialog->open();
        m_dialog->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
    }

    QTabBar *tabs() const { return m_dialog->findChild<QTabBar *>(); }
    QWidget *focused() const { return m_dialog->focusWidget(); }

    // By what stands before it, as a person finds it.
    QLineEdit *field(const QString &label) const
    {
        for (const QLabel *candidate : m_dialog->findChildren<QLabel *>()) {
            if (candidate->text().remove(u'&') == label)
                return qobject_cast<QLineEdit *>(candidate->buddy());
        }
        return nullptr;
    }

    QPushButton *button(const QString &text) const
    {
        for (QPushButton *button : m_dialog->findChildren<QPushButton *>()) {
            if (button->text().remove(u'&') == text)
                return button;
        }
        return nullptr;
    }

    void click(const QString &text) const { QTest::mouseClick(button(text), Qt::LeftButton); }

    QString secret(const QString &id)
    {
        std::optional<QString> text;
        m_secrets->read(id, this, [&](const Result<QString> &kept) { text = *kept; });
        waitFor([&] { return text.has_value(); });
        return text.value_or(u"no answer"_s);
    }

    void keep(const QString &id, const QString &password)
    {
        Secrets secrets;
        secrets.password = password;
        bool isKept = false;
        m_secrets->write(
            id, secrets.toText(), this, [&](const SecretStore::Kept &) { isKept = true; });
        QVERIFY(waitFor([&] { return isKept; }));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ProfileStore> m_store;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<ServerDialog> m_dialog;
};

QTEST_MAIN(TestServerSections)
#include "tst_serversections.moc"
