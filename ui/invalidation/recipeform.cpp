// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/recipeform.h"

#include "ui/invalidation/bulkwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/formfield.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;
using Type = Recipe::Parameter::Type;

namespace {

QString typeHint(const Recipe::Parameter &parameter)
{
    switch (parameter.type) {
    case Type::Number:
        return RecipeForm::tr("A number");
    case Type::Word:
        return RecipeForm::tr("A word, without spaces");
    case Type::RegularExpression:
        return RecipeForm::tr("Has to match %1").arg(parameter.expression);
    }
    return {};
}

QString hintOf(const Recipe::Parameter &parameter)
{
    return parameter.hint.isEmpty()
        ? typeHint(parameter)
        : RecipeForm::tr("%1 · %2").arg(parameter.hint, typeHint(parameter));
}

} // namespace

RecipeForm::RecipeForm(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_name = addText(layout);
    setRole(m_name, Role::Title);
    m_description = addText(layout);
    setRole(m_description, Role::Muted);
    m_form->setContentsMargins(0, 8, 0, 8);
    m_form->setHorizontalSpacing(12);
    layout->addLayout(m_form);
    auto *preview = new QFrame(this);
    setRole(preview, Role::Panel);
    auto *lines = new QVBoxLayout(preview);
    lines->setContentsMargins(12, 12, 12, 12);
    m_pattern = addText(lines);
    setRole(m_pattern, Role::Mono);
    m_pattern->setAccessibleName(tr("The pattern with these values"));
    m_keys = addText(lines);
    setRole(m_keys, Role::Muted);
    m_action = addText(lines);
    layout->addWidget(preview);
}

QLabel *RecipeForm::addText(QLayout *layout)
{
    auto *label = new QLabel(this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(label);
    return label;
}

void RecipeForm::setRecipe(const Recipe &recipe)
{
    const bool isAlike = m_recipe.id == recipe.id && m_recipe.parameters == recipe.parameters;
    m_recipe = recipe;
    m_name->setText(recipe.name);
    m_description->setText(recipe.description);
    m_description->setVisible(!recipe.description.isEmpty());
    if (!isAlike)
        makeFields();
    check();
}

void RecipeForm::makeFields()
{
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    m_fields.clear();
    for (const Recipe::Parameter &parameter : std::as_const(m_recipe.parameters))
        addField(parameter);
}

void RecipeForm::addField(const Recipe::Parameter &parameter)
{
    auto *edit = new QLineEdit(this);
    setRole(edit, Role::Mono);
    edit->setAccessibleName(parameter.name);
    auto *field = new FormField(edit, this);
    field->setHint(hintOf(parameter));
    auto *label = new QLabel(parameter.name, this);
    label->setBuddy(edit);
    m_form->addRow(label, field);
    m_fields.append({parameter, edit, field});
    connect(edit, &QLineEdit::textChanged, this, &RecipeForm::check);
    connect(edit, &QLineEdit::returnPressed, this, &RecipeForm::entered);
}

QMap<QString, QString> RecipeForm::values() const
{
    QMap<QString, QString> values;
    for (const Field &field : m_fields)
        values[field.parameter.name] = field.edit->text();
    return values;
}

std::optional<BulkPlan> RecipeForm::plan() const
{
    const auto scope = m_recipe.fill(values());
    if (!scope)
        return std::nullopt;
    BulkPlan plan{*scope, m_recipe.action};
    plan.recipe = m_recipe.name;
    return plan;
}

void RecipeForm::setValue(const QString &parameter, const QString &value)
{
    const auto field = std::ranges::find_if(
        m_fields, [&parameter](const Field &each) { return each.parameter.name == parameter; });
    if (field != m_fields.end())
        field->edit->setText(value);
}

void RecipeForm::focusField()
{
    const auto wrong = std::ranges::find_if(m_fields, [](const Field &field) {
        return !field.parameter.problemOf(field.edit->text()).isEmpty();
    });
    if (wrong != m_fields.end())
        wrong->edit->setFocus();
    else if (!m_fields.isEmpty())
        m_fields.first().edit->setFocus();
}

// Of a field that nobody has typed in yet the hint says enough.
void RecipeForm::check()
{
    for (const Field &field : std::as_const(m_fields)) {
        const QString text = field.edit->text();
        field.field->setProblem(text.isEmpty() ? QString() : field.parameter.problemOf(text));
    }
    const auto filled = plan();
    m_pattern->setText(displayBytes(filled ? filled->scope.pattern : m_recipe.scope.pattern));
    m_keys->setText(filled       ? tr("Means %1.").arg(scopeText(filled->scope))
            : m_fields.isEmpty() ? m_recipe.contentProblem()
                                 : tr("Fill in what stands in braces to see what is meant."));
    m_action->setText(actionText(m_recipe.action));
    emit changed();
}

} // namespace hitlens
