// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/recipespage.h"

#include "app/invalidation/recipejson.h"
#include "ui/invalidation/recipedialog.h"
#include "ui/invalidation/recipeform.h"
#include "ui/invalidation/recipeimportdialog.h"
#include "ui/shell/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/filedrop.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/formscroll.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int idRole = Qt::UserRole;

bool isWantedBy(const Recipe &recipe, const QString &filter)
{
    return recipe.name.contains(filter, Qt::CaseInsensitive)
        || recipe.description.contains(filter, Qt::CaseInsensitive)
        || QString::fromUtf8(recipe.scope.pattern).contains(filter, Qt::CaseInsensitive);
}

} // namespace

RecipesPage::RecipesPage(
    Client &client, const Profile &profile, RecipeStore &store, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_profile(profile)
    , m_store(store)
    , m_strip(new MessageStrip(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(tr("No recipe yet"),
          tr("A recipe is a pattern with blanks in it, such as user:{user_id}:*, and what is to be "
             "done with its keys. Whoever uses it fills in the blanks, sees what that means in a "
             "dry run, and need not know patterns."),
          this))
    , m_first(m_empty->addButton(tr("New recipe…")))
    , m_filter(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_form(new RecipeForm(this))
    , m_dryRun(new QPushButton(tr("&Dry run…"), this))
{
    makeLayout();
    connectParts();
    if (!m_store.problem().isEmpty())
        m_strip->showNote(m_store.problem());
    refresh();
}

void RecipesPage::makeLayout()
{
    auto *splitter = new QSplitter(this);
    splitter->addWidget(makeListSide());
    splitter->addWidget(makeFormSide());
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(16);
    splitter->setStretchFactor(1, 1);
    const int letter = fontMetrics().averageCharWidth();
    splitter->setSizes({40 * letter, 100 * letter});
    m_stack->addWidget(splitter);
    m_stack->addWidget(m_empty);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(m_strip);
    layout->addWidget(m_stack, 1);
}

QWidget *RecipesPage::makeListSide()
{
    m_filter->setPlaceholderText(tr("Filter recipes"));
    m_filter->setAccessibleName(tr("Filter recipes"));
    m_filter->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("Recipes"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *side = new QFrame(this);
    setRole(side, Role::Panel);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    layout->addLayout(makeButtons());
    return side;
}

QLayout *RecipesPage::makeButtons()
{
    auto *buttons = new FlowLayout(8);
    addButton(buttons, tr("&New…"), &RecipesPage::newRecipe);
    m_edit = addButton(buttons, tr("Edi&t…"), &RecipesPage::edit);
    m_duplicate = addButton(buttons, tr("D&uplicate…"), &RecipesPage::duplicate);
    m_remove = addButton(buttons, tr("Re&move"), &RecipesPage::remove);
    addButton(buttons, tr("&Import…"), &RecipesPage::chooseImport);
    m_export = addButton(buttons, tr("E&xport…"), &RecipesPage::chooseExport);
    m_export->setToolTip(tr("Write the recipes of this list to a file, for others."));
    return buttons;
}

QPushButton *RecipesPage::addButton(
    QLayout *layout, const QString &text, void (RecipesPage::*act)())
{
    auto *button = new QPushButton(text, this);
    connect(button, &QPushButton::clicked, this, act);
    layout->addWidget(button);
    return button;
}

QWidget *RecipesPage::makeFormSide()
{
    setRole(m_dryRun, Role::Primary);
    auto *side = new QFrame(this);
    setRole(side, Role::Panel);
    auto *page = new QWidget(side);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 8, 0);
    column->addWidget(m_form);
    column->addStretch();
    auto *scroll = new FormScroll(page, side);
    auto *foot = new QHBoxLayout;
    foot->addStretch();
    foot->addWidget(m_dryRun);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addWidget(scroll, 1);
    layout->addLayout(foot);
    return side;
}

void RecipesPage::connectParts()
{
    connect(m_first, &QPushButton::clicked, this, &RecipesPage::newRecipe);
    connect(m_empty->addButton(tr("Import recipes…")), &QPushButton::clicked, this,
        &RecipesPage::chooseImport);
    connect(new FileDrop(this), &FileDrop::dropped, this, &RecipesPage::importFrom);
    connect(m_filter, &QLineEdit::textChanged, this, &RecipesPage::refresh);
    connect(m_list, &QListWidget::currentItemChanged, this, &RecipesPage::showCurrent);
    connect(m_list, &QListWidget::itemActivated, m_form, &RecipeForm::focusField);
    connect(m_form, &RecipeForm::changed, this, &RecipesPage::updateButtons);
    connect(m_form, &RecipeForm::entered, this, &RecipesPage::runDry);
    connect(m_dryRun, &QPushButton::clicked, this, &RecipesPage::runDry);
    connect(&m_store, &RecipeStore::changed, this, &RecipesPage::refresh);
    connect(&m_store, &RecipeStore::problemFound, m_strip, &MessageStrip::showNote);
    connect(&m_client, &Client::statusChanged, this, &RecipesPage::updateButtons);
}

void RecipesPage::choose(const QString &id)
{
    m_wanted = id;
    m_filter->clear();
    refresh();
}

void RecipesPage::refresh()
{
    const auto shown = current();
    const QString wanted = !m_wanted.isEmpty() ? m_wanted : shown ? shown->id : QString();
    const QList<Recipe> recipes = m_store.recipesFor(m_profile.id);
    const QSignalBlocker blocker(m_list);
    m_list->clear();
    for (const Recipe &recipe : recipes) {
        if (!isWantedBy(recipe, m_filter->text()))
            continue;
        auto *item = new QListWidgetItem(recipe.name, m_list);
        item->setData(idRole, recipe.id);
        item->setToolTip(
            recipe.serverId.isEmpty() ? tr("For all servers.") : tr("For this server alone."));
        if (recipe.id == wanted) {
            m_list->setCurrentItem(item);
            m_wanted.clear();
        }
    }
    if (!m_list->currentItem())
        m_list->setCurrentRow(0);
    m_stack->setCurrentIndex(recipes.isEmpty() ? 1 : 0);
    FocusPass::set(this, recipes.isEmpty() ? static_cast<QWidget *>(m_first) : m_list);
    showCurrent();
}

std::optional<Recipe> RecipesPage::current() const
{
    const QListWidgetItem *item = m_list->currentItem();
    return item ? m_store.recipe(item->data(idRole).toString()) : std::nullopt;
}

void RecipesPage::showCurrent()
{
    const auto recipe = current();
    m_form->setVisible(recipe.has_value());
    if (recipe)
        m_form->setRecipe(*recipe);
    updateButtons();
}

void RecipesPage::updateButtons()
{
    const bool isChosen = current().has_value();
    for (QPushButton *button : {m_edit, m_duplicate, m_remove})
        button->setEnabled(isChosen);
    m_export->setEnabled(m_list->count() > 0);
    enableUnless(m_dryRun, isChosen && m_form->plan().has_value(),
        m_client.isReady() ? QString() : tr("The server is not connected."));
}

void RecipesPage::openDialog(const Recipe &recipe)
{
    auto *dialog = new RecipeDialog(m_store, m_profile, recipe, this);
    connect(dialog, &RecipeDialog::saved, this, &RecipesPage::choose);
    dialog->open();
}

void RecipesPage::newRecipe()
{
    Recipe recipe;
    recipe.id = Recipe::newId();
    openDialog(recipe);
}

void RecipesPage::edit()
{
    if (const auto recipe = current())
        openDialog(*recipe);
}

void RecipesPage::duplicate()
{
    auto recipe = current();
    if (!recipe)
        return;
    recipe->id = Recipe::newId();
    recipe->name = tr("%1 (copy)").arg(recipe->name);
    openDialog(*recipe);
}

void RecipesPage::remove()
{
    const auto recipe = current();
    if (!recipe)
        return;
    const auto removed = m_store.remove(recipe->id);
    if (!removed)
        return m_strip->showError(removed.error(), tr("The recipe was not removed."));
    m_strip->showNote(tr("The recipe “%1” was removed.").arg(recipe->name));
    m_strip->addAction(tr("Put it back"), this, [this, recipe = *recipe] {
        const auto saved = m_store.save(recipe);
        if (!saved)
            return m_strip->showError(saved.error(), tr("The recipe was not put back."));
        m_strip->clear();
        choose(recipe.id);
    });
}

void RecipesPage::chooseImport()
{
    auto *chooser = new QFileDialog(this, tr("Import recipes"), QDir::homePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    chooser->setNameFilters({tr("Recipes (*.json)"), tr("All files (*)")});
    connect(chooser, &QFileDialog::fileSelected, this, &RecipesPage::importFrom);
    chooser->open();
}

void RecipesPage::importFrom(const QString &path)
{
    const auto file = readRecipes(path);
    if (!file)
        return m_strip->showError(file.error(), tr("No recipe was imported."));
    m_strip->clear();
    auto *dialog = new RecipeImportDialog(m_store, m_profile, *file, this);
    connect(dialog, &RecipeImportDialog::imported, this, [this](int count) {
        m_strip->showSuccess(
            count == 1 ? tr("1 recipe was imported.") : tr("%1 recipes were imported.").arg(count));
    });
    dialog->open();
}

void RecipesPage::chooseExport()
{
    auto *chooser = new QFileDialog(this, tr("Export recipes"), QDir::homePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setNameFilters({tr("Recipes (*.json)")});
    chooser->setDefaultSuffix(u"json"_s);
    chooser->selectFile(tr("%1 recipes").arg(m_profile.name).replace(u'/', u'-'));
    connect(chooser, &QFileDialog::fileSelected, this, &RecipesPage::exportTo);
    chooser->open();
}

void RecipesPage::exportTo(const QString &path)
{
    QList<Recipe> recipes;
    for (int row = 0; row < m_list->count(); ++row) {
        if (const auto recipe = m_store.recipe(m_list->item(row)->data(idRole).toString()))
            recipes << *recipe;
    }
    const auto written = writeRecipes(path, recipes);
    if (!written)
        return m_strip->showError(written.error(), tr("The recipes were not exported."));
    m_strip->showSuccess(recipes.size() == 1
            ? tr("1 recipe is in %1, which only you can read.").arg(path)
            : tr("%1 recipes are in %2, which only you can read.").arg(recipes.size()).arg(path));
}

void RecipesPage::runDry()
{
    const auto plan = m_form->plan();
    if (plan && m_dryRun->isEnabled())
        emit invalidationRequested(*plan);
    else
        m_form->focusField();
}

} // namespace hitlens
