// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/recipestore.h"
#include "tests/fixtures/redisserver.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

const QString saveMany = u"--save-many"_s;
constexpr int recipesOfOne = 15;

Recipe named(const QString &name)
{
    Recipe recipe;
    recipe.id = Recipe::newId();
    recipe.name = name;
    recipe.scope.pattern = "cache:{id}:*";
    recipe.parameters = {{u"id"_s, Recipe::Parameter::Type::Number, {}, {}}};
    return recipe;
}

QStringList namesIn(const RecipeStore &store)
{
    QStringList names;
    for (const Recipe &recipe : store.recipes())
        names << recipe.name;
    return names;
}

int saveRecipes(const QString &path, const QString &name)
{
    RecipeStore store(path);
    for (int i = 0; i < recipesOfOne; ++i) {
        const auto saved = store.save(named(u"%1-%2"_s.arg(name).arg(i)));
        if (!saved) {
            qWarning("%s", qPrintable(saved.error().text));
            return 1;
        }
    }
    return 0;
}

} // namespace

class TestRecipeStore final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"config/recipes.json"_s);
    }

    void keepsRecipes()
    {
        const Recipe recipe = named(u"b"_s);
        {
            RecipeStore store(m_path);
            QSignalSpy changed(&store, &RecipeStore::changed);
            QVERIFY(store.recipes().isEmpty());
            QVERIFY(store.save(recipe));
            QVERIFY(store.save(named(u"a"_s)));
            QCOMPARE(changed.count(), 2);
            QCOMPARE(namesIn(store), (QStringList{u"a"_s, u"b"_s}));
        }
        const RecipeStore again(m_path);
        QCOMPARE(namesIn(again), (QStringList{u"a"_s, u"b"_s}));
        QVERIFY(again.recipe(recipe.id) == recipe);
        QVERIFY(!again.recipe(u"x"_s));
        QCOMPARE(QFile::permissions(m_path) & (QFile::ReadGroup | QFile::ReadOther),
            QFile::Permissions());
    }

    void changesAndRemoves()
    {
        RecipeStore store(m_path);
        Recipe recipe = named(u"a"_s);
        QVERIFY(store.save(recipe));
        recipe.name = u"c"_s;
        QVERIFY(store.save(recipe));
        QCOMPARE(namesIn(store), QStringList{u"c"_s});
        QVERIFY(store.remove(recipe.id));
        QVERIFY(store.recipes().isEmpty());
    }

    void refusesWhatHasAProblem()
    {
        RecipeStore store(m_path);
        Recipe recipe = named(u"a"_s);
        recipe.parameters.clear();
        const auto saved = store.saveAll({named(u"b"_s), recipe});
        QVERIFY(!saved);
        QCOMPARE(saved.error().text, recipe.problem());
        QVERIFY(store.recipes().isEmpty());
    }

    void sortsByServer()
    {
        RecipeStore store(m_path);
        Recipe one = named(u"one"_s);
        one.serverId = u"1"_s;
        QVERIFY(store.saveAll({one, named(u"all"_s)}));
        QCOMPARE(store.recipesFor(u"1"_s).size(), 2);
        QCOMPARE(store.recipesFor(u"2"_s).size(), 1);
    }

    void replacesNothingThatAnotherProgramChanged()
    {
        RecipeStore store(m_path);
        const Recipe recipe = named(u"a"_s);
        QVERIFY(store.save(recipe));
        Recipe mine = recipe;
        mine.name = u"mine"_s;
        Recipe theirs = recipe;
        theirs.name = u"theirs"_s;
        RecipeStore other(m_path);
        QVERIFY(other.replace(recipe, theirs));
        const auto replaced = store.replace(recipe, mine);
        QVERIFY(!replaced);
        QCOMPARE(namesIn(other), QStringList{u"theirs"_s});
        QVERIFY(other.remove(recipe.id));
        QVERIFY(!store.replace(theirs, mine));
    }

    void twoProgramsLoseNothing()
    {
        QProcess one;
        QProcess two;
        one.start(QCoreApplication::applicationFilePath(), {saveMany, m_path, u"one"_s});
        two.start(QCoreApplication::applicationFilePath(), {saveMany, m_path, u"two"_s});
        QCOMPARE(saveRecipes(m_path, u"three"_s), 0);
        for (QProcess *program : {&one, &two}) {
            QVERIFY(program->waitForFinished(30'000));
            QVERIFY2(program->exitCode() == 0, program->readAllStandardError().constData());
        }
        QCOMPARE(RecipeStore(m_path).recipes().size(), 3 * recipesOfOne);
    }

    void showsWhatAnotherProgramChanges()
    {
        RecipeStore store(m_path);
        QVERIFY(store.save(named(u"a"_s)));
        RecipeStore other(m_path);
        QVERIFY(other.save(named(u"b"_s)));
        QVERIFY(waitFor([&] { return store.recipes().size() == 2; }));
    }

    void keepsADamagedFileAside()
    {
        {
            RecipeStore store(m_path);
            QVERIFY(store.saveAll({named(u"a"_s), named(u"b"_s)}));
        }
        const QByteArray text = contents();
        write(text.chopped(text.size() / 3));
        {
            const RecipeStore store(m_path);
            QCOMPARE(store.recipes().size(), 1);
            QVERIFY(store.problem().contains(u"damaged"));
            QCOMPARE(damagedFiles().size(), 1);
        }
        const RecipeStore again(m_path);
        QCOMPARE(again.recipes().size(), 1);
        QVERIFY(again.problem().isEmpty());
    }

    void damageWhileRunningCostsNothing()
    {
        RecipeStore store(m_path);
        QVERIFY(store.saveAll({named(u"a"_s), named(u"b"_s)}));
        QSignalSpy problem(&store, &RecipeStore::problemFound);
        write("{\"recipes\": [");
        QVERIFY(store.save(named(u"c"_s)));
        QCOMPARE(namesIn(store), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        QCOMPARE(problem.count(), 1);
        QCOMPARE(damagedFiles().size(), 1);
    }

    // A recipe whose condition this version does not know would mean more keys.
    void leavesWhatItDoesNotUnderstand()
    {
        RecipeStore store(m_path);
        QVERIFY(store.save(named(u"a"_s)));
        QJsonObject root = QJsonDocument::fromJson(contents()).object();
        QJsonArray recipes = root["recipes"_L1].toArray();
        QJsonObject later = recipes.first().toObject();
        QJsonObject scope = later["scope"_L1].toObject();
        scope[u"owner"_s] = u"x"_s;
        later[u"scope"_s] = scope;
        later[u"id"_s] = u"later"_s;
        recipes << later;
        root[u"recipes"_s] = recipes;
        write(QJsonDocument(root).toJson());
        RecipeStore again(m_path);
        QCOMPARE(again.recipes().size(), 1);
        QVERIFY(again.problem().contains(u"owner"));
        QVERIFY(again.save(named(u"b"_s)));
        QVERIFY(contents().contains("owner"));
        QVERIFY(damagedFiles().isEmpty());
    }

    void doesNotSpoilTheFileOfALaterVersion()
    {
        const QByteArray text = R"({"version": 2, "recipes": [{"id": "1"}]})";
        write(text);
        RecipeStore store(m_path);
        QVERIFY(!store.save(named(u"b"_s)));
        QCOMPARE(contents(), text);
    }

    void saysWhatCannotBeWritten()
    {
        QVERIFY(QDir().mkpath(m_path)); // a folder stands where the file should be
        RecipeStore store(m_path);
        QVERIFY(!store.problem().isEmpty());
        const auto saved = store.save(named(u"a"_s));
        QVERIFY(!saved);
        QVERIFY(saved.error().text.contains(m_path));
        QVERIFY(store.recipes().isEmpty());
    }

    void waitsForNoLockForever()
    {
        RecipeStore store(m_path);
        QVERIFY(store.save(named(u"a"_s)));
        QLockFile other(m_path + u".lock"_s);
        QVERIFY(other.tryLock());
        QVERIFY(!store.save(named(u"b"_s)));
        other.unlock();
        QVERIFY(store.save(named(u"b"_s)));
    }

private:
    void write(const QByteArray &text) const
    {
        QDir().mkpath(QFileInfo(m_path).path());
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QByteArray contents() const
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QStringList damagedFiles() const
    {
        return QFileInfo(m_path).dir().entryList({u"recipes.json.damaged-*"_s});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == saveMany)
        return saveRecipes(arguments.value(2), arguments.value(3));
    TestRecipeStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_recipestore.moc"
