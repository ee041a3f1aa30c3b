// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/globexplanation.h"

#include <QRandomGenerator>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestGlobExplanation : public QObject
{
    Q_OBJECT

private slots:
    void explains_data();
    void explains();
    void agreesWithThePattern();
    void saysWhereANameDiffers_data();
    void saysWhereANameDiffers();
    void knowsTheWholeScope();
    void judgesAsThePatternDoes();

private:
    QByteArray random(const QByteArray &alphabet, int mostBytes);

    QRandomGenerator m_random{20061};
};

void TestGlobExplanation::explains_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &pattern, const QString &expected) {
        QTest::newRow(name) << pattern << expected;
    };
    row("nothing", "", {});
    row("everything", "*", u"Every name."_s);
    row("a name", "a:1", u"Exactly this name: “a:1”."_s);
    row("escaped", "a\\*", u"Exactly this name: “a”, then * literally."_s);
    row("escaped text", "\\\xc3\xa9*", u"Names made of é literally, then any run of bytes."_s);
    row("runs", "cache:**:?",
        u"Names made of “cache:”, then any run of bytes, then “:”, then any one byte."_s);
    row("set", "[abc]x", u"Names made of one of a, b, c, then “x”."_s);
    row("set of one", "[a]", u"Names made of a."_s);
    row("range", "[a-f0]", u"Names made of one of a to f, 0."_s);
    row("reversed range", "[f-a0]", u"Names made of one of a to f, 0."_s);
    row("signed range", "[\xff-a0]", u"Names made of one of \\xff to a, 0."_s);
    row("inverted", "[^ab]", u"Names made of one byte, but none of a, b."_s);
    row("inverted one", "[^a]", u"Names made of one byte other than a."_s);
    row("inverted nothing", "[^]", u"Names made of any one byte."_s);
    row("escaped in a set", "[\\]a]", u"Names made of one of ], a."_s);
    row("empty set", "a[]", u"Names made of “a”, then no byte at all, since the set is empty."_s);
    row("open set", "[ab",
        u"Names made of one of a, b (a ] is missing: the set ends with the pattern)."_s);
    row("a set has bytes", "[\xc3\xa9]", u"Names made of one of \\xc3, \\xa9."_s);
    row("backslash at the end", "a\\", u"Exactly this name: “a\\”."_s);
    row("no text", "\xff\n*", u"Names made of “\\xff\\x0a”, then any run of bytes."_s);
}

void TestGlobExplanation::explains()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QString, expected);
    QCOMPARE(explainGlob(pattern), expected);
}

QByteArray TestGlobExplanation::random(const QByteArray &alphabet, int mostBytes)
{
    QByteArray bytes;
    const auto size = m_random.bounded(mostBytes + 1);
    for (int i = 0; i < size; ++i)
        bytes += alphabet.at(m_random.bounded(int(alphabet.size())));
    return bytes;
}

// What each part means alone, put together, is what the pattern means.
void TestGlobExplanation::agreesWithThePattern()
{
    for (int round = 0; round < 20000; ++round) {
        const QByteArray pattern = random("ab*?[]^-\\:\xc3\xa9", 12);
        std::vector<GlobPattern::Element> parts;
        qsizetype at = 0;
        for (const GlobToken &token : globTokens(pattern)) {
            QCOMPARE(token.from, at);
            QVERIFY(token.length > 0 && !token.words.isEmpty());
            at += token.length;
            const GlobPattern part(pattern.mid(token.from, token.length));
            parts.insert(parts.end(), part.elements().begin(), part.elements().end());
            const bool isText = std::ranges::all_of(part.elements(),
                [](const auto &each) { return each.kind == GlobPattern::Element::Kind::Byte; });
            QCOMPARE(isText,
                token.kind == GlobToken::Kind::Text || token.kind == GlobToken::Kind::Escaped);
        }
        QCOMPARE(at, pattern.size());
        const GlobPattern whole(pattern);
        QCOMPARE(parts.size(), whole.elements().size());
        for (size_t i = 0; i < parts.size(); ++i) {
            QCOMPARE(parts[i].kind, whole.elements()[i].kind);
            QCOMPARE(parts[i].byte, whole.elements()[i].byte);
            QVERIFY(parts[i].set == whole.elements()[i].set);
        }
    }
}

void TestGlobExplanation::saysWhereANameDiffers_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("expected");
    const auto row
        = [](const char *name, const QByteArray &pattern, const QByteArray &key,
              const QString &expected) { QTest::newRow(name) << pattern << key << expected; };
    row("matches", "a*", "abc", u"Matches."_s);
    row("text", "cache:user", "cache:item",
        u"Does not match. At byte 7 the name has “i” where the pattern has “user”."_s);
    row("a character", "na\xc3\xafve", "na\xc3\xa9ve",
        u"Does not match. At byte 4 the name has “\\xa9” where the pattern has “\\xafve”."_s);
    row("a set", "k[0-9]", "kx",
        u"Does not match. At byte 2 the name has “x” where the pattern has another byte of its set."_s);
    row("longer", "abc", "abcd",
        u"Does not match. The pattern ends after “abc”, and the name goes on with “d”."_s);
    row("shorter", "abc?", "abc",
        u"Does not match. The name ends where the pattern goes on with any one byte."_s);
    row("behind a run", "cache:*:42:*", "cache:user:43:x",
        u"Does not match. At byte 13 the name has “3” where the pattern has “2:”."_s);
    row("nowhere", "a*z", "abc",
        u"Does not match. The pattern goes on with “z”, which the rest of the name does not have."_s);
    row("ends later", "*b", "abcb!",
        u"Does not match. The pattern ends after “abcb”, and the name goes on with “!”."_s);
    row("empty name", "**", "",
        u"Does not match. Only the pattern * matches the key with the empty name."_s);
    row("empty set", "[]", "a",
        u"Does not match. At byte 1 the name has “a” where the pattern has a byte of an empty set, "
        "which no byte is."_s);
}

void TestGlobExplanation::saysWhereANameDiffers()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, name);
    QFETCH(QString, expected);
    QCOMPARE(judgeName({pattern}, name).words, expected);
}

void TestGlobExplanation::knowsTheWholeScope()
{
    BulkScope scope{"a*"};
    scope.except = "*:keep";
    QVERIFY(judgeName(scope, "a:1").matches);
    QVERIFY(!judgeName(scope, "a:keep").matches);
    QVERIFY(judgeName(scope, "a:keep").words.contains(u"exception"_s));
    scope.selected.names = {"a:2"};
    QVERIFY(judgeName(scope, "a:2").matches);
    QVERIFY(judgeName(scope, "a:1").words.contains(u"selected"_s));
}

void TestGlobExplanation::judgesAsThePatternDoes()
{
    int matching = 0;
    for (int round = 0; round < 20000; ++round) {
        const QByteArray pattern = random("aab**?[]^-\\", 6);
        const QByteArray name = random("aab", 4);
        const NameVerdict verdict = judgeName({pattern}, name);
        QCOMPARE(verdict.matches, GlobPattern(pattern).matches(name));
        QCOMPARE(verdict.matches, verdict.words == u"Matches."_s);
        matching += int(verdict.matches);
    }
    QVERIFY2(matching > 1000, QByteArray::number(matching).constData());
}

QTEST_GUILESS_MAIN(TestGlobExplanation)
#include "tst_globexplanation.moc"
