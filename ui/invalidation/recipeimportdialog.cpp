// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/recipeimportdialog.h"

#include "ui/invalidation/bulkwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

namespace {

enum ImportColumn { NameColumn, StateColumn, PatternColumn, ActionColumn };

} // namespace

RecipeImportDialog::RecipeImportDialog(
    RecipeStore &store, const Profile &profile, const RecipeFile &file, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_profile(profile)
    , m_file(file)
    , m_strip(new MessageStrip(this))
    , m_rows(new QTreeWidget(this))
    , m_servers(new QComboBox(this))
    , m_serversLabel(new QLabel(tr("Recipes for &another server are to be"), this))
    , m_import(new QPushButton(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Import recipes"));
    makeLayout();
    fillServers();
    fill();
    if (!m_file.refused.isEmpty())
        m_strip->showNote(m_file.refused.join(u'\n'));
    else if (m_file.recipes.isEmpty())
        m_strip->showNote(tr("There is no recipe in this file."));
    connect(m_rows, &QTreeWidget::itemChanged, this, &RecipeImportDialog::updateButtons);
    connect(m_servers, &QComboBox::currentIndexChanged, this, &RecipeImportDialog::fill);
    connect(&m_store, &RecipeStore::changed, this, &RecipeImportDialog::fill);
    updateButtons();
    m_rows->setFocus();
}

void RecipeImportDialog::makeLayout()
{
    auto *title = new QLabel(windowTitle(), this);
    setRole(title, Role::Title);
    m_rows->setAccessibleName(tr("Recipes in the file"));
    m_rows->setHeaderLabels({tr("Recipe"), tr("Here"), tr("Pattern"), tr("Action")});
    m_rows->setRootIsDecorated(false);
    m_rows->setUniformRowHeights(true);
    m_serversLabel->setBuddy(m_servers);
    auto *servers = new QHBoxLayout;
    servers->setSpacing(8);
    servers->addWidget(m_serversLabel);
    servers->addWidget(m_servers);
    servers->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(m_strip);
    layout->addWidget(m_rows, 1);
    layout->addLayout(servers);
    layout->addLayout(makeButtons());
    const QSize wanted(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 26);
    resize(wanted.boundedTo(screen()->availableSize() * 0.92));
}

QLayout *RecipeImportDialog::makeButtons()
{
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    setRole(m_import, Role::Primary);
    m_import->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_import, &QPushButton::clicked, this, &RecipeImportDialog::importChosen);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_import);
    return buttons;
}

// Saved servers have ids that no other computer knows.
void RecipeImportDialog::fillServers()
{
    m_servers->setAccessibleName(tr("What recipes for another server become"));
    m_servers->addItem(tr("for this server, %1").arg(m_profile.name), m_profile.id);
    m_servers->addItem(tr("for all servers"), QString());
    const bool isNeeded = std::ranges::any_of(
        m_file.recipes, [this](const Recipe &recipe) { return !recipe.isFor(m_profile.id); });
    m_servers->setVisible(isNeeded);
    m_serversLabel->setVisible(isNeeded);
}

Recipe RecipeImportDialog::asImported(const Recipe &recipe) const
{
    Recipe imported = recipe;
    if (!imported.isFor(m_profile.id))
        imported.serverId = m_servers->currentData().toString();
    return imported;
}

void RecipeImportDialog::fill()
{
    const QSignalBlocker blocker(m_rows);
    m_rows->clear();
    for (const Recipe &recipe : m_file.recipes)
        addRow(asImported(recipe));
    for (int column = 0; column < m_rows->columnCount(); ++column)
        m_rows->resizeColumnToContents(column);
    updateButtons();
}

// What is there already is not chosen: whoever wants it replaced says so.
void RecipeImportDialog::addRow(const Recipe &recipe)
{
    const auto present = m_store.recipe(recipe.id);
    const bool isSame = present == recipe;
    auto *row = new QTreeWidgetItem(m_rows,
        {recipe.name,
            isSame        ? tr("There already")
                : present ? tr("Replaces “%1”").arg(present->name)
                          : tr("New"),
            displayBytes(recipe.scope.pattern), actionText(recipe.action)});
    row->setToolTip(NameColumn, recipe.description);
    row->setFont(PatternColumn, monospaceFont());
    row->setCheckState(NameColumn, present ? Qt::Unchecked : Qt::Checked);
    if (isSame)
        row->setFlags(row->flags() & ~Qt::ItemIsUserCheckable);
}

QList<Recipe> RecipeImportDialog::chosen() const
{
    QList<Recipe> chosen;
    for (int row = 0; row < m_rows->topLevelItemCount(); ++row) {
        if (m_rows->topLevelItem(row)->checkState(NameColumn) == Qt::Checked)
            chosen << asImported(m_file.recipes[row]);
    }
    return chosen;
}

void RecipeImportDialog::updateButtons()
{
    const qsizetype count = chosen().size();
    m_import->setEnabled(count > 0);
    m_import->setText(count == 0 ? tr("Import")
            : count == 1         ? tr("Import 1 recipe")
                                 : tr("Import %1 recipes").arg(count));
}

void RecipeImportDialog::importChosen()
{
    const QList<Recipe> recipes = chosen();
    const auto saved = m_store.saveAll(recipes);
    if (!saved)
        return m_strip->showError(saved.error(), tr("No recipe was imported."));
    emit imported(static_cast<int>(recipes.size()));
    accept();
}

} // namespace hitlens
