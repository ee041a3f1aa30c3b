// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/cli/clitask.h"

namespace hitlens {

// hitlens-cli recipes: needs no server.
class RecipesCommand final : public CliTask
{
    Q_OBJECT

public:
    // profileId: of the server whose recipes are asked for; empty: all of them.
    RecipesCommand(const Context &context, QString profileId, QObject *parent = nullptr);

    void start() override;

private:
    QList<Recipe> recipes() const;
    void list();
    void show(const QString &name);
    void import(const QString &path);
    void exportTo(const QString &path);

    const QString m_profileId;
};

// One of these by its name or its id. The error says that there is none, or more than one.
Result<Recipe> recipeByName(const QList<Recipe> &recipes, const QString &name);

} // namespace hitlens
