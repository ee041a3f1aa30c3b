// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/recipejson.h"
#include "app/invalidation/recipepattern.h"
#include "app/keyspace/globpattern.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(hitlens::Recipe)
Q_DECLARE_METATYPE(hitlens::Recipe::Parameter)

using Type = Recipe::Parameter::Type;
using Kind = BulkAction::Kind;

namespace {

Recipe userCache()
{
    Recipe recipe;
    recipe.id = u"1"_s;
    recipe.name = u"user cache"_s;
    recipe.scope.pattern = "cache:get_user_*:({user_id},):*";
    recipe.scope.except = "cache:get_user_name:*";
    recipe.parameters = {{u"user_id"_s, Type::Number, {}, u"from the ticket"_s}};
    return recipe;
}

Recipe withPattern(const QByteArray &pattern, const QList<Recipe::Parameter> &parameters = {})
{
    Recipe recipe = userCache();
    recipe.scope.pattern = pattern;
    recipe.parameters = parameters;
    return recipe;
}

// Of what trips a matcher, and of letters.
QString randomValue(QRandomGenerator &random)
{
    static const QString letters = u"ab*?[]^-\\{}é\U0001F600,()':"_s;
    QString value;
    const int length = random.bounded(1, 8);
    while (value.size() < length) {
        const qsizetype at = random.bounded(int(letters.size()));
        if (letters[at].isHighSurrogate())
            value += letters.mid(at, 2);
        else if (!letters[at].isLowSurrogate())
            value += letters[at];
    }
    return value;
}

} // namespace

class TestRecipe final : public QObject
{
    Q_OBJECT

private slots:
    void fillsIn()
    {
        const auto scope = userCache().fill({{u"user_id"_s, u"42"_s}});
        QVERIFY(scope);
        QCOMPARE(scope->pattern, "cache:get_user_*:(42,):*"_ba);
        QCOMPARE(scope->except, "cache:get_user_name:*"_ba);
    }

    // Whatever the value is, the pattern means exactly the names that have it.
    void valuesMatchOnlyThemselves()
    {
        QRandomGenerator random(20261126);
        const Recipe recipe = withPattern(
            "a?{value}:{value}[bc]*", {{u"value"_s, Type::RegularExpression, u"(?s).*"_s, {}}});
        QCOMPARE(recipe.problem(), QString());
        for (int i = 0; i < 5000; ++i) {
            const QString value = randomValue(random);
            const QString other = randomValue(random);
            const auto scope = recipe.fill({{u"value"_s, value}});
            QVERIFY(scope);
            const GlobPattern pattern(scope->pattern);
            const auto name = [](const QString &first, const QString &second) -> QByteArray {
                return "az" + first.toUtf8() + ':' + second.toUtf8() + "bxyz";
            };
            QVERIFY2(pattern.matches(name(value, value)), scope->pattern.constData());
            if (other.size() != value.size() || other == value)
                continue; // of another length it can be a part of what stands beside it
            QVERIFY2(!pattern.matches(name(value, other)), scope->pattern.constData());
            QVERIFY2(!pattern.matches(name(other, value)), scope->pattern.constData());
        }
    }

    // Without stars beside it nothing but the one name matches.
    void aFilledNameIsOneName()
    {
        QRandomGenerator random(7);
        const Recipe recipe
            = withPattern("{value}", {{u"value"_s, Type::RegularExpression, u"(?s).*"_s, {}}});
        for (int i = 0; i < 5000; ++i) {
            const QString value = randomValue(random);
            const QString other = randomValue(random);
            const GlobPattern pattern(recipe.fill({{u"value"_s, value}})->pattern);
            QVERIFY(pattern.matches(value.toUtf8()));
            QCOMPARE(pattern.matches(other.toUtf8()), other == value);
        }
    }

    void checksValues_data()
    {
        QTest::addColumn<Recipe::Parameter>("parameter");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("isRight");
        const Recipe::Parameter number{u"n"_s, Type::Number, {}, {}};
        const Recipe::Parameter word{u"w"_s, Type::Word, {}, {}};
        const Recipe::Parameter code{u"c"_s, Type::RegularExpression, u"[a-z]{2}|x-[0-9]+"_s, {}};
        const auto row
            = [](const char *name, const Recipe::Parameter &parameter, const QString &value,
                  bool isRight) { QTest::newRow(name) << parameter << value << isRight; };
        row("digits", number, u"0042"_s, true);
        row("minus", number, u"-7"_s, true);
        row("plus", number, u"+7"_s, true);
        row("sign alone", number, u"-"_s, false);
        row("letters", number, u"4x"_s, false);
        row("fraction", number, u"4.2"_s, false);
        row("line", number, u"42\n"_s, false);
        row("space before", number, u" 42"_s, false);
        row("Arabic digits", number, u"٤٢"_s, false);
        row("no number", number, {}, false);
        row("word", word, u"user*[é]"_s, true);
        row("two words", word, u"a b"_s, false);
        row("no-break space", word, u"a\u00a0b"_s, false);
        row("tab", word, u"a\tb"_s, false);
        row("control", word, u"a\u0007"_s, false);
        row("nul", word, QString(QChar(u'\0')), false);
        row("half a pair", word, QString(QChar(0xd800)), false);
        row("no word", word, {}, false);
        row("expression", code, u"ab"_s, true);
        row("other branch", code, u"x-12"_s, true);
        row("only a part", code, u"abc"_s, false);
        row("a part of a branch", code, u"yx-12"_s, false);
        row("line after", code, u"ab\n"_s, false);
        row("nothing", code, {}, false);
    }
    void checksValues()
    {
        QFETCH(const Recipe::Parameter, parameter);
        QFETCH(const QString, value);
        QFETCH(const bool, isRight);
        const QString problem = parameter.problemOf(value);
        QCOMPARE(problem.isEmpty(), isRight);
        QVERIFY(isRight || problem.contains(parameter.name));
        const Recipe recipe = withPattern("k:{" + parameter.name.toUtf8() + "}", {parameter});
        QCOMPARE(bool(recipe.fill({{parameter.name, value}})), isRight);
    }

    void namesWhatIsMissingOrTooMuch()
    {
        const auto missing = userCache().fill({});
        QVERIFY(!missing && missing.error().text.contains(u"user_id"));
        const auto more = userCache().fill({{u"user_id"_s, u"1"_s}, {u"x"_s, u"2"_s}});
        QVERIFY(!more && more.error().text.contains(u"“x”"));
    }

    void bracesCanBeMeant()
    {
        const Recipe recipe
            = withPattern("a:{{'page': {page}}}", {{u"page"_s, Type::Number, {}, {}}});
        QCOMPARE(recipe.problem(), QString());
        QCOMPARE(recipe.fill({{u"page"_s, u"1"_s}})->pattern, "a:{'page': 1}"_ba);
        const QByteArray text = RecipePattern::withoutParameters("a:{'page': 1}}{");
        QCOMPARE(RecipePattern::parse(text)->fill({}), "a:{'page': 1}}{"_ba);
    }

    void parametersOfTheException()
    {
        Recipe recipe = userCache();
        recipe.scope.except = "cache:*:({user_id},):{what}";
        QVERIFY(recipe.problem().contains(u"“what”"));
        recipe.parameters.append({u"what"_s, Type::Word, {}, {}});
        QCOMPARE(recipe.problem(), QString());
        const auto scope = recipe.fill({{u"user_id"_s, u"1"_s}, {u"what"_s, u"*"_s}});
        QCOMPARE(scope->except, "cache:*:(1,):\\*"_ba);
    }

    void hasProblems_data()
    {
        QTest::addColumn<Recipe>("recipe");
        const Recipe::Parameter id{u"id"_s, Type::Word, {}, {}};
        Recipe recipe = userCache();
        recipe.name = u"  "_s;
        QTest::newRow("no name") << recipe;
        QTest::newRow("no pattern") << withPattern("");
        QTest::newRow("open brace") << withPattern("a{id", {id});
        QTest::newRow("closing brace") << withPattern("a}");
        QTest::newRow("empty name") << withPattern("a{}");
        QTest::newRow("name with a space") << withPattern("a{user id}");
        QTest::newRow("not described") << withPattern("a{id}");
        QTest::newRow("not used") << withPattern("a", {id});
        QTest::newRow("described twice") << withPattern("{id}", {id, id});
        QTest::newRow("after a backslash") << withPattern("a\\{id}", {id});
        QTest::newRow("after an odd number of them") << withPattern("a\\\\\\{id}", {id});
        QTest::newRow("in a set") << withPattern("a[x{id}]", {id});
        QTest::newRow("in a set without end") << withPattern("a[x:{id}", {id});
        QTest::newRow("in a negated set") << withPattern("[^{id}]", {id});
        QTest::newRow("no expression")
            << withPattern("{id}", {{u"id"_s, Type::RegularExpression, {}, {}}});
        QTest::newRow("wrong expression")
            << withPattern("{id}", {{u"id"_s, Type::RegularExpression, u"[a"_s, {}}});
        recipe = userCache();
        recipe.scope.selected.names = {"a"};
        QTest::newRow("selection") << recipe;
        recipe = userCache();
        recipe.action.kind = Kind::Expire;
        QTest::newRow("no ttl") << recipe;
        recipe.action = {Kind::ExpireAt};
        QTest::newRow("no instant") << recipe;
        recipe.action = {Kind::Expire, 5s, 0, {}, BulkAction::Spread::Jitter, 0};
        QTest::newRow("no jitter") << recipe;
        recipe.action = {Kind::Expire, 5s, 0, {}, BulkAction::Spread::Even};
        QTest::newRow("no span") << recipe;
    }
    void hasProblems()
    {
        QFETCH(const Recipe, recipe);
        QVERIFY(!recipe.problem().isEmpty());
        QVERIFY(recipe.name.trimmed().isEmpty() || !recipe.fill({{u"id"_s, u"x"_s}}));
    }

    void aSetBesideAParameterIsFine()
    {
        const Recipe recipe = withPattern("[ab]{id}\\\\{id}[c]", {{u"id"_s, Type::Word, {}, {}}});
        QCOMPARE(recipe.problem(), QString());
        QCOMPARE(recipe.fill({{u"id"_s, u"*"_s}})->pattern, "[ab]\\*\\\\\\*[c]"_ba);
    }

    void isMadeFromAPlan()
    {
        BulkPlan plan{{"a:{x}:*"}, {Kind::Soften, 30s}};
        plan.scope.condition.type = "hash";
        Recipe recipe = Recipe::of(plan);
        QVERIFY(!recipe.id.isEmpty());
        recipe.name = u"x"_s;
        QCOMPARE(recipe.problem(), QString());
        QVERIFY(*recipe.fill({}) == plan.scope);
        QVERIFY(recipe.action == plan.action);
    }

    void comesBackFromJson()
    {
        Recipe recipe = userCache();
        recipe.serverId = u"abc"_s;
        recipe.description = u"For support.\nTwo lines."_s;
        recipe.parameters.append({u"c"_s, Type::RegularExpression, u"[a-z]+"_s, {}});
        recipe.action = {Kind::Expire, 1h, 0, BulkAction::Only::Shorten};
        const QJsonObject json = toJson(recipe, {{u"color"_s, u"red"_s}});
        QCOMPARE(json["color"_L1].toString(), u"red"_s);
        const auto again = recipeFromJson(json);
        QVERIFY(again);
        QVERIFY(*again == recipe);
    }

    void filesOfRecipes()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"recipes.json"_s);
        Recipe wrong = withPattern("a{");
        wrong.id = u"2"_s;
        QVERIFY(writeRecipes(path, {userCache(), wrong, userCache()}));
        const auto file = readRecipes(path);
        QVERIFY(file);
        QCOMPARE(file->recipes.size(), 1);
        QVERIFY(file->recipes.first() == userCache());
        QCOMPARE(file->refused.size(), 2);
        QVERIFY(file->refused.first().contains(u"user cache"));
    }

    void refusesOtherFiles_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no JSON") << "hello"_ba;
        QTest::newRow("servers") << R"({"format":"hitlens-servers","version":1,"servers":[]})"_ba;
        QTest::newRow("later") << R"({"format":"hitlens-recipes","version":2,"recipes":[]})"_ba;
    }
    void refusesOtherFiles()
    {
        QFETCH(const QByteArray, text);
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"x.json"_s);
        QVERIFY(!readRecipes(path)); // is not there
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        const auto read = readRecipes(path);
        QVERIFY(!read);
        QVERIFY(read.error().text.contains(path));
    }
};

QTEST_GUILESS_MAIN(TestRecipe)
#include "tst_recipe.moc"
