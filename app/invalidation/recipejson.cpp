// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/recipejson.h"

#include "app/invalidation/bulkjson.h"
#include "app/invalidation/jsonwords.h"
#include "app/redis/jsonlistfile.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using Type = Recipe::Parameter::Type;

const QString recipeFormat = u"hitlens-recipes"_s;
const QString recipeList = u"recipes"_s;
const QString formatField = u"format"_s;
const JsonWord<Type> typeWords[] = {{Type::Number, "number"_L1}, {Type::Word, "word"_L1},
    {Type::RegularExpression, "regularExpression"_L1}};

QString recipeFileWords(const char *text)
{
    return QCoreApplication::translate("RecipeFile", text);
}

Error recipeFileError(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

QJsonObject toJson(const Recipe::Parameter &parameter)
{
    QJsonObject json{{u"name"_s, parameter.name}, {u"type"_s, wordOf(typeWords, parameter.type)}};
    if (parameter.type == Type::RegularExpression)
        json[u"expression"_s] = parameter.expression;
    if (!parameter.hint.isEmpty())
        json[u"hint"_s] = parameter.hint;
    return json;
}

Result<Recipe::Parameter> parameterFrom(const QJsonObject &json)
{
    Recipe::Parameter parameter{json["name"_L1].toString(), {}, json["expression"_L1].toString(),
        json["hint"_L1].toString()};
    const auto type = valueOf(typeWords, json["type"_L1].toString());
    if (!type)
        return recipeFileError(
            recipeFileWords("Its parameter “%1” is of a type that this version of Hitlens does not "
                            "know.")
                .arg(parameter.name));
    parameter.type = *type;
    return parameter;
}

Error inRecipe(const QString &name, const QString &text)
{
    return recipeFileError(recipeFileWords("The recipe “%1” cannot be used. %2").arg(name, text));
}

} // namespace

QJsonObject toJson(const Recipe &recipe, QJsonObject over)
{
    QJsonArray parameters;
    for (const Recipe::Parameter &parameter : recipe.parameters)
        parameters << toJson(parameter);
    over[u"id"_s] = recipe.id;
    over[u"name"_s] = recipe.name;
    over[u"description"_s] = recipe.description;
    over[u"serverId"_s] = recipe.serverId;
    over[u"scope"_s] = toJson(recipe.scope);
    over[u"parameters"_s] = parameters;
    over[u"action"_s] = toJson(recipe.action);
    return over;
}

Result<Recipe> recipeFromJson(const QJsonObject &json)
{
    Recipe recipe;
    recipe.id = json["id"_L1].toString();
    recipe.name = json["name"_L1].toString();
    recipe.description = json["description"_L1].toString();
    recipe.serverId = json["serverId"_L1].toString();
    if (recipe.id.isEmpty())
        return inRecipe(recipe.name, recipeFileWords("It has no id."));
    const auto scope = scopeFromJson(json["scope"_L1].toObject());
    if (!scope)
        return inRecipe(recipe.name, scope.error().text);
    const auto action = actionFromJson(json["action"_L1].toObject());
    if (!action)
        return inRecipe(recipe.name, action.error().text);
    recipe.scope = *scope;
    recipe.action = *action;
    const QJsonArray parameters = json["parameters"_L1].toArray();
    for (const auto &each : parameters) {
        const auto parameter = parameterFrom(each.toObject());
        if (!parameter)
            return inRecipe(recipe.name, parameter.error().text);
        recipe.parameters << *parameter;
    }
    return recipe;
}

Result<Done> writeRecipes(const QString &path, const QList<Recipe> &recipes)
{
    JsonListFile file;
    file.head[formatField] = recipeFormat;
    for (const Recipe &recipe : recipes)
        file.entries << toJson(recipe);
    const auto written = writeJsonList(path, recipeList, file);
    if (!written)
        return recipeFileError(recipeFileWords("The recipes cannot be written to %1: %2")
                                   .arg(path, written.error().text));
    return written;
}

Result<RecipeFile> readRecipes(const QString &path)
{
    const auto list = readJsonList(
        path, recipeList, [](const QJsonObject &json) { return recipeFromJson(json).isOk(); });
    if (!list)
        return recipeFileError(
            recipeFileWords("%1 cannot be read: %2").arg(path, list.error().text));
    if (!QFileInfo::exists(path))
        return recipeFileError(recipeFileWords("%1 is not there.").arg(path));
    if (list->head[formatField].toString() != recipeFormat)
        return recipeFileError(recipeFileWords("%1 is not a file of recipes.").arg(path));
    if (list->isNewer())
        return recipeFileError(
            recipeFileWords("%1 was written by a later version of Hitlens.").arg(path));
    RecipeFile file{{}, list->damage};
    QStringList ids;
    for (const QJsonObject &entry : list->entries) {
        const auto recipe = recipeFromJson(entry);
        if (!recipe)
            file.refused << recipe.error().text;
        else if (const QString wrong = recipe->problem(); !wrong.isEmpty())
            file.refused << inRecipe(recipe->name, wrong).text;
        else if (ids.contains(recipe->id))
            file.refused << inRecipe(recipe->name, recipeFileWords("It is there twice.")).text;
        else
            file.recipes << *recipe;
        ids << (recipe ? recipe->id : QString());
    }
    return file;
}

} // namespace hitlens
