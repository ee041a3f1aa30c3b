// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/connectionurl.h"
#include "tests/fixtures/redisserver.h"
#include "ui/connections/serverdialog.h"
#include "ui/connections/serverform.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/messagestrip.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// Makes every text a third longer, as other languages do.
class LongTexts final : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *source, const char *, int) const override
    {
        const QString text = QString::fromUtf8(source);
        return text + QString(text.size() / 3 + 1, u'ö');
    }
};

} // namespace

class TestServerDialog final : public QObject
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

    void addsAServerByKeyboardAlone()
    {
        open({});
        QSignalSpy saved(m_dialog.get(), &ServerDialog::saved);
        type(u"shop"_s);
        tab(3); // past its group; the kind of address is one stop
        type(u"cache.example"_s);
        tab();
        QTest::keyClick(focused(), Qt::Key_A, Qt::ControlModifier);
        type(u"6380"_s);
        tab();
        QTest::keyClick(focused(), Qt::Key_A, Qt::ControlModifier);
        type(u"3"_s);
        tab();
        type(u"support"_s);
        tab();
        type(u"hunter2"_s);
        tab(3); // past what shows it and asks every time
        QTest::keyClick(focused(), Qt::Key_End); // production
        tab();
        QTest::keyClick(focused(), Qt::Key_Right);
        QTest::keyClick(focused(), Qt::Key_Space);
        tab();
        QTest::keyClick(focused(), Qt::Key_Space); // read-only
        QTest::keyClick(focused(), Qt::Key_Return);
        QVERIFY(waitFor([&] { return saved.count() == 1; }));
        QVERIFY(!m_dialog->isVisible());

        const Profile profile = m_store->profiles().first();
        QCOMPARE(saved.first().first().toString(), profile.id);
        QCOMPARE(profile.name, u"shop"_s);
        QCOMPARE(profile.endpoint.host, u"cache.example"_s);
        QCOMPARE(profile.endpoint.port, 6380);
        QCOMPARE(profile.endpoint.db, 3);
        QCOMPARE(profile.endpoint.username, u"support"_s);
        QCOMPARE(profile.environment, Environment::Production);
        QVERIFY(!profile.color.isEmpty());
        QVERIFY(profile.endpoint.readOnly);
        QCOMPARE(secret(profile.id), u"hunter2"_s);
    }

    void editsAndKeepsWhatIsNotTouched()
    {
        Profile profile = some(u"shop"_s);
        profile.color = u"#123456"_s; // none that we offer
        profile.environment = Environment::Staging;
        profile.endpoint.connectTimeout = std::chrono::milliseconds(77);
        profile.id = *m_store->add(profile);
        keep(profile.id, u"hunter2"_s);
        open(profile);
        QVERIFY(waitFor([&] { return field(u"Password"_s)->text() == u"hunter2"_s; }));
        field(u"Name"_s)->setText(u"renamed"_s);
        click(u"Save"_s);
        QVERIFY(waitFor([&] { return !m_dialog->isVisible(); }));
        profile.name = u"renamed"_s;
        QCOMPARE(m_store->profiles(), QList{profile});
        QCOMPARE(secret(profile.id), u"hunter2"_s);
    }

    void clearingThePasswordForgetsIt()
    {
        Profile profile = some(u"shop"_s);
        profile.id = *m_store->add(profile);
        keep(profile.id, u"hunter2"_s);
        open(profile);
        auto *password = field(u"Password"_s);
        QVERIFY(waitFor([&] { return !password->text().isEmpty(); }));
        password->setFocus();
        QTest::keyClick(password, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(password, Qt::Key_Backspace);
        click(u"Save"_s);
        QVERIFY(waitFor([&] { return !m_dialog->isVisible(); }));
        QCOMPARE(secret(profile.id), QString());
    }

    void whoHearsOfAChangeFindsTheNewPassword()
    {
        Profile profile = some(u"shop"_s);
        profile.id = *m_store->add(profile);
        keep(profile.id, u"old"_s);
        open(profile);
        auto *password = field(u"Password"_s);
        QVERIFY(waitFor([&] { return !password->text().isEmpty(); }));
        std::optional<QString> found;
        connect(m_store.get(), &ProfileStore::changed, m_dialog.get(), [&] {
            m_secrets->read(profile.id, this,
                [&](const Result<QString> &now) { found = Secrets::fromText(*now).password; });
        });
        password->setFocus();
        password->selectAll();
        type(u"new"_s);
        field(u"Host"_s)->setText(u"elsewhere.example"_s);
        click(u"Save"_s);
        QVERIFY(waitFor([&] { return found.has_value(); }));
        QCOMPARE(*found, u"new"_s);
    }

    void showsThePasswordOnRequest()
    {
        open({});
        auto *password = field(u"Password"_s);
        auto *show = named<QPushButton>(u"Show the password"_s);
        for (const auto mode : {QLineEdit::Password, QLineEdit::Normal, QLineEdit::Password}) {
            QCOMPARE(password->echoMode(), mode);
            QTest::mouseClick(show, Qt::LeftButton);
        }
    }

    void saysWhatIsWrongWhereItIs()
    {
        m_store->add(some(u"taken"_s));
        open({});
        QVERIFY(problems().isEmpty());
        click(u"Save"_s);
        QCOMPARE(problems(), QStringList{u"Enter the server's name or IP address."_s});
        QCOMPARE(focused(), field(u"Host"_s));
        field(u"Host"_s)->setText(u"two words"_s);
        QVERIFY(problems().value(0).contains(u"character"_s));
        field(u"Host"_s)->setText(u"h"_s);
        QVERIFY(problems().isEmpty()); // from the first try on they follow what is typed
        field(u"Name"_s)->setText(u"taken"_s);
        QVERIFY(problems().value(0).contains(u"Another server has this name"_s));
        field(u"Name"_s)->setText(u"free"_s);
        click(u"Unix socket"_s);
        QCOMPARE(problems(), QStringList{u"Enter the path of the server's socket."_s});
        field(u"Socket"_s)->setText(u"redis.sock"_s);
        QVERIFY(problems().value(0).contains(u"root"_s));
        field(u"Socket"_s)->setText(u"/run/redis.sock"_s);
        click(u"Save"_s);
        QVERIFY(waitFor([&] { return m_store->profiles().size() == 2; }));
        QCOMPARE(m_store->profiles().last().endpoint.socketPath, u"/run/redis.sock"_s);
        QVERIFY(m_store->profiles().last().endpoint.host.isEmpty());
    }

    void namesAServerAfterItsAddress()
    {
        open({});
        field(u"Host"_s)->setText(u"::1"_s);
        QCOMPARE(field(u"Name"_s)->placeholderText(), u"[::1]:6379"_s);
        click(u"Save"_s);
        QVERIFY(waitFor([&] { return m_store->profiles().size() == 1; }));
        QCOMPARE(m_store->profiles().first().name, u"[::1]:6379"_s);
    }

    void fillsTheFieldsFromAPastedAddress()
    {
        open({});
        paste(u"Host"_s, u"redis://support:p%40ss@cache.example:6380/3"_s);
        QCOMPARE(field(u"Host"_s)->text(), u"cache.example"_s);
        QCOMPARE(named<QSpinBox>(u"Port"_s)->value(), 6380);
        QCOMPARE(field(u"User name"_s)->text(), u"support"_s);
        QCOMPARE(field(u"Password"_s)->text(), u"p@ss"_s);
        QVERIFY(strip()->text().contains(u"filled in"_s));
        paste(u"Host"_s, u"unix:///run/redis.sock?db=2"_s);
        QVERIFY(!field(u"Host"_s)->isVisible());
        QCOMPARE(field(u"Socket"_s)->text(), u"/run/redis.sock"_s);
        click(u"Host and port"_s);
        paste(u"Host"_s, u"rediss://cache.example"_s);
        QCOMPARE(tabs()->tabText(1), u"Encryption •"_s);
        paste(u"Host"_s, u"redis://cache.example:port"_s);
        QVERIFY(problems().value(0).contains(u"port"_s));
    }

    void takesAPortFromTheHost()
    {
        open({});
        field(u"Host"_s)->setText(u"[::1]:7000"_s);
        click(u"Save"_s);
        QVERIFY(waitFor([&] { return m_store->profiles().size() == 1; }));
        QCOMPARE(m_store->profiles().first().endpoint.host, u"::1"_s);
        QCOMPARE(m_store->profiles().first().endpoint.port, 7000);
    }

    void testsAConnection()
    {
        RedisServer server({u"--requirepass"_s, u"hunter2"_s});
        open({});
        field(u"Host"_s)->setText(u"127.0.0.1:%1"_s.arg(server.port()));
        field(u"Password"_s)->setText(u"hunter2"_s);
        test();
        const QString said = strip()->text();
        QVERIFY2(
            said.contains(u"Connected to Redis "_s) || said.contains(u"Connected to Valkey "_s),
            qPrintable(said));
        QVERIFY(strip()->text().contains(u"ms"_s));
        savePicture(u"serverdialog-connected"_s);

        field(u"Password"_s)->setText(u"hunter3"_s);
        QVERIFY(!strip()->isVisible()); // what it said was about other fields
        test();
        QVERIFY2(strip()->text().contains(u"WRONGPASS"_s), qPrintable(strip()->text()));
        QVERIFY(strip()->text().contains(u"Check the user name and the password"_s));
        field(u"Password"_s)->clear();
        test();
        QVERIFY2(strip()->text().contains(u"NOAUTH"_s), qPrintable(strip()->text()));

        server.stop();
        test();
        QVERIFY2(strip()->text().contains(u"refused"_s), qPrintable(strip()->text()));
        QVERIFY(strip()->text().contains(u"Nothing listens there"_s));
        field(u"Host"_s)->setText(u"no-such-host.invalid"_s);
        test();
        QVERIFY2(strip()->text().contains(u"no-such-host.invalid"_s), qPrintable(strip()->text()));
        savePicture(u"serverdialog-failed"_s);
        QVERIFY(m_store->profiles().isEmpty());
    }

    void offersTheUserNameAsPassword()
    {
        const RedisServer server({u"--requirepass"_s, u"hunter2"_s});
        open({});
        paste(u"Host"_s, u"redis://hunter2@127.0.0.1:%1"_s.arg(server.port()));
        QCOMPARE(field(u"User name"_s)->text(), u"hunter2"_s);
        test();
        click(u"Use the user name as the password"_s);
        QVERIFY(waitFor([&] { return strip()->text().contains(u"Connected to"_s); }));
        QCOMPARE(field(u"Password"_s)->text(), u"hunter2"_s);
        QVERIFY(field(u"User name"_s)->text().isEmpty());
    }

    void closesWhileATestRuns()
    {
        open({});
        field(u"Host"_s)->setText(u"192.0.2.1"_s); // answers nobody
        click(u"Test connection"_s);
        QVERIFY(strip()->text().contains(u"Connecting"_s));
        m_dialog.reset();
    }

    void saysWhenTheKeychainTurnsOutNotToBeThere()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        m_secrets = std::make_unique<SecretStore>(SecretStore::Place::Keychain);
        m_dialog = std::make_unique<ServerDialog>(*m_store, *m_secrets, Profile());
        // All before the keychain can have answered.
        field(u"Host"_s)->setText(u"h"_s);
        QTest::keyClicks(field(u"Password"_s), u"hunter2"_s);
        m_dialog->show();
        click(u"Save"_s);
        QVERIFY(waitFor([&] { return strip()->isVisible(); }));
        QVERIFY2(strip()->text().contains(u"for this run only"_s), qPrintable(strip()->text()));
        QVERIFY(m_dialog->isVisible());
        QCOMPARE(m_store->profiles().size(), 1);
    }

    void staysOpenWhenNothingCanBeWritten()
    {
        QVERIFY(QDir().mkpath(m_store->path()));
        open({});
        field(u"Host"_s)->setText(u"h"_s);
        field(u"Password"_s)->setFocus();
        type(u"hunter2"_s);
        click(u"Save"_s);
        QVERIFY(waitFor([&] { return strip()->isVisible(); }));
        QVERIFY(m_dialog->isVisible());
        QVERIFY2(strip()->text().contains(m_store->path()), qPrintable(strip()->text()));
    }

    void paints_data()
    {
        QTest::addColumn<Scheme>("scheme");
        QTest::addColumn<bool>("isLong");
        QTest::newRow("light") << Scheme::Light << false;
        QTest::newRow("dark") << Scheme::Dark << false;
        QTest::newRow("long") << Scheme::Light << true;
    }
    void paints()
    {
        QFETCH(const Scheme, scheme);
        QFETCH(const bool, isLong);
        LongTexts translator;
        if (isLong)
            QCoreApplication::installTranslator(&translator);
        applyTheme(*qApp, scheme);
        Profile profile = some(u"shop-cache"_s);
        profile.environment = Environment::Production;
        open(profile);
        QVERIFY2(waitFor([&] { return clipped().isEmpty(); }), qPrintable(clipped().join(u", "_s)));
        savePicture(u"serverdialog"_s);
        for (int tab = 1; tab < tabs()->count(); ++tab) {
            tabs()->setCurrentIndex(tab);
            QVERIFY2(
                waitFor([&] { return clipped().isEmpty(); }), qPrintable(clipped().join(u", "_s)));
            savePicture(u"serverdialog-%1"_s.arg(tab));
        }
        tabs()->setCurrentIndex(0);
        profile.endpoint.host.clear();
        auto *form = m_dialog->findChild<ServerForm *>();
        form->setProfile(profile);
        form->validate();
        QVERIFY2(waitFor([&] { return clipped().isEmpty(); }), qPrintable(clipped().join(u", "_s)));
        savePicture(u"serverdialog-wrong"_s);
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

    template <typename W>
    W *named(const QString &accessibleName) const
    {
        for (W *widget : m_dialog->findChildren<W *>()) {
            if (widget->accessibleName() == accessibleName)
                return widget;
        }
        return nullptr;
    }

    QTabBar *tabs() const { return m_dialog->findChild<QTabBar *>(); }
    QWidget *focused() const { return m_dialog->focusWidget(); }
    MessageStrip *strip() const { return m_dialog->findChild<MessageStrip *>(); }
    void type(const QString &text) const { QTest::keyClicks(focused(), text); }
    void tab(int times = 1) const
    {
        for (int i = 0; i < times; ++i)
            QTest::keyClick(focused(), Qt::Key_Tab);
    }

    // By what stands before it, as a person finds it.
    QLineEdit *field(const QString &label) const
    {
        for (const QLabel *candidate : m_dialog->findChildren<QLabel *>()) {
            if (candidate->text().remove(u'&') == label)
                return qobject_cast<QLineEdit *>(candidate->buddy());
        }
        return nullptr;
    }

    void click(const QString &text) const
    {
        for (QPushButton *button : m_dialog->findChildren<QPushButton *>()) {
            if (button->text().remove(u'&') != text)
                continue;
            QTest::mouseClick(button, Qt::LeftButton);
            return;
        }
        QFAIL(qPrintable(text));
    }

    void paste(const QString &label, const QString &text) const
    {
        QGuiApplication::clipboard()->setText(text);
        field(label)->setFocus();
        field(label)->selectAll();
        field(label)->paste();
    }

    void test() const
    {
        click(u"Test connection"_s);
        const QString connecting = strip()->text();
        QVERIFY(waitFor([&] { return strip()->text() != connecting; }));
    }

    QStringList problems() const
    {
        QStringList problems;
        for (const FormField *field : m_dialog->findChildren<FormField *>()) {
            if (!field->problem().isEmpty())
                problems << field->problem();
        }
        return problems;
    }

    // Labels and buttons that are shown smaller than their texts.
    QStringList clipped() const
    {
        QStringList texts;
        for (const QLabel *label : m_dialog->findChildren<QLabel *>()) {
            const int needed = label->wordWrap() ? label->heightForWidth(label->width())
                                                 : label->sizeHint().height();
            const int width = label->wordWrap() ? 0 : label->sizeHint().width();
            if (label->isVisible() && (label->height() < needed || label->width() < width))
                texts << label->text();
        }
        for (const QPushButton *button : m_dialog->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->width() < button->sizeHint().width())
                texts << button->text();
        }
        return texts;
    }

    QString secret(const QString &id)
    {
        std::optional<QString> password;
        m_secrets->read(id, this,
            [&](const Result<QString> &result) { password = Secrets::fromText(*result).password; });
        waitFor([&] { return password.has_value(); });
        return password.value_or(u"no answer"_s);
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

    // Kept for whoever wants to look at them, where HITLENS_PICTURES says.
    void savePicture(const QString &name) const
    {
        QCoreApplication::sendPostedEvents();
        const QImage picture = m_dialog->grab().toImage();
        QVERIFY(!picture.isNull());
        const QString folder = qEnvironmentVariable("HITLENS_PICTURES");
        if (!folder.isEmpty())
            picture.save(QDir(folder).filePath(
                name + u'-' + QString::fromUtf8(QTest::currentDataTag()) + u".png"_s));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ProfileStore> m_store;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<ServerDialog> m_dialog;
};

QTEST_MAIN(TestServerDialog)
#include "tst_serverdialog.moc"
