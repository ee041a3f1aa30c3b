// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/recipedialog.h"

#include "ui/invalidation/actform.h"
#include "ui/invalidation/bulkwords.h"
#include "ui/invalidation/parameterrows.h"
#include "ui/invalidation/patternfield.h"
#include "ui/shell/theme.h"
#include "ui/widgets/conditionrow.h"
#include "ui/widgets/dialogheader.h"
#include "ui/widgets/format.h"
#include "ui/widgets/formscroll.h"
#include "ui/widgets/messagestrip.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

RecipeDialog::RecipeDialog(
    RecipeStore &store, const Profile &profile, const Recipe &recipe, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_profile(profile)
    , m_recipe(recipe)
    , m_isNew(!store.recipe(recipe.id))
    , m_strip(new MessageStrip(this))
    , m_name(new QLineEdit(this))
    , m_description(new QLineEdit(this))
    , m_server(new QComboBox(this))
    , m_pattern(new PatternField(this))
    , m_except(new PatternField(this))
    , m_conditions(new ConditionRow(this))
    , m_parameters(new ParameterRows(this))
    , m_act(new ActForm(recipe.action, this))
    , m_example(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_save(new QPushButton(tr("Save"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(m_isNew ? tr("New recipe") : tr("Edit recipe"));
    fillServers();
    fill();
    makeLayout();
    connect(m_name, &QLineEdit::textChanged, this, &RecipeDialog::onEdited);
    connect(m_description, &QLineEdit::textChanged, this, &RecipeDialog::onEdited);
    connect(m_pattern, &QLineEdit::textChanged, this, &RecipeDialog::onPatternEdited);
    connect(m_except, &QLineEdit::textChanged, this, &RecipeDialog::onPatternEdited);
    connect(m_conditions, &ConditionRow::changed, this, &RecipeDialog::onEdited);
    connect(m_conditions, &ConditionRow::edited, this, &RecipeDialog::onEdited);
    connect(m_parameters, &ParameterRows::edited, this, &RecipeDialog::onEdited);
    connect(m_act, &ActForm::changed, this, &RecipeDialog::onEdited);
    onPatternEdited();
    m_name->setFocus();
}

// ---- what it looks like

void RecipeDialog::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(12);
    layout->addLayout(makeDialogHeader(windowTitle(), m_profile.environment, this));
    layout->addWidget(m_strip);
    layout->addWidget(new FormScroll(makePage(), this), 1);
    layout->addLayout(makeButtons());
    const QSize wanted(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 36);
    resize(wanted.boundedTo(screen()->availableSize() * 0.92));
}

QWidget *RecipeDialog::makePage()
{
    auto *page = new QWidget(this);
    m_example->setWordWrap(true);
    m_example->setTextFormat(Qt::PlainText);
    m_example->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *hint = new QLabel(tr("A name in braces, such as {user_id}, is a blank that is filled in. "
                               "“{{” and “}}” are braces."),
        page);
    hint->setWordWrap(true);
    setRole(hint, Role::Muted);
    auto *form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 8, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(12);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Description"), m_description);
    form->addRow(tr("&For"), m_server);
    form->addRow(tr("&Pattern"), m_pattern);
    form->addRow(QString(), hint);
    form->addRow(tr("&But not"), m_except);
    form->addRow(tr("Parameters"), m_parameters);
    form->addRow(tr("Conditions"), m_conditions);
    form->addRow(tr("Action"), m_act);
    form->addRow(tr("Example"), m_example);
    return page;
}

QLayout *RecipeDialog::makeButtons()
{
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    setRole(m_save, Role::Primary);
    m_save->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &RecipeDialog::save);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_problem, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    return buttons;
}

void RecipeDialog::fillServers()
{
    m_server->setAccessibleName(tr("For which servers"));
    m_server->addItem(tr("All servers"), QString());
    m_server->addItem(tr("This server, %1").arg(m_profile.name), m_profile.id);
    if (!m_recipe.isFor(m_profile.id))
        m_server->addItem(tr("Another server"), m_recipe.serverId);
    m_server->setCurrentIndex(std::max(0, m_server->findData(m_recipe.serverId)));
}

void RecipeDialog::fill()
{
    m_name->setText(m_recipe.name);
    m_name->setAccessibleName(tr("Name of the recipe"));
    m_name->setPlaceholderText(tr("Cache of one user"));
    m_description->setText(m_recipe.description);
    m_description->setAccessibleName(tr("Description of the recipe"));
    m_description->setPlaceholderText(tr("When to use it, for those who will"));
    m_pattern->setPattern(m_recipe.scope.pattern);
    m_pattern->setPlaceholderText(tr("cache:get_user_*:({user_id},):*"));
    m_except->setPattern(m_recipe.scope.except);
    m_except->setAccessibleName(tr("Pattern of the keys that are left out"));
    m_except->setPlaceholderText(tr("No exception"));
    m_conditions->setCondition(m_recipe.scope.condition);
    m_parameters->setParameters(m_recipe.parameters);
}

// ---- what it does

Recipe RecipeDialog::recipe() const
{
    Recipe recipe;
    recipe.id = m_recipe.id;
    recipe.name = m_name->text().trimmed();
    recipe.description = m_description->text().trimmed();
    recipe.serverId = m_server->currentData().toString();
    recipe.scope.pattern = m_pattern->pattern();
    recipe.scope.except = m_except->pattern();
    recipe.scope.condition = m_conditions->condition();
    recipe.parameters = m_parameters->parameters();
    recipe.action = m_act->action();
    return recipe;
}

// While the braces do not pair the rows stay as they are: one is just typing.
void RecipeDialog::onPatternEdited()
{
    const Recipe edited = recipe();
    const QStringList names = edited.usedParameters();
    if (!names.isEmpty() || !edited.scope.pattern.contains('{'))
        m_parameters->setNames(names);
    onEdited();
}

QString RecipeDialog::problem() const
{
    const QString wrong = recipe().problem();
    if (!wrong.isEmpty())
        return wrong;
    return m_conditions->problem().isEmpty() ? m_act->problem() : m_conditions->problem();
}

void RecipeDialog::onEdited()
{
    const QString wrong = problem();
    m_problem->setText(wrong);
    m_save->setEnabled(wrong.isEmpty());
    m_example->setText(exampleText(recipe()));
}

QString RecipeDialog::exampleText(const Recipe &recipe) const
{
    if (!recipe.contentProblem().isEmpty())
        return u"–"_s;
    const auto scope = recipe.fill(m_parameters->examples());
    if (!scope)
        return tr("With an example of each parameter you see here what they mean. %1")
            .arg(scope.error().text);
    return u"%1: %2"_s.arg(actionText(recipe.action), scopeText(*scope));
}

void RecipeDialog::save()
{
    const Recipe edited = recipe();
    const auto saved = m_isNew ? m_store.save(edited) : m_store.replace(m_recipe, edited);
    if (!saved)
        return m_strip->showError(saved.error(), tr("The recipe was not saved."));
    emit this->saved(edited.id);
    accept();
}

} // namespace hitlens
