// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/recipe.h"
#include "app/redis/jsonlistfile.h"

#include <QFileSystemWatcher>
#include <QObject>

#include <functional>

namespace hitlens {

// The recipes on this computer, kept in one JSON file; its format stands in recipejson.h. Lives on
// the GUI thread. Every change is made to what the file holds at that moment, under a lock, so that
// two running programs do not lose each other's; what another one changes shows here by itself.
class RecipeStore final : public QObject
{
    Q_OBJECT

public:
    // Reads the file; it need not exist, nor its folder.
    explicit RecipeStore(QString path, QObject *parent = nullptr);

    // By name.
    const QList<Recipe> &recipes() const { return m_recipes; }
    // Those for that server and those for all.
    QList<Recipe> recipesFor(const QString &profileId) const;
    std::optional<Recipe> recipe(const QString &id) const;
    // What was wrong with the file when it was last read, in sentences; empty when nothing was.
    const QString &problem() const { return m_problem; }

    // All of these write the file before they return. An error means that nothing has changed, and
    // its text can be shown as it is. A recipe that has a problem() is refused with it.
    Result<Done> save(const Recipe &recipe); // adds it when it is not there
    // Where the recipe is no longer what it was, or is gone, nothing is saved and that is the
    // error: another program has changed it.
    Result<Done> replace(const Recipe &old, const Recipe &recipe);
    Result<Done> saveAll(const QList<Recipe> &recipes); // all or none
    Result<Done> remove(const QString &id);

signals:
    void changed();
    void problemFound(const QString &problem);

private:
    using Change = std::function<Result<Done>(JsonListFile &file)>;

    Result<Done> change(const Change &apply);
    Result<JsonListFile> readForChange();
    void readFirst();
    void readAgain();
    void take(const JsonListFile &file);
    void setProblem(const QString &problem);
    void watch();

    const QString m_path;
    JsonListFile m_file;
    QList<Recipe> m_recipes;
    QString m_problem;
    QFileSystemWatcher m_watcher;
};

} // namespace hitlens
