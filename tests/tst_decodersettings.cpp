// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decoderlibrary.h"
#include "tests/fixtures/decoding.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestDecoderSettings : public QObject
{
    Q_OBJECT

private slots:
    void survivesBeingWritten();
    void keepsWhatIsDamaged_data();
    void keepsWhatIsDamaged();
    void choosesTheFirstRule();
    void loadsMessages();
    void saysWhatIsWrongWithAProto();
};

void TestDecoderSettings::survivesBeingWritten()
{
    DecoderSettings settings;
    settings.chains = {{"user:*"_ba, {"gzip"_ba, "json"_ba}}, {"raw:\xff*"_ba, {}}};
    settings.programs = {{"s:*"_ba, {u"gzip"_s, {u"-dc"_s}}, {u"gzip"_s, {u"-c"_s}}},
        {"shown:*"_ba, {u"/a path/p"_s, {u"a \"b\""_s, QString()}}, {}}};
    settings.protoFiles = {u"/a/b.proto"_s};
    settings.protoFolders = {u"/a"_s};
    settings.unread = {u"{\"x\":1}"_s};
    QCOMPARE(DecoderSettings::fromJson(settings.toJson()), settings);
    QCOMPARE(DecoderSettings::fromJson({}), DecoderSettings());
}

void TestDecoderSettings::keepsWhatIsDamaged_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QStringList>("unread");
    QTest::newRow("no JSON") << "{\"chains\":["_ba << QStringList{u"{\"chains\":["_s};
    QTest::newRow("no list") << R"({"chains":7})"_ba << QStringList{u"7"_s};
    QTest::newRow("no pattern") << R"({"chains":[{"chain":["gzip"]}]})"_ba
                                << QStringList{uR"({"chain":["gzip"]})"_s};
    QTest::newRow("no program")
        << R"({"programs":[{"keys":"a","decode":[],"encode":[]},{"keys":"b","decode":["x"],"encode":[]}]})"_ba
        << QStringList{uR"({"decode":[],"encode":[],"keys":"a"})"_s};
    QTest::newRow("no paths") << R"({"protoFiles":[1]})"_ba << QStringList{u"[1]"_s};
}

void TestDecoderSettings::keepsWhatIsDamaged()
{
    QFETCH(QByteArray, json);
    QFETCH(QStringList, unread);
    const DecoderSettings settings = DecoderSettings::fromJson(json);
    QCOMPARE(settings.unread, unread);
    QCOMPARE(DecoderSettings::fromJson(settings.toJson()), settings);
}

void TestDecoderSettings::choosesTheFirstRule()
{
    DecoderSettings settings;
    settings.keep({"*"_ba, {"utf8"_ba}});
    settings.keep({"user:*"_ba, {"gzip"_ba}});
    QCOMPARE(settings.chainFor("user:1")->chain, DecoderIds{"gzip"_ba});
    QCOMPARE(settings.chainFor("other")->chain, DecoderIds{"utf8"_ba});
    settings.keep({"*"_ba, {}});
    QCOMPARE(settings.chains.size(), 2);
    QCOMPARE(settings.chainFor("user:1")->chain, DecoderIds());
    QCOMPARE(DecoderSettings().chainFor("user:1"), nullptr);
}

void TestDecoderSettings::loadsMessages()
{
    DecoderLibrary library;
    QSignalSpy kept(&library, &DecoderLibrary::settingsChanged);
    QSignalSpy loaded(&library, &DecoderLibrary::decodersChanged);
    DecoderSettings settings;
    settings.protoFiles = {u"" HITLENS_DECODER_DATA "/order.proto"_s};
    library.setSettings(settings);
    QCOMPARE(kept.size(), 1);
    QVERIFY(library.isLoading());
    QVERIFY(loaded.wait());
    QVERIFY2(library.problems().isEmpty(), qPrintable(library.problems().join(u'\n')));
    QVERIFY(!library.isLoading());
    const auto &all = library.decoders()->all();
    QVERIFY(std::any_of(all.begin(), all.end(),
        [](const auto &decoder) { return decoder->id().startsWith("proto:"); }));
    const auto held = library.decoders();
    library.setSettings({});
    QVERIFY(loaded.wait());
    QVERIFY(held != library.decoders());
    QCOMPARE(held->all().size(), all.size());
}

void TestDecoderSettings::saysWhatIsWrongWithAProto()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"bad.proto"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("syntax = \"proto3\";\nmessage A {\n  strin name = 1;\n}\n");
    file.close();
    DecoderLibrary library;
    QSignalSpy loaded(&library, &DecoderLibrary::decodersChanged);
    DecoderSettings settings;
    settings.protoFiles = {file.fileName(), folder.filePath(u"missing.proto"_s)};
    library.setSettings(settings);
    QVERIFY(loaded.wait());
    QCOMPARE(library.problems().size(), 2);
    QVERIFY2(library.problems().first().contains(u"bad.proto:3"_s),
        qPrintable(library.problems().first()));
    QVERIFY(library.problems().last().contains(u"missing.proto"_s));
}

QTEST_GUILESS_MAIN(TestDecoderSettings)
#include "tst_decodersettings.moc"
