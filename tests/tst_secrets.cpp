// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/profilestore.h"
#include "app/connections/secrets.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestSecrets final : public QObject
{
    Q_OBJECT

private slots:
    void surviveTheirText()
    {
        QCOMPARE(Secrets::fromText(all().toText()), all());
        QCOMPARE(Secrets().toText(), QString());
        QCOMPARE(Secrets::fromText({}), Secrets());
        QCOMPARE(Secrets::fromText(u"no object"_s), Secrets());
        Secrets odd;
        odd.sshPassword = u"\" \\ ü\n\t\u2028"_s;
        QCOMPARE(Secrets::fromText(odd.toText()), odd);
    }

    void leaveAnEndpointAsTheyCame()
    {
        const Endpoint endpoint = withSecrets({}, all());
        QCOMPARE(secretsOf(endpoint), all());
        QCOMPARE(withoutSecrets(endpoint), Endpoint());
    }

    void areNeverInTheProfilesFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"servers.json"_s);
        ProfileStore store(path);
        Profile profile;
        profile.name = u"shop"_s;
        profile.endpoint = withSecrets({}, all());
        profile.endpoint.sentinel.primaryName = u"main"_s;
        profile.endpoint.tls.enabled = true;
        profile.endpoint.ssh.enabled = true;
        profile.endpoint.proxy.kind = Proxy::Kind::Socks5;
        QVERIFY(store.add(profile));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray written = file.readAll();
        QVERIFY(written.contains("shop"));
        QVERIFY2(!written.contains("hush"), written.constData());
    }

private:
    static Secrets all()
    {
        return {u"hush-1"_s, u"hush-2"_s, u"hush-3"_s, u"hush-4"_s, u"hush-5"_s, u"hush-6"_s,
            u"hush-7"_s};
    }
};

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
