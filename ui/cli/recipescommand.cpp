// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/recipescommand.h"

#include "app/invalidation/recipejson.h"
#include "ui/invalidation/bulkwords.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

Error wrong(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

} // namespace

Result<Recipe> recipeByName(const QList<Recipe> &recipes, const QString &name)
{
    QList<Recipe> named;
    std::copy_if(recipes.begin(), recipes.end(), std::back_inserter(named),
        [&name](const Recipe &recipe) { return recipe.id == name || recipe.name == name; });
    if (named.isEmpty())
        return wrong(QCoreApplication::translate("RecipesCommand",
            "No recipe for this server has that name. hitlens-cli recipes lists them."));
    if (named.size() > 1)
        return wrong(QCoreApplication::translate(
            "RecipesCommand", "%1 recipes have that name. Give an id: %2.")
                         .arg(named.size())
                         .arg(named[0].id + u", "_s + named[1].id));
    return named.first();
}

RecipesCommand::RecipesCommand(const Context &context, QString profileId, QObject *parent)
    : CliTask(context, parent)
    , m_profileId(std::move(profileId))
{ }

void RecipesCommand::start()
{
    const QString what = arguments().words.isEmpty() ? u"list"_s : arguments().word(0);
    const QString name = arguments().word(1);
    const bool isList = what == u"list";
    if (!stores().recipes.problem().isEmpty())
        output().note(stores().recipes.problem());
    if (isList != name.isEmpty())
        return refuse(CliExit::Usage,
            isList ? tr("recipes list takes nothing more.")
                   : tr("recipes takes list, show NAME, import FILE or export FILE."));
    if (isList)
        list();
    else if (what == u"show")
        show(name);
    else if (what == u"import")
        import(name);
    else if (what == u"export")
        exportTo(name);
    else
        refuse(CliExit::Usage, tr("recipes takes list, show NAME, import FILE or export FILE."));
}

QList<Recipe> RecipesCommand::recipes() const
{
    return m_profileId.isEmpty() ? stores().recipes.recipes()
                                 : stores().recipes.recipesFor(m_profileId);
}

void RecipesCommand::list()
{
    QJsonArray array;
    for (const Recipe &recipe : recipes()) {
        array << toJson(recipe);
        if (!output().isJson())
            output().line(safeText(recipe.name));
    }
    result()[u"recipes"_s] = array;
    finish(CliExit::Done);
}

void RecipesCommand::show(const QString &name)
{
    const Result<Recipe> recipe = recipeByName(recipes(), name);
    if (!recipe)
        return fail(CliExit::Usage, recipe.error());
    result()[u"recipe"_s] = toJson(*recipe);
    if (output().isJson())
        return finish(CliExit::Done);
    const auto row = [this](const QString &heading, const QString &text) {
        output().line(heading.leftJustified(12) + safeText(text));
    };
    row(tr("Name"), recipe->name);
    if (!recipe->description.isEmpty())
        row(tr("About"), recipe->description);
    const auto server = stores().profiles.profile(recipe->serverId);
    row(tr("Server"),
        recipe->serverId.isEmpty() ? tr("all")
            : server               ? server->name
                                   : recipe->serverId);
    row(tr("What"), scopeText(recipe->scope));
    row(tr("Action"), actionText(recipe->action));
    for (const Recipe::Parameter &parameter : recipe->parameters)
        row(tr("Parameter"), parameter.name + u"  "_s + parameter.hint);
    finish(CliExit::Done);
}

void RecipesCommand::import(const QString &path)
{
    const Result<RecipeFile> file = readRecipes(path);
    if (!file)
        return fail(CliExit::SomeFailed, file.error());
    for (const QString &refused : file->refused)
        output().note(refused);
    // What is here stays as it is: somebody relies on it.
    QList<Recipe> added;
    for (const Recipe &recipe : file->recipes) {
        if (!stores().recipes.recipe(recipe.id))
            added << recipe;
    }
    const Result<Done> saved = stores().recipes.saveAll(added);
    if (!saved)
        return fail(CliExit::SomeFailed, saved.error());
    const qsizetype known = file->recipes.size() - added.size();
    result() = {{u"added"_s, qint64(added.size())}, {u"known"_s, qint64(known)},
        {u"refused"_s, qint64(file->refused.size())}};
    if (!output().isJson())
        output().line(tr("%1 added, %2 known already and left as they are, %3 refused")
                          .arg(added.size())
                          .arg(known)
                          .arg(file->refused.size()));
    finish(file->refused.isEmpty() ? CliExit::Done : CliExit::SomeFailed);
}

void RecipesCommand::exportTo(const QString &path)
{
    if (QFileInfo::exists(path))
        return refuse(CliExit::SomeFailed, tr("That file exists. Nothing was written."));
    const QList<Recipe> all = recipes();
    const Result<Done> written = writeRecipes(path, all);
    if (!written)
        return fail(CliExit::SomeFailed, written.error());
    result()[u"written"_s] = qint64(all.size());
    if (!output().isJson())
        output().line(tr("%1 written").arg(all.size()));
    finish(CliExit::Done);
}

} // namespace hitlens
