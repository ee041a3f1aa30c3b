// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/recipejson.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/visible.h"
#include "ui/invalidation/recipedialog.h"
#include "ui/invalidation/recipeform.h"
#include "ui/invalidation/recipeimportdialog.h"
#include "ui/invalidation/recipespage.h"
#include "ui/shell/theme.h"

#include <QComboBox>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Type = Recipe::Parameter::Type;
using Kind = BulkAction::Kind;

namespace {

const QString nameField = u"Name of the recipe"_s;

Recipe userCache()
{
    Recipe recipe;
    recipe.id = u"user-cache"_s;
    recipe.name = u"Cache of one user"_s;
    recipe.description = u"When somebody sees an old name."_s;
    recipe.scope.pattern = "cache:get_user_*:({user_id},):*";
    recipe.parameters = {{u"user_id"_s, Type::Number, {}, u"Stands in the ticket"_s}};
    recipe.action = {Kind::Soften, 30s};
    return recipe;
}

} // namespace

class TestRecipesPage final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        applyTheme(*qApp, Scheme::Light);
        m_server = std::make_unique<RedisServer>();
        m_client = std::make_unique<Client>(m_server->endpoint());
        QCOMPARE(opened(*m_client).state, Status::State::Ready);
        m_profile.id = u"shop"_s;
        m_profile.name = u"shop-cache"_s;
    }
    void cleanupTestCase() { m_client.reset(); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<RecipeStore>(m_folder->filePath(u"recipes.json"_s));
    }
    void cleanup()
    {
        m_page.reset();
        m_store.reset();
    }

    void explainsAnEmptyList()
    {
        show();
        QVERIFY(isSaid(m_page.get(), u"No recipe yet"_s));
        QTest::mouseClick(visibleButton(m_page.get(), u"New recipe…"_s), Qt::LeftButton);
        QVERIFY(dialog<RecipeDialog>());
        QVERIFY(m_store->save(userCache())); // by another program, for example
        QVERIFY(!isSaid(m_page.get(), u"No recipe yet"_s));
    }

    void fillsInByKeyboard()
    {
        QVERIFY(m_store->save(userCache()));
        show();
        QSignalSpy requested(m_page.get(), &RecipesPage::invalidationRequested);
        QVERIFY(isSaid(m_page.get(), u"Stands in the ticket"_s));
        QVERIFY(isSaid(m_page.get(), u"Expire within 30 s"_s));
        QVERIFY(!visibleButton(m_page.get(), u"&Dry run…"_s)->isEnabled());
        m_page->setFocus();
        QTest::keyClick(m_page->list(), Qt::Key_Return);
        QLineEdit *field = visibleField(m_page.get(), u"user_id"_s);
        QVERIFY(field && field->hasFocus());
        QTest::keyClicks(field, u"4x"_s);
        QVERIFY(isSaid(m_page.get(), u"has to be a number"_s));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(requested.count(), 0);
        QTest::keyClick(field, Qt::Key_Backspace);
        QTest::keyClicks(field, u"2"_s);
        QVERIFY(!isSaid(m_page.get(), u"has to be a number"_s));
        QVERIFY(isSaid(m_page.get(), u"keys that match cache:get_user_*:(42,):*"_s));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(requested.count(), 1);
        const auto plan = requested.first().first().value<BulkPlan>();
        QCOMPARE(plan.scope.pattern, "cache:get_user_*:(42,):*"_ba);
        QVERIFY(plan.action == userCache().action);
        QCOMPARE(plan.recipe, userCache().name);
    }

    void listsThoseOfThisServerAndOfAll()
    {
        Recipe other = userCache();
        other.id = u"2"_s;
        other.name = u"Sessions"_s;
        other.serverId = u"other"_s;
        Recipe own = userCache();
        own.id = u"3"_s;
        own.name = u"Pages"_s;
        own.serverId = m_profile.id;
        QVERIFY(m_store->saveAll({userCache(), other, own}));
        show();
        QCOMPARE(names(), (QStringList{u"Cache of one user"_s, u"Pages"_s}));
        visibleField(m_page.get(), u"Filter recipes"_s)->setText(u"pag"_s);
        QCOMPARE(names(), QStringList{u"Pages"_s});
    }

    void makesARecipe()
    {
        show();
        m_page->newRecipe();
        auto *made = dialog<RecipeDialog>();
        QVERIFY(made);
        QPushButton *save = visibleButton(made, u"Save"_s);
        QVERIFY(!save->isEnabled());
        QVERIFY(isSaid(made, u"needs a name"_s));
        QVERIFY(waitFor([&] { return visibleField(made, nameField)->hasFocus(); }));
        QTest::keyClicks(visibleField(made, nameField), u"Item"_s);
        pattern(made)->setText(u"item:{id"_s);
        QVERIFY(isSaid(made, u"The pattern is wrong."_s));
        QVERIFY(!visibleField(made, u"Hint for id"_s));
        pattern(made)->setText(u"item:{id}:*"_s);
        QVERIFY(waitFor([&] { return visibleField(made, u"Hint for id"_s) != nullptr; }));
        QVERIFY(save->isEnabled());
        auto *type = box(made, u"What id is"_s);
        QVERIFY(!visibleField(made, u"Regular expression of id"_s)->isEnabled());
        type->setCurrentIndex(2);
        QVERIFY(!save->isEnabled());
        visibleField(made, u"Regular expression of id"_s)->setText(u"[a-z]+"_s);
        QVERIFY(save->isEnabled());
        visibleField(made, u"Example of id"_s)->setText(u"a*"_s);
        QVERIFY(isSaid(made, u"has to match [a-z]+"_s));
        visibleField(made, u"Example of id"_s)->setText(u"ab"_s);
        QVERIFY(isSaid(made, u"Delete: keys that match item:ab:*"_s));
        QTest::mouseClick(save, Qt::LeftButton);
        QCOMPARE(names(), QStringList{u"Item"_s});
        const Recipe saved = m_store->recipes().first();
        QCOMPARE(saved.parameters.first().expression, u"[a-z]+"_s);
        QCOMPARE(m_page->form()->recipe().id, saved.id);
    }

    // What was said of a parameter stays known while its name is typed anew.
    void keepsWhatWasSaidOfAParameter()
    {
        RecipeDialog made(*m_store, m_profile, userCache());
        made.setAttribute(Qt::WA_DeleteOnClose, false);
        made.open();
        pattern(&made)->setText(u"cache:{user}"_s);
        QVERIFY(waitFor([&] { return visibleField(&made, u"Hint for user"_s) != nullptr; }));
        pattern(&made)->setText(u"cache:{user_id}"_s);
        QVERIFY(waitFor([&] { return visibleField(&made, u"Hint for user_id"_s) != nullptr; }));
        QCOMPARE(visibleField(&made, u"Hint for user_id"_s)->text(), u"Stands in the ticket"_s);
        QCOMPARE(made.recipe().parameters, userCache().parameters);
    }

    void editsAndDuplicates()
    {
        QVERIFY(m_store->save(userCache()));
        show();
        QTest::mouseClick(visibleButton(m_page.get(), u"Edi&t…"_s), Qt::LeftButton);
        auto *edited = dialog<RecipeDialog>();
        QVERIFY(edited && edited->recipe() == userCache());
        Recipe theirs = userCache();
        theirs.name = u"Theirs"_s;
        QVERIFY(RecipeStore(m_folder->filePath(u"recipes.json"_s)).save(theirs));
        visibleField(edited, nameField)->setText(u"Mine"_s);
        QTest::mouseClick(visibleButton(edited, u"Save"_s), Qt::LeftButton);
        QVERIFY(isSaid(edited, u"was not saved"_s));
        edited->reject();
        QVERIFY(waitFor([&] { return names() == QStringList{u"Theirs"_s}; }));
        QVERIFY(waitFor([&] { return !dialog<RecipeDialog>(); }));
        QTest::mouseClick(visibleButton(m_page.get(), u"D&uplicate…"_s), Qt::LeftButton);
        QTest::mouseClick(visibleButton(dialog<RecipeDialog>(), u"Save"_s), Qt::LeftButton);
        QCOMPARE(names(), (QStringList{u"Theirs"_s, u"Theirs (copy)"_s}));
    }

    void removesAndPutsBack()
    {
        QVERIFY(m_store->save(userCache()));
        show();
        QTest::mouseClick(visibleButton(m_page.get(), u"Re&move"_s), Qt::LeftButton);
        QVERIFY(m_store->recipes().isEmpty());
        QPushButton *back = awaitButton(m_page.get(), u"Put it back"_s);
        QVERIFY(back);
        QTest::mouseClick(back, Qt::LeftButton);
        QVERIFY(m_store->recipe(userCache().id) == userCache());
    }

    void exportsAndImports()
    {
        const QString path = m_folder->filePath(u"handed-on.json"_s);
        Recipe changed = userCache();
        Recipe foreign = userCache();
        foreign.id = u"foreign"_s;
        foreign.name = u"Of their server"_s;
        foreign.serverId = u"theirs"_s;
        QVERIFY(writeRecipes(path, {userCache(), foreign}));
        changed.name = u"Changed here"_s;
        QVERIFY(m_store->save(changed));
        show();
        m_page->importFrom(path);
        auto *preview = dialog<RecipeImportDialog>();
        QVERIFY(preview);
        auto *rows = preview->findChild<QTreeWidget *>();
        QCOMPARE(rows->topLevelItem(0)->text(1), u"Replaces “Changed here”"_s);
        QCOMPARE(rows->topLevelItem(0)->checkState(0), Qt::Unchecked);
        QCOMPARE(rows->topLevelItem(1)->text(1), u"New"_s);
        QCOMPARE(rows->topLevelItem(1)->checkState(0), Qt::Checked);
        QTest::mouseClick(visibleButton(preview, u"Import 1 recipe"_s), Qt::LeftButton);
        QVERIFY(m_store->recipe(changed.id) == changed); // nothing is overwritten silently
        QCOMPARE(m_store->recipe(u"foreign"_s)->serverId, m_profile.id);
        QVERIFY(isSaid(m_page.get(), u"1 recipe was imported."_s));
        const QString out = m_folder->filePath(u"out.json"_s);
        m_page->exportTo(out);
        QCOMPARE(readRecipes(out)->recipes.size(), 2);
        m_page->importFrom(m_folder->filePath(u"nowhere.json"_s));
        QVERIFY(isSaid(m_page.get(), u"No recipe was imported."_s));
    }

    void aPlanBecomesARecipe()
    {
        const BulkPlan plan{{"a:{1}:*"}, {Kind::Persist}};
        RecipeDialog made(*m_store, m_profile, Recipe::of(plan));
        made.setAttribute(Qt::WA_DeleteOnClose, false);
        made.open();
        visibleField(&made, nameField)->setText(u"X"_s);
        QCOMPARE(made.recipe().problem(), QString());
        QVERIFY(*made.recipe().fill({}) == plan.scope);
        QVERIFY(made.recipe().action == plan.action);
    }

    void waitsForTheServer()
    {
        QVERIFY(m_store->save(userCache()));
        Client closed(m_server->endpoint());
        RecipesPage page(closed, m_profile, *m_store);
        page.show();
        page.form()->setValue(u"user_id"_s, u"1"_s);
        QVERIFY(!visibleButton(&page, u"&Dry run…"_s)->isEnabled());
        QCOMPARE(opened(closed).state, Status::State::Ready);
        QVERIFY(visibleButton(&page, u"&Dry run…"_s)->isEnabled());
    }

    void allControlsHaveNames()
    {
        QVERIFY(m_store->save(userCache()));
        show();
        QCOMPARE(namelessControls(m_page.get()), QStringList());
        RecipeDialog made(*m_store, m_profile, userCache());
        made.setAttribute(Qt::WA_DeleteOnClose, false);
        made.open();
        QCOMPARE(namelessControls(&made), QStringList());
        QVERIFY(m_page->minimumSizeHint().width() <= 760);
    }

private:
    void show()
    {
        m_page = std::make_unique<RecipesPage>(*m_client, m_profile, *m_store);
        m_page->resize(1000, 600);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    template <typename D>
    D *dialog() const
    {
        for (D *each : m_page->findChildren<D *>()) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    }
    QStringList names() const
    {
        QStringList names;
        for (int row = 0; row < m_page->list()->count(); ++row)
            names << m_page->list()->item(row)->text();
        return names;
    }
    static QLineEdit *pattern(const QWidget *made) { return visibleField(made, u"Pattern"_s); }
    static QComboBox *box(const QWidget *made, const QString &name)
    {
        for (QComboBox *each : made->findChildren<QComboBox *>()) {
            if (each->accessibleName() == name)
                return each;
        }
        return nullptr;
    }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    Profile m_profile;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RecipeStore> m_store;
    std::unique_ptr<RecipesPage> m_page;
};

QTEST_MAIN(TestRecipesPage)
#include "tst_recipespage.moc"
