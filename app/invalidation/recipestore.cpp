// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/recipestore.h"

#include "app/invalidation/recipejson.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

const QString recipeList = u"recipes"_s;
const QString idField = u"id"_s;

Error storeError(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

qsizetype indexOf(const JsonListFile &file, const QString &id)
{
    const auto entry = std::ranges::find_if(file.entries,
        [&id](const QJsonObject &json) { return json.value(idField).toString() == id; });
    return entry == file.entries.end() ? -1 : entry - file.entries.begin();
}

void put(JsonListFile &file, const Recipe &recipe)
{
    const qsizetype index = indexOf(file, recipe.id);
    if (index < 0)
        file.entries << toJson(recipe);
    else
        file.entries[index] = toJson(recipe, file.entries[index]);
}

Result<JsonListFile> readFile(const QString &path)
{
    auto file = readJsonList(
        path, recipeList, [](const QJsonObject &json) { return recipeFromJson(json).isOk(); });
    if (!file)
        return storeError(
            RecipeStore::tr("The recipes in %1 cannot be read: %2").arg(path, file.error().text));
    return file;
}

} // namespace

RecipeStore::RecipeStore(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
{
    readFirst();
    // The folder tells of the file being replaced, the file of it being edited in place.
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &RecipeStore::readAgain);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &RecipeStore::readAgain);
    watch();
}

QList<Recipe> RecipeStore::recipesFor(const QString &profileId) const
{
    QList<Recipe> recipes = m_recipes;
    recipes.removeIf([&profileId](const Recipe &recipe) { return !recipe.isFor(profileId); });
    return recipes;
}

std::optional<Recipe> RecipeStore::recipe(const QString &id) const
{
    const auto found = std::ranges::find(m_recipes, id, &Recipe::id);
    return found == m_recipes.end() ? std::nullopt : std::optional(*found);
}

Result<Done> RecipeStore::save(const Recipe &recipe)
{
    return saveAll({recipe});
}

Result<Done> RecipeStore::replace(const Recipe &old, const Recipe &recipe)
{
    if (const QString problem = recipe.problem(); !problem.isEmpty())
        return storeError(problem);
    return change([&old, &recipe](JsonListFile &file) -> Result<Done> {
        const qsizetype index = indexOf(file, old.id);
        const auto present
            = index < 0 ? Result<Recipe>(Error{}) : recipeFromJson(file.entries[index]);
        if (!present || *present != old)
            return storeError(
                tr("The recipe “%1” was changed or removed by another running program meanwhile. "
                   "Close this and look at what it is now.")
                    .arg(old.name));
        put(file, recipe);
        return Done{};
    });
}

Result<Done> RecipeStore::saveAll(const QList<Recipe> &recipes)
{
    for (const Recipe &recipe : recipes) {
        if (const QString problem = recipe.problem(); !problem.isEmpty())
            return storeError(problem);
    }
    return change([&recipes](JsonListFile &file) -> Result<Done> {
        for (const Recipe &recipe : recipes)
            put(file, recipe);
        return Done{};
    });
}

Result<Done> RecipeStore::remove(const QString &id)
{
    return change([&id](JsonListFile &file) -> Result<Done> {
        file.entries.removeIf(
            [&id](const QJsonObject &json) { return json.value(idField).toString() == id; });
        return Done{};
    });
}

Result<Done> RecipeStore::change(const Change &apply)
{
    QDir().mkpath(QFileInfo(m_path).path());
    QLockFile lock(m_path + u".lock"_s);
    if (!lockPatiently(lock))
        return storeError(tr("The recipes in %1 cannot be changed: the file is locked, or its "
                             "folder cannot be written to.")
                              .arg(m_path));
    auto read = readForChange();
    if (!read)
        return read.error();
    JsonListFile &file = read.value();
    if (const auto applied = apply(file); !applied)
        return applied;
    if (const auto written = writeJsonList(m_path, recipeList, file); !written)
        return storeError(
            tr("The recipes cannot be written to %1: %2").arg(m_path, written.error().text));
    take(file);
    watch();
    return Done{};
}

Result<JsonListFile> RecipeStore::readForChange()
{
    auto read = readFile(m_path);
    if (!read)
        return read;
    JsonListFile &file = read.value();
    if (file.isNewer())
        return storeError(
            tr("%1 was written by a later version of Hitlens. Change the recipes with that one.")
                .arg(m_path));
    if (file.damage.isEmpty())
        return read;
    // It was whole when we read it last: nobody meant to remove what is missing now.
    for (const QJsonObject &entry : std::as_const(m_file.entries)) {
        if (indexOf(file, entry.value(idField).toString()) < 0)
            file.entries << entry;
    }
    const auto aside = keepAside(m_path);
    if (!aside)
        return storeError(
            tr("The damaged recipes in %1 cannot be copied: %2").arg(m_path, aside.error().text));
    setProblem(tr("The recipes in %1 were damaged. %2 What could be read is here; the damaged file "
                  "is kept as %3.")
                   .arg(m_path, file.damage.join(u' '), *aside));
    file.damage.clear();
    return read;
}

void RecipeStore::readFirst()
{
    const auto file = readFile(m_path);
    if (!file)
        return setProblem(file.error().text);
    take(*file);
    if (file->damage.isEmpty() || file->isNewer())
        return;
    // Repairs the file at once, so that the next start does not keep another copy.
    const auto repaired = change([](JsonListFile &) -> Result<Done> { return Done{}; });
    if (!repaired)
        setProblem(tr("The recipes in %1 are damaged. %2 %3")
                       .arg(m_path, file->damage.join(u' '), repaired.error().text));
}

// Somebody else wrote. A damaged file may be one that is being written just now, so what we have
// stays; the next change here deals with it.
void RecipeStore::readAgain()
{
    const auto file = readFile(m_path);
    watch();
    if (!file)
        setProblem(file.error().text);
    else if (file->damage.isEmpty())
        take(*file);
}

// A recipe that cannot be understood is not shown, and stays in the file as it is: a later version
// may have written it.
void RecipeStore::take(const JsonListFile &file)
{
    m_file = file;
    QList<Recipe> recipes;
    QStringList problems;
    for (const QJsonObject &entry : file.entries) {
        if (const auto recipe = recipeFromJson(entry))
            recipes << *recipe;
        else
            problems << recipe.error().text;
    }
    std::ranges::stable_sort(recipes, [](const Recipe &a, const Recipe &b) {
        return QString::localeAwareCompare(a.name, b.name) < 0;
    });
    if (!problems.isEmpty())
        setProblem(problems.join(u' '));
    if (std::exchange(m_recipes, recipes) != recipes)
        emit changed();
}

void RecipeStore::setProblem(const QString &problem)
{
    if (std::exchange(m_problem, problem) != problem)
        emit problemFound(problem);
}

void RecipeStore::watch()
{
    for (const QString &path : {QFileInfo(m_path).path(), m_path}) {
        if (QFileInfo::exists(path))
            m_watcher.addPath(path); // again does no harm
    }
}

} // namespace hitlens
