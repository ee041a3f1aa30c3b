// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/recipe.h"

#include <QJsonObject>

// Recipes as JSON: in the file of RecipeStore, and in files that people hand to each other. Pure.
//   {"id":…,"name":…,"description":…,"serverId":…,"scope":{…},"action":{…},
//    "parameters":[{"name":…,"type":"number|word|regularExpression","expression":…,"hint":…}]}
// scope and action are those of bulkjson.h.
namespace hitlens {

// over: what stood there before, of which the fields that this version does not know stay.
QJsonObject toJson(const Recipe &recipe, QJsonObject over = {});
// The error names the recipe. It may still have a problem().
Result<Recipe> recipeFromJson(const QJsonObject &json);

// As one file, readable by its owner alone: {"format":"hitlens-recipes","version":1,"recipes":[…]}.
Result<Done> writeRecipes(const QString &path, const QList<Recipe> &recipes);

// What a file of recipes holds. A value.
struct RecipeFile
{
    QList<Recipe> recipes; // without a problem, each id once
    QStringList refused; // a sentence for each that is not among them
};
Result<RecipeFile> readRecipes(const QString &path);

} // namespace hitlens
