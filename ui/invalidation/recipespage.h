// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/invalidation/recipestore.h"
#include "app/redis/client.h"

#include <QWidget>

class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace hitlens {

class EmptyState;
class MessageStrip;
class RecipeForm;

// The recipes for one server and for all: one is chosen, its parameters are filled in, and the dry
// run shows what it means. Also where they are made and handed on.
class RecipesPage final : public QWidget
{
    Q_OBJECT

public:
    // client and store must outlive it.
    RecipesPage(
        Client &client, const Profile &profile, RecipeStore &store, QWidget *parent = nullptr);

    RecipeForm *form() const { return m_form; }
    QListWidget *list() const { return m_list; }
    void choose(const QString &id);
    void newRecipe();
    // Shows what is in the file before anything is added.
    void importFrom(const QString &path);
    // Those that are listed.
    void exportTo(const QString &path);

signals:
    // The dry run is wanted.
    void invalidationRequested(const hitlens::BulkPlan &plan);

private:
    void makeLayout();
    QWidget *makeListSide();
    QWidget *makeFormSide();
    QLayout *makeButtons();
    void connectParts();
    QPushButton *addButton(QLayout *layout, const QString &text, void (RecipesPage::*act)());
    void refresh();
    void showCurrent();
    void updateButtons();
    std::optional<Recipe> current() const;
    void openDialog(const Recipe &recipe);
    void edit();
    void duplicate();
    void remove();
    void chooseImport();
    void chooseExport();
    void runDry();

    Client &m_client;
    const Profile m_profile;
    RecipeStore &m_store;
    QString m_wanted; // to be chosen once it is listed
    MessageStrip *m_strip;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QPushButton *m_first; // in m_empty
    QLineEdit *m_filter;
    QListWidget *m_list;
    RecipeForm *m_form;
    QPushButton *m_dryRun;
    QPushButton *m_edit = nullptr;
    QPushButton *m_duplicate = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_export = nullptr;
};

} // namespace hitlens
