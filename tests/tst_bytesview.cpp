// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/backgroundpool.h"
#include "tests/fixtures/bytesviewdriver.h"
#include "tests/fixtures/decodermenu.h"
#include "tests/fixtures/decoding.h"
#include "tests/fixtures/editing.h"
#include "tests/fixtures/redisserver.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/bytesview.h"
#include "ui/keyspace/imageview.h"
#include "ui/keyspace/jsontree.h"
#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QApplication>
#include <QLabel>
#include <QScopeGuard>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace hitlens;
using namespace Qt::StringLiterals;
using Mode = BytesView::Mode;

class TestBytesView : public BytesViewDriver
{
    Q_OBJECT

private slots:
    void init() { QVERIFY(makeView()); }
    void cleanup() { m_view.reset(); }
    void showsWhatItDecodesTo_data();
    void showsWhatItDecodesTo();
    void buildsAChainByHand();
    void swapsTextAndJson();
    void showsJsonAsATree();
    void encodesWhatWasEdited();
    void saysWhereItCannotBeSaved();
    void saysWhichStepFailed();
    void cutsAndRaisesTheLimit();
    void offersMoreOfAChain();
    void showsAPartOfAValue();
    void showsOnlyWhatHasNoInverse();
    void drawsImages();
    void keepsTheChoiceForItsKey();
    void remembersARule();
    void runsAProgramOnlyForItsKeys();
    void decodesAMessage();
    void givesADraftBack();
    void showsTheBytesMeanwhile();
    void showsTheBeginningOfJsonMeanwhile();
    void namesEveryControl();

private:
    QString chain() const { return m_view->findChild<DecoderButton *>()->text(); }
    QString notice() const { return m_view->findChild<MessageStrip *>()->text(); }
    bool isReadOnly() const { return editor()->isReadOnly(); }
    QString facts() const;

    const DecoderSet m_decoders;
};

QString TestBytesView::facts() const
{
    QStringList texts;
    for (const QLabel *label : m_view->findChildren<QLabel *>()) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts.join(u'\n');
}

void TestBytesView::showsWhatItDecodesTo_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("chain");
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<bool>("isEditable");
    const auto gzip = [this](const QByteArray &bytes) {
        return m_decoders.find("gzip")->encode(bytes, {}).bytes;
    };
    QTest::newRow("empty") << ""_ba << u"Text, UTF-8"_s << Mode::Text << true;
    QTest::newRow("text") << "hello"_ba << u"Text, UTF-8"_s << Mode::Text << true;
    QTest::newRow("number") << "42"_ba << u"Text, UTF-8"_s << Mode::Text << true;
    QTest::newRow("JSON") << R"({"a":1})"_ba << u"JSON"_s << Mode::Json << true;
    QTest::newRow("bytes") << QByteArray("\x80\x00\xff", 3) << u"As stored"_s << Mode::Hex << false;
    QTest::newRow("gzip of JSON") << gzip(R"({"a":1})") << u"gzip › JSON"_s << Mode::Json << true;
    QTest::newRow("gzip of text") << decoderData(u"python.gz"_s) << u"gzip › Text, UTF-8"_s
                                  << Mode::Text << true;
    QTest::newRow("msgpack") << decoderData(u"session.msgpack"_s) << u"MessagePack"_s << Mode::Json
                             << true;
    QTest::newRow("image") << decoderData(u"red.png"_s) << u"Image"_s << Mode::Image << false;
    QTest::newRow("gzip of an image")
        << gzip(decoderData(u"red.png"_s)) << u"gzip › Image"_s << Mode::Image << false;
}

void TestBytesView::showsWhatItDecodesTo()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, chain);
    QFETCH(Mode, mode);
    QFETCH(bool, isEditable);
    QVERIFY(shows(bytes));
    QCOMPARE(this->chain(), chain);
    QCOMPARE(m_view->mode(), mode);
    QCOMPARE(m_view->isEditable(), isEditable);
    QCOMPARE(m_view->bytes(), bytes);
    QCOMPARE(encoded().bytes, bytes);
    if (mode == Mode::Text || mode == Mode::Json)
        QCOMPARE(text().toUtf8(), m_view->content());
}

void TestBytesView::buildsAChainByHand()
{
    const QByteArray json = R"({"a":1})";
    const QByteArray twice = json.toBase64().toBase64();
    QVERIFY(shows(twice));
    const QString base64 = m_library->nameOf("base64");
    QVERIFY(pickDecoder(*m_view, {u"As stored"_s}));
    QVERIFY(settles());
    QCOMPARE(chain(), u"As stored"_s);
    QCOMPARE(m_view->mode(), Mode::Hex);
    QVERIFY(decoderAction(*m_view, {u"As stored"_s})->isChecked());

    QVERIFY(pickDecoder(*m_view, {u"All decoders"_s, base64}));
    QVERIFY(settles());
    QVERIFY(pickDecoder(*m_view, {u"Then decode further with"_s, base64}));
    QVERIFY(settles());
    QVERIFY2(chain().startsWith(base64 + u" › "_s + base64), qPrintable(chain()));
    QVERIFY(pickDecoder(*m_view, {u"Remove the last step"_s}));
    QVERIFY(settles());
    QVERIFY(pickDecoder(*m_view, {u"Automatic"_s}));
    QVERIFY(settles());
    QCOMPARE(m_view->choice(), DecoderChoice());
}

void TestBytesView::swapsTextAndJson()
{
    QVERIFY(shows(R"({"a":1})"));
    QCOMPARE(text(), u"{\n  \"a\": 1\n}"_s);
    button(u"Text"_s)->click();
    QVERIFY(settles());
    QCOMPARE(text(), uR"({"a":1})"_s);
    button(u"JSON"_s)->click();
    QVERIFY(settles());
    QCOMPARE(text(), u"{\n  \"a\": 1\n}"_s);
    // What is typed as JSON is what is then edited as text.
    type(u"{\"a\": }"_s);
    button(u"Text"_s)->click();
    QCOMPARE(text(), u"{\"a\": }"_s);
    QCOMPARE(m_view->edited().bytes, "{\"a\": }"_ba);
    QVERIFY(shows("{\"a\": 1,}"));
    QVERIFY(!button(u"JSON"_s)->isEnabled());
    QVERIFY2(button(u"JSON"_s)->toolTip().contains(u"line 1, column 9"_s),
        qPrintable(button(u"JSON"_s)->toolTip()));
}

void TestBytesView::showsJsonAsATree()
{
    QVERIFY(shows(R"({"a":[1,2]})"));
    const auto *tree = m_view->findChild<JsonTree *>();
    button(u"Tree"_s)->click();
    QCOMPARE(m_view->mode(), Mode::Tree);
    QVERIFY(tree->isVisible());
    QVERIFY(waitFor([&] { return tree->model().rowCount({}) > 0; }));
    button(u"JSON"_s)->click();
    QVERIFY(!tree->isVisible());
    QVERIFY(m_view->isEditable());
    replaceText(editor(), u"{\"b\": 1}"_s);
    button(u"Tree"_s)->click(); // of what is typed
    QVERIFY(m_view->isModified());
    button(u"JSON"_s)->click();
    QCOMPARE(text(), u"{\"b\": 1}"_s);
    QVERIFY(shows("text"));
    QVERIFY(!button(u"Tree"_s)->isEnabled());
}

void TestBytesView::encodesWhatWasEdited()
{
    const Decoder *gzip = m_decoders.find("gzip");
    QVERIFY(shows(gzip->encode(R"({"a": 1, "b": 1.50})", {}).bytes));
    QSignalSpy modified(m_view.get(), &BytesView::modifiedChanged);
    type(u"{\n  \"a\": 2,\n  \"b\": 1.50\n}"_s);
    QCOMPARE(modified.size(), 1);
    QVERIFY(m_view->isModified());
    const BytesView::Edited edited = encoded();
    QVERIFY2(edited.refusal.isEmpty(), qPrintable(edited.refusal));
    QCOMPARE(gzip->decode(edited.bytes, {}).content, R"({"a": 2, "b": 1.50})"_ba);
    QCOMPARE(m_view->edited().bytes, edited.bytes);
    m_view->revert();
    QVERIFY(!m_view->isModified());
    QCOMPARE(text(), u"{\n  \"a\": 1,\n  \"b\": 1.50\n}"_s);
}

void TestBytesView::saysWhereItCannotBeSaved()
{
    QVERIFY(shows(m_decoders.find("gzip")->encode(R"({"a":1})", {}).bytes));
    type(u"{\n  \"a\": 1,\n}"_s);
    const BytesView::Edited edited = encoded();
    QVERIFY2(edited.refusal.contains(u"line 3, column 1"_s), qPrintable(edited.refusal));
    QVERIFY(m_view->isModified());
    QVERIFY(shows(decoderData(u"session.msgpack"_s)));
    type(u"{"_s);
    QVERIFY2(encoded().refusal.contains(u"MessagePack"_s), qPrintable(encoded().refusal));
}

void TestBytesView::saysWhichStepFailed()
{
    QVERIFY(shows(decoderData(u"python.gz"_s).chopped(20)));
    QVERIFY2(notice().contains(u"Step 1, gzip, failed at byte"_s), qPrintable(notice()));
    QVERIFY(notice().contains(u"what came before"_s));
    QCOMPARE(m_view->mode(), Mode::Text); // as far as it goes
    QVERIFY(decoderData(u"plain.txt"_s).startsWith(m_view->content()));
    QVERIFY(!m_view->content().isEmpty());
    QVERIFY(!m_view->isEditable() && isReadOnly());
    QVERIFY(shows("text"));
    QVERIFY(notice().isEmpty());
    // Whose bytes are counted.
    QVERIFY(shows("not gzip"));
    m_view->choose({{"gzip"}, false});
    QVERIFY(settles());
    QVERIFY2(notice().startsWith(u"Step 1, gzip, failed at byte 2 of the value."_s),
        qPrintable(notice()));
    QVERIFY(shows(m_decoders.find("gzip")->encode("{\"a\": oops}", {}).bytes));
    m_view->choose({{"gzip", "json"}, false});
    QVERIFY(settles());
    QVERIFY2(notice().startsWith(u"Step 2, JSON, failed at byte 6 of what gzip gave."_s),
        qPrintable(notice()));
}

void TestBytesView::cutsAndRaisesTheLimit()
{
    const QByteArray bomb
        = m_decoders.find("gzip")->encode(QByteArray(65 * 1024 * 1024, '\0'), {}).bytes;
    QVERIFY(bomb.size() < 1024 * 1024);
    QVERIFY(shows(bomb));
    QVERIFY2(notice().contains(u"Cut at 64 MiB"_s), qPrintable(notice()));
    QCOMPARE(m_view->content().size(), 64 * 1024 * 1024);
    QVERIFY(!m_view->isEditable());
    QTRY_VERIFY(button(u"Show up to 256 MiB"_s)); // once it is laid out
    button(u"Show up to 256 MiB"_s)->click();
    QVERIFY(!m_view->isSettled());
    QVERIFY(settles());
    QVERIFY2(notice().isEmpty(), qPrintable(notice()));
    QCOMPARE(m_view->content().size(), 65 * 1024 * 1024);
}

// What comes next fails on a part, which must not hide that there is more.
void TestBytesView::offersMoreOfAChain()
{
    const QByteArray bomb
        = m_decoders.find("gzip")->encode(QByteArray(65 * 1024 * 1024, '\0'), {}).bytes;
    QVERIFY(shows(bomb));
    m_view->choose({{"gzip"_ba, "zlib"_ba}, false, false});
    QVERIFY(settles());
    QVERIFY2(notice().contains(u"Cut at 64 MiB"_s), qPrintable(notice()));
    QTRY_VERIFY(button(u"Show up to 256 MiB"_s));
}

void TestBytesView::showsAPartOfAValue()
{
    const QByteArray whole = decoderData(u"python.gz"_s);
    m_view->setBytes(whole.chopped(20), whole.size());
    QVERIFY(settles());
    QVERIFY2(notice().contains(u"gzip needs all of the value"_s), qPrintable(notice()));
    QVERIFY(!m_view->isEditable());
    m_view->setBytes("b\xc3\xa4\xc3", 1'000'000'000, 1000);
    QVERIFY(settles());
    QCOMPARE(m_view->content(), "b\xc3\xa4"_ba);
    QVERIFY2(facts().contains(u"Bytes 1,000 to 1,003 of"_s), qPrintable(facts()));
}

void TestBytesView::showsOnlyWhatHasNoInverse()
{
    QVERIFY(shows(decoderData(u"user.java.ser"_s)));
    QVERIFY(!m_view->isEditable() && isReadOnly());
    QVERIFY2(facts().contains(u"shown only"_s), qPrintable(facts()));
}

void TestBytesView::drawsImages()
{
    QVERIFY(shows(decoderData(u"red.png"_s)));
    QCOMPARE(m_view->mode(), Mode::Image);
    const auto *image = m_view->findChild<ImageView *>();
    QVERIFY(waitFor([&] { return !image->image().isNull(); }));
    button(u"Hex"_s)->click();
    QCOMPARE(m_view->mode(), Mode::Hex);
    button(u"Image"_s)->click();
    QCOMPARE(m_view->mode(), Mode::Image);
}

void TestBytesView::keepsTheChoiceForItsKey()
{
    QVERIFY(shows("one"));
    QVERIFY(pickDecoder(*m_view, {u"As stored"_s}));
    QVERIFY(settles());
    m_view->setKey("user:1:name");
    QVERIFY(shows("two"));
    QCOMPARE(chain(), u"As stored"_s);
    m_view->setKey("user:2:name");
    QVERIFY(shows("three"));
    QCOMPARE(chain(), u"Text, UTF-8"_s);
}

void TestBytesView::remembersARule()
{
    QSignalSpy kept(m_library.get(), &DecoderLibrary::settingsChanged);
    QVERIFY(shows("one"));
    QVERIFY(pickDecoder(*m_view, {u"As stored"_s}));
    QVERIFY(settles());
    QVERIFY(!decoderAction(*m_view, {u"No longer for keys like user:1:*"_s}));
    QVERIFY(pickDecoder(*m_view, {u"Always for keys like user:1:*"_s}));
    QCOMPARE(kept.size(), 1);
    QCOMPARE(m_library->settings().chains, (QList<ChainRule>{{"user:1:*"_ba, {}}}));
    QVERIFY(settles());
    m_view->setKey("user:1:other");
    QVERIFY(shows("two"));
    QCOMPARE(chain(), u"As stored"_s);
    QVERIFY(pickDecoder(*m_view, {u"No longer for keys like user:1:*"_s}));
    QVERIFY(settles());
    QCOMPARE(chain(), u"Text, UTF-8"_s);
    QVERIFY(m_library->settings().chains.isEmpty());
    QCOMPARE(patternOfKin("a[1]"), "a\\[1\\]"_ba);
}

void TestBytesView::runsAProgramOnlyForItsKeys()
{
    QTemporaryDir folder;
    const QString script = folder.filePath(u"shift.sh"_s);
    QFile file(script);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("echo run >>'" + folder.filePath(u"log"_s).toUtf8()
        + "'\ncase $1 in decode) tr b-z a-y;; encode) tr a-y b-z;; *) echo no >&2; exit 2;; "
          "esac\n");
    file.close();
    DecoderSettings settings;
    const auto command = [&](const QString &word) {
        return ExternalCommand{u"sh"_s, {script, word}};
    };
    settings.programs = {{"secret:*"_ba, command(u"decode"_s), command(u"encode"_s)},
        {"bad:*"_ba, command(u"x"_s), {}}};
    m_library->setSettings(settings);
    QVERIFY(shows("ifmmp"));
    QVERIFY(!QFile::exists(folder.filePath(u"log"_s)));

    m_view->setKey("secret:1");
    QVERIFY(shows("ifmmp"));
    QCOMPARE(text(), u"hello"_s);
    QCOMPARE(chain(), u"sh › Text, UTF-8"_s);
    QVERIFY(m_view->isEditable());
    type(u"bye"_s);
    QVERIFY(!m_view->edited().refusal.isEmpty());
    QCOMPARE(encoded().bytes, "czf"_ba);
    QVERIFY(pickDecoder(*m_view, {u"As stored"_s}));
    QVERIFY(settles());
    QCOMPARE(m_view->content(), "ifmmp"_ba);

    m_view->setKey("bad:1");
    QVERIFY(shows("ifmmp"));
    QVERIFY2(notice().contains(u"bad:*"_s) && notice().contains(u"no"_s), qPrintable(notice()));
    QVERIFY(!m_view->isEditable());
}

void TestBytesView::decodesAMessage()
{
    DecoderSettings settings;
    settings.protoFiles = {u"" HITLENS_DECODER_DATA "/order.proto"_s};
    settings.chains = {{"order:*"_ba, {"proto:shop.Order"_ba}}};
    QSignalSpy loaded(m_library.get(), &DecoderLibrary::decodersChanged);
    m_library->setSettings(settings);
    QVERIFY(loaded.wait());
    m_view->setKey("order:1");
    QVERIFY(shows(decoderData(u"order.protobuf"_s)));
    QCOMPARE(m_view->mode(), Mode::Json);
    QVERIFY2(chain().contains(u"shop.Order"_s), qPrintable(chain()));
    QVERIFY2(notice().isEmpty(), qPrintable(notice()));
    // A .proto that is gone: the rule says what is missing.
    settings.protoFiles.clear();
    m_library->setSettings(settings);
    QVERIFY(loaded.wait());
    QVERIFY(settles());
    QVERIFY2(notice().contains(u"no decoder called proto:shop.Order"_s), qPrintable(notice()));
}

void TestBytesView::givesADraftBack()
{
    const QByteArray stored = m_decoders.find("gzip")->encode(R"({"a":1})", {}).bytes;
    QVERIFY(shows(stored));
    type(u"{\"a\": 3}"_s);
    const BytesView::Draft draft = m_view->draft();
    m_view->clear();
    QVERIFY(!m_view->isModified());
    QVERIFY(shows("something else"));
    m_view->restore(draft);
    QVERIFY(m_view->isModified());
    QCOMPARE(text(), u"{\"a\": 3}"_s);
    QCOMPARE(m_decoders.find("gzip")->decode(encoded().bytes, {}).content, R"({"a":3})"_ba);
}

void TestBytesView::showsTheBytesMeanwhile()
{
    DecoderSettings settings;
    settings.programs = {{"slow:*"_ba, {u"sh"_s, {u"-c"_s, u"sleep 1; cat"_s}}, {}}};
    m_library->setSettings(settings);
    m_view->setKey("slow:1");
    m_view->setBytes("meanwhile", 9);
    QVERIFY(waitFor([this] { return text() == u"meanwhile"_s; }));
    QVERIFY(!m_view->isSettled());
    QVERIFY(!m_view->isEditable() && isReadOnly());
    QVERIFY(facts().contains(u"Decoding…"_s));
    QVERIFY(settles());
    QCOMPARE(text(), u"meanwhile"_s);
}

void TestBytesView::showsTheBeginningOfJsonMeanwhile()
{
    auto &pool = BackgroundPool::instance();
    QSemaphore gate;
    const auto keepBusy = [&] {
        for (int i = 0; i < pool.maxThreadCount(); ++i)
            pool.run([&gate] { gate.acquire(); });
    };
    const auto letGo = qScopeGuard([&] {
        gate.release(2 * pool.maxThreadCount());
        pool.waitForDone();
    });
    QByteArray json = "[";
    while (json.size() < 100'000)
        json += R"({"id":1,"name":"product"},)";
    json.back() = ']';
    keepBusy();
    m_view->setBytes(json, json.size());
    QVERIFY(waitFor([this] { return m_view->mode() == Mode::Json; }));
    QVERIFY(!m_view->isSettled() && !m_view->isEditable() && isReadOnly());
    QVERIFY(text().startsWith(u"[\n  {\n    \"id\": 1,\n"_s) && text().endsWith(u'\n'));
    QVERIFY(facts().contains(u"Decoding…"_s));
    QVERIFY(button(u"JSON"_s)->isChecked() && !button(u"Tree"_s)->isEnabled());
    gate.release(pool.maxThreadCount());
    QVERIFY(settles());
    QVERIFY(m_view->mode() == Mode::Json && m_view->isWhole());
    QVERIFY(m_view->content().size() > json.size() && m_view->content().endsWith("  }\n]"));

    json.back() = '}'; // which only its end tells
    keepBusy();
    m_view->setBytes(json, json.size());
    QVERIFY(waitFor([this] { return facts().contains(u"Decoding…"_s); }));
    QCOMPARE(m_view->mode(), Mode::Json);
    gate.release(pool.maxThreadCount());
    QVERIFY(settles());
    QCOMPARE(m_view->mode(), Mode::Text);
    QCOMPARE(m_view->content(), json);
}

void TestBytesView::namesEveryControl()
{
    QVERIFY(shows(decoderData(u"red.png"_s)));
    QCOMPARE(namelessControls(m_view.get()), QStringList());
}

QTEST_MAIN(TestBytesView)
#include "tst_bytesview.moc"
