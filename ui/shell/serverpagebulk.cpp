// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a server page has to do with changes to many keys.

#include "ui/invalidation/actmarks.h"
#include "ui/invalidation/historypage.h"
#include "ui/invalidation/invalidationdialog.h"
#include "ui/invalidation/recipedialog.h"
#include "ui/invalidation/recipespage.h"
#include "ui/invalidation/undodialog.h"
#include "ui/keyspace/keyspage.h"
#include "ui/monitoring/overviewpage.h"
#include "ui/shell/serverpage.h"

#include <QStackedWidget>

namespace hitlens {

void ServerPage::makeRecipes()
{
    m_recipes = new RecipesPage(m_client, m_profile, m_bulk.recipes, m_stack);
    connect(m_recipes, &RecipesPage::invalidationRequested, this, &ServerPage::invalidate);
    replacePage(Page::Recipes, m_recipes);
}

void ServerPage::makeHistory()
{
    m_historyPage = new HistoryPage(m_client, m_profile, m_bulk.traces, m_stack);
    connect(m_historyPage, &HistoryPage::undoRequested, this, &ServerPage::undo);
    replacePage(Page::History, m_historyPage);
}

void ServerPage::markActs()
{
    auto *marks = new ActMarks(m_bulk.traces.audit, m_profile, m_overview);
    connect(marks, &ActMarks::changed, m_overview, &OverviewPage::setMarks);
}

void ServerPage::invalidate(const BulkPlan &plan)
{
    auto *dialog = new InvalidationDialog(m_client, m_profile, plan, m_bulk.traces, this);
    if (m_keys) {
        connect(dialog, &InvalidationDialog::keysDeleted, m_keys, &KeysPage::removeMatching);
        connect(dialog, &InvalidationDialog::someKeysDeleted, m_keys, &KeysPage::rescan);
        connect(dialog, &InvalidationDialog::keysChanged, m_keys, &KeysPage::rescan);
    }
    connect(dialog, &InvalidationDialog::saveAsRecipeRequested, this,
        [this, dialog](const BulkPlan &what) { saveAsRecipe(what, dialog); });
    connect(dialog, &InvalidationDialog::undoRequested, this, [this, dialog](const QString &id) {
        if (const auto snapshot = m_bulk.traces.snapshots.snapshot(id))
            openUndo(*snapshot, dialog);
        else
            showNote(tr("The undo snapshot of this act is not there any more."));
    });
    dialog->open();
}

void ServerPage::undo(const SnapshotInfo &snapshot)
{
    openUndo(snapshot, this);
}

void ServerPage::openUndo(const SnapshotInfo &snapshot, QWidget *parent)
{
    auto *dialog = new UndoDialog(m_client, m_profile, snapshot, m_bulk.traces, parent);
    if (m_keys)
        connect(dialog, &UndoDialog::keysChanged, m_keys, &KeysPage::rescan);
    dialog->open();
}

void ServerPage::saveAsRecipe(const BulkPlan &plan, QWidget *parent)
{
    auto *dialog = new RecipeDialog(m_bulk.recipes, m_profile, Recipe::of(plan), parent);
    connect(dialog, &RecipeDialog::saved, this, [this](const QString &id) {
        if (m_recipes)
            m_recipes->choose(id);
    });
    dialog->open();
}

} // namespace hitlens
