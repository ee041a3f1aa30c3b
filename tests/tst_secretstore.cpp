// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/secretstore.h"
#include "tests/fixtures/redisserver.h"

#include <QDirIterator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// Runs where no D-Bus session can be reached: what a server, a container or a bare window manager
// gives. The real keychain is tst_secretservice's.
class TestSecretStore final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qunsetenv("DISPLAY");
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        qputenv("HOME", m_home.path().toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home.filePath(u"config"_s).toUtf8());
        qputenv("XDG_RUNTIME_DIR", m_home.path().toUtf8());
    }

    void keepsForThisRunAndSaysSo_data()
    {
        QTest::addColumn<QByteArray>("desktop");
        QTest::addColumn<SecretStore::Place>("place");
        QTest::newRow("memory asked for") << QByteArray() << SecretStore::Place::Memory;
        QTest::newRow("GNOME") << QByteArray("GNOME") << SecretStore::Place::Keychain;
        QTest::newRow("KDE") << QByteArray("KDE") << SecretStore::Place::Keychain;
        QTest::newRow("none") << QByteArray() << SecretStore::Place::Keychain;
    }
    void keepsForThisRunAndSaysSo()
    {
        QFETCH(const QByteArray, desktop);
        QFETCH(const SecretStore::Place, place);
        qputenv("XDG_CURRENT_DESKTOP", desktop);
        SecretStore store(place);
        std::optional<SecretStore::Kept> kept;
        store.write(u"id"_s, u"hunter2"_s, this, [&](const SecretStore::Kept &k) { kept = k; });
        QVERIFY(!kept); // never before the event loop
        QVERIFY(waitFor([&] { return kept.has_value(); }));
        QCOMPARE(kept->place, SecretStore::Place::Memory);
        QCOMPARE(kept->reason.isEmpty(), place == SecretStore::Place::Memory);
        QVERIFY(!store.isPersistent());
        QVERIFY(!store.reason().isEmpty());
        QCOMPARE(read(store, u"id"_s), u"hunter2"_s);
        QCOMPARE(read(store, u"other"_s), QString());

        std::optional<Result<Done>> removed;
        store.remove(u"id"_s, this, [&](const Result<Done> &r) { removed = r; });
        QVERIFY(waitFor([&] { return removed.has_value(); }));
        QVERIFY(removed->isOk());
        QCOMPARE(read(store, u"id"_s), QString());
        QVERIFY2(filesWith("hunter2").isEmpty(), qPrintable(filesWith("hunter2").join(u' ')));
    }

    void anEmptyPasswordRemoves()
    {
        SecretStore store(SecretStore::Place::Memory);
        int kept = 0;
        store.write(u"id"_s, u"x"_s, this, [&](const SecretStore::Kept &) { ++kept; });
        store.write(u"id"_s, QString(), this, [&](const SecretStore::Kept &) { ++kept; });
        QVERIFY(waitFor([&] { return kept == 2; }));
        QCOMPARE(read(store, u"id"_s), QString());
    }

    void probeTellsBeforeAPasswordIsTyped()
    {
        SecretStore store;
        QVERIFY(store.isPersistent());
        QSignalSpy probed(&store, &SecretStore::probed);
        QSignalSpy changed(&store, &SecretStore::persistenceChanged);
        store.probe();
        QVERIFY(probed.wait());
        QCOMPARE(changed.count(), 1);
        QVERIFY(!store.isPersistent());
    }

    void answersNobodyWhoIsGone()
    {
        SecretStore store(SecretStore::Place::Memory);
        auto context = std::make_unique<QObject>();
        bool isCalled = false;
        store.read(u"id"_s, context.get(), [&](const Result<QString> &) { isCalled = true; });
        context.reset();
        QCOMPARE(read(store, u"id"_s), QString());
        QVERIFY(!isCalled);
    }

    void goesWhileTheKeychainIsAsked()
    {
        auto store = std::make_unique<SecretStore>();
        store->write(u"id"_s, u"x"_s, this, [](const SecretStore::Kept &) { QFAIL("gone"); });
        store.reset();
        SecretStore another;
        QCOMPARE(read(another, u"id"_s), QString());
    }

private:
    QString read(SecretStore &store, const QString &name)
    {
        std::optional<QString> password;
        store.read(name, this, [&](const Result<QString> &result) {
            password = result ? *result : result.error().text;
        });
        return waitFor([&] { return password.has_value(); }) ? *password : u"no answer"_s;
    }

    QStringList filesWith(const QByteArray &text) const
    {
        QStringList found;
        QDirIterator files(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
                found << file.fileName();
        }
        return found;
    }

    QTemporaryDir m_home;
};

QTEST_GUILESS_MAIN(TestSecretStore)
#include "tst_secretstore.moc"
