// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/valuedecoding.h"
#include "tests/fixtures/decoding.h"
#include "tests/fixtures/redisserver.h"

#include <QThread>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestValueDecoding : public QObject
{
    Q_OBJECT

private slots:
    void decodesWhatFits();
    void goesOnAfterAChain();
    void leavesTheThreadAlone();
    void givesTheLastAnswerOnly();
    void leavesHalfACharacterOut_data();
    void leavesHalfACharacterOut();
    void looksForWhatMayLieInside();
    void runsAProgramFirst();
    void encodesThroughAProgram();
    void encodesWithinTheSameLimits();
    void refusesAProgramThatIsNoInverse();
    void saysWhyItIsShownOnly();
    void dropsTheAnswerWithItsContext();

private:
    DecodingRequest request(const QByteArray &bytes) const;
    DecodedValue decoded(const DecodingRequest &request);
    Encoded encoded(
        const DecodedValue &value, const QByteArray &stored, const QByteArray &edited) const;

    const std::shared_ptr<const DecoderSet> m_decoders = std::make_shared<DecoderSet>();
};

DecodingRequest TestValueDecoding::request(const QByteArray &bytes) const
{
    DecodingRequest request;
    request.decoders = m_decoders;
    request.bytes = bytes;
    return request;
}

DecodedValue TestValueDecoding::decoded(const DecodingRequest &request)
{
    ValueDecoding decoding;
    std::optional<DecodedValue> result;
    connect(&decoding, &ValueDecoding::decoded, &decoding,
        [&](const DecodedValue &value) { result = value; });
    decoding.decode(request);
    if (!waitFor([&] { return result.has_value(); }))
        qFatal("no answer");
    return *result;
}

Encoded TestValueDecoding::encoded(
    const DecodedValue &value, const QByteArray &stored, const QByteArray &edited) const
{
    QObject context;
    std::optional<Encoded> result;
    encodeValue(m_decoders, value, stored, edited, &context,
        [&](const Encoded &encoded) { result = encoded; });
    if (!waitFor([&] { return result.has_value(); }))
        qFatal("no answer");
    return *result;
}

void TestValueDecoding::decodesWhatFits()
{
    const DecodedValue value = decoded(request(decoderData(u"python.gz"_s)));
    QCOMPARE(value.chain.steps.size(), 2);
    QCOMPARE(value.shown().kind, Decoded::Kind::Text);
    QCOMPARE(value.candidates.first(), "gzip"_ba);
    QVERIFY(!value.failure());
    QVERIFY(value.whyNotEditable(*m_decoders).isEmpty());
    QCOMPARE(decoded(request("")).shown().kind, Decoded::Kind::Text); // to type something
}

void TestValueDecoding::goesOnAfterAChain()
{
    DecodingRequest asked = request(decoderData(u"python.gz"_s));
    asked.chain = {"gzip"_ba};
    QCOMPARE(decoded(asked).chain.steps.size(), 2);
    asked.goesOn = false;
    QCOMPARE(decoded(asked).chain.steps.size(), 1);
    asked.chain = {};
    QCOMPARE(decoded(asked).shown().content, asked.bytes);
}

void TestValueDecoding::leavesTheThreadAlone()
{
    ValueDecoding decoding;
    bool isDone = false;
    connect(&decoding, &ValueDecoding::decoded, &decoding, [&] {
        isDone = true;
        QCOMPARE(QThread::currentThread(), thread());
    });
    decoding.decode(request(decoderData(u"bomb.gz"_s)));
    QVERIFY(!isDone);
    QVERIFY(decoding.isBusy());
    QVERIFY(waitFor([&] { return isDone; }));
    QVERIFY(!decoding.isBusy());
}

void TestValueDecoding::givesTheLastAnswerOnly()
{
    ValueDecoding decoding;
    QList<QByteArray> shown;
    connect(&decoding, &ValueDecoding::decoded, &decoding,
        [&](const DecodedValue &value) { shown << value.shown().content; });
    for (const QByteArray &text : {"one"_ba, "two"_ba, "three"_ba})
        decoding.decode(request(text));
    QVERIFY(waitFor([&] { return !shown.isEmpty(); }));
    QCOMPARE(shown, QList<QByteArray>{"three"_ba});
    decoding.decode(request("four"));
    decoding.cancel();
    decoding.decode(request("five"));
    QVERIFY(waitFor([&] { return shown.size() == 2; }));
    QCOMPARE(shown.last(), "five"_ba);
}

void TestValueDecoding::leavesHalfACharacterOut_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("whole") << "a\xc3\xa4"_ba
                           << "a\xc3\xa4"_ba;
    QTest::newRow("end") << "a\xe2\x82"_ba
                         << "a"_ba;
    QTest::newRow("beginning") << "\x82\xac"
                                  "a"_ba
                               << "a"_ba;
    QTest::newRow("bytes") << "\xff\xfe\x80"_ba
                           << "\xff\xfe\x80"_ba;
    QTest::newRow("rest of one") << "\x82"_ba << QByteArray("\x82");
}

void TestValueDecoding::leavesHalfACharacterOut()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    DecodingRequest asked = request(bytes);
    asked.isPart = true;
    const QByteArray shown = decoded(asked).shown().content;
    QVERIFY2(shown == text || (shown.isEmpty() && bytes.size() == 1), shown.toHex().constData());
}

void TestValueDecoding::looksForWhatMayLieInside()
{
    DecodingRequest asked = request(decoderData(u"python.gz"_s));
    asked.chain = {"gzip"_ba};
    asked.goesOn = false;
    QVERIFY(decoded(asked).further.contains("utf8"));
    const DecodedValue text = decoded(request("{\"a\": 1,}"));
    QVERIFY2(text.jsonError.contains(u"line 1, column 9"_s), qPrintable(text.jsonError));
    asked = request(R"({"a": 1})");
    QVERIFY(decoded(asked).keepsLayout);
    asked.chain = {"utf8"_ba};
    QVERIFY(decoded(asked).isJson);
}

void TestValueDecoding::runsAProgramFirst()
{
    DecodingRequest asked = request(R"(x{"a": 1})");
    asked.program = ExternalRule{"*"_ba, {u"tail"_s, {u"-c"_s, u"+2"_s}}, {}};
    const DecodedValue value = decoded(asked);
    QCOMPARE(value.shown().kind, Decoded::Kind::Json);
    QVERIFY(value.whyNotEditable(*m_decoders).contains(u"no program that encodes"_s));

    asked.program->decode = {u"sh"_s, {u"-c"_s, u"echo not mine >&2; exit 3"_s}};
    const DecodedValue failed = decoded(asked);
    QVERIFY(failed.failure());
    QVERIFY(failed.failure()->error.contains(u"not mine"_s));
    QVERIFY(!failed.whyNotEditable(*m_decoders).isEmpty());
}

void TestValueDecoding::encodesThroughAProgram()
{
    const QByteArray stored = m_decoders->find("gzip")->encode(R"({"a":1})", {}).bytes;
    DecodingRequest asked = request(stored);
    asked.program = ExternalRule{"*"_ba, {u"gzip"_s, {u"-dc"_s}}, {u"gzip"_s, {u"-c"_s}}};
    const DecodedValue value = decoded(asked);
    QCOMPARE(value.chain.steps.size(), 1);
    const Encoded saved = encoded(value, stored, "{\n  \"a\": 2\n}");
    QVERIFY2(saved.isOk(), qPrintable(saved.error));
    QCOMPARE(m_decoders->find("gzip")->decode(saved.bytes, {}).content, R"({"a":2})"_ba);
    QCOMPARE(encoded(value, stored, value.shown().content).bytes, stored);
    const Encoded refused = encoded(value, stored, "{\"a\":}");
    QCOMPARE(refused.errorAt, 5);
}

// What may be shown of a value may be saved, and no more.
void TestValueDecoding::encodesWithinTheSameLimits()
{
    DecodingRequest asked = request("text");
    asked.program = ExternalRule{"*"_ba, {u"cat"_s, {}}, {u"cat"_s, {}}};
    const QByteArray edited(1000, 'x');
    QCOMPARE(encoded(decoded(asked), "text", edited).bytes, edited);
    asked.limits.output = 100;
    QVERIFY(!encoded(decoded(asked), "text", edited).isOk());
}

void TestValueDecoding::refusesAProgramThatIsNoInverse()
{
    DecodingRequest asked = request("text");
    asked.program
        = ExternalRule{"*"_ba, {u"cat"_s, {}}, {u"sh"_s, {u"-c"_s, u"cat; printf more"_s}}};
    const DecodedValue value = decoded(asked);
    const Encoded refused = encoded(value, "text", "edited");
    QVERIFY(!refused.isOk());
    QVERIFY2(refused.error.contains(u"does not lead back"_s), qPrintable(refused.error));
}

void TestValueDecoding::saysWhyItIsShownOnly()
{
    DecodingRequest asked = request(decoderData(u"python.gz"_s));
    asked.limits.output = 100;
    const DecodedValue cut = decoded(asked);
    QVERIFY(cut.isCut());
    QVERIFY(cut.whyNotEditable(*m_decoders).contains(u"not all of it"_s));
    // What decodes the part fails at its end, which is not what is wrong with it.
    asked.chain = {"gzip"_ba, "json"_ba};
    asked.goesOn = false;
    const DecodedValue part = decoded(asked);
    QVERIFY(part.isCut() && !part.failure() && part.isReadable);
    QVERIFY(part.jsonError.isEmpty());
    asked = request("x");
    asked.program = ExternalRule{"*"_ba, {u"yes"_s, {}}, {}};
    asked.chain = {"gzip"_ba};
    asked.limits.output = 100;
    const DecodedValue output = decoded(asked);
    QVERIFY(output.isCut() && !output.failure() && output.isReadable);
    QCOMPARE(output.shown().content, "y\n"_ba.repeated(50));
    const DecodedValue image = decoded(request(decoderData(u"red.png"_s)));
    QCOMPARE(image.shown().kind, Decoded::Kind::Image);
    QVERIFY(!image.whyNotEditable(*m_decoders).isEmpty());
    const DecodedValue damaged = decoded(request(decoderData(u"python.gz"_s).chopped(20)));
    QVERIFY(damaged.failure() && damaged.isReadable);
    QVERIFY(damaged.whyNotEditable(*m_decoders).contains(u"failed"_s));
}

void TestValueDecoding::dropsTheAnswerWithItsContext()
{
    const DecodedValue value = decoded(request("text"));
    bool isAnswered = false;
    {
        QObject context;
        encodeValue(m_decoders, value, "text", "edited", &context,
            [&](const Encoded &) { isAnswered = true; });
        ValueDecoding gone;
        gone.decode(request("text"));
    }
    QCOMPARE(encoded(value, "text", "edited").bytes, "edited"_ba);
    QVERIFY(!isAnswered);
}

QTEST_GUILESS_MAIN(TestValueDecoding)
#include "tst_valuedecoding.moc"
