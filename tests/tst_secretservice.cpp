// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/secretstore.h"
#include "tests/fixtures/redisserver.h"

#include <QDirIterator>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// Run through fixtures/with-keyring.sh: a real Secret Service of its own.
class TestSecretService final : public QObject
{
    Q_OBJECT

private slots:
    void isPersistent()
    {
        SecretStore store;
        QSignalSpy probed(&store, &SecretStore::probed);
        store.probe();
        QVERIFY(probed.wait());
        QVERIFY2(store.isPersistent(), qPrintable(store.reason()));
    }

    void outlivesTheStore()
    {
        const QString password = u"pässwörd \"quoted\" \n ☃"_s;
        {
            SecretStore store;
            QCOMPARE(write(store, u"one"_s, password).place, SecretStore::Place::Keychain);
            QCOMPARE(write(store, u"two"_s, u"other"_s).place, SecretStore::Place::Keychain);
        }
        SecretStore again;
        QCOMPARE(*read(again, u"one"_s), password);
        QCOMPARE(*read(again, u"two"_s), u"other"_s);
        QCOMPARE(*read(again, u"three"_s), QString());
        QVERIFY(again.isPersistent());
    }

    void changesAndRemoves()
    {
        SecretStore store;
        write(store, u"one"_s, u"first"_s);
        write(store, u"one"_s, u"second"_s);
        QCOMPARE(*read(store, u"one"_s), u"second"_s);
        QVERIFY(remove(store, u"one"_s));
        QCOMPARE(*read(store, u"one"_s), QString());
        QVERIFY(remove(store, u"one"_s)); // gone already is gone
        write(store, u"two"_s, u"x"_s);
        write(store, u"two"_s, QString());
        QCOMPARE(*read(store, u"two"_s), QString());
        QVERIFY(store.isPersistent());
    }

    void answersInOrder()
    {
        SecretStore store;
        QStringList seen;
        const auto note = [&seen](const Result<QString> &password) {
            seen << (password ? *password : password.error().text);
        };
        const auto ignore = [](const SecretStore::Kept &) {};
        store.write(u"order"_s, u"1"_s, this, ignore);
        store.read(u"order"_s, this, note);
        store.write(u"order"_s, u"2"_s, this, ignore);
        store.read(u"order"_s, this, note);
        QVERIFY(waitFor([&] { return seen.size() == 2; }));
        // The newest counts at once, also while the keychain is still busy with the older one.
        QCOMPARE(seen.last(), u"2"_s);
    }

private:
    SecretStore::Kept write(SecretStore &store, const QString &name, const QString &password)
    {
        std::optional<SecretStore::Kept> kept;
        store.write(name, password, this, [&](const SecretStore::Kept &k) { kept = k; });
        return waitFor([&] { return kept.has_value(); })
            ? *kept
            : SecretStore::Kept{SecretStore::Place::Memory, u"no answer"_s};
    }

    Result<QString> read(SecretStore &store, const QString &name)
    {
        std::optional<Result<QString>> password;
        store.read(name, this, [&](const Result<QString> &result) { password = result; });
        return waitFor([&] { return password.has_value(); }) ? *password : Error{};
    }

    bool remove(SecretStore &store, const QString &name)
    {
        std::optional<bool> removed;
        store.remove(name, this, [&](const Result<Done> &result) { removed = result.isOk(); });
        return waitFor([&] { return removed.has_value(); }) && *removed;
    }
};

QTEST_GUILESS_MAIN(TestSecretService)
#include "tst_secretservice.moc"
