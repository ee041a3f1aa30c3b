// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/recipe.h"

#include "app/invalidation/recipepattern.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUuid>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using Type = Recipe::Parameter::Type;

QString recipeWords(const char *text)
{
    return QCoreApplication::translate("Recipe", text);
}

Error recipeError(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

QRegularExpression wholeExpression(const QString &expression)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(expression));
}

bool isNumber(const QString &value)
{
    static const QRegularExpression number(u"\\A[+-]?[0-9]+\\z"_s);
    return number.match(value).hasMatch();
}

bool isWord(const QString &value)
{
    return std::ranges::none_of(value, [](QChar character) {
        return character.isSpace() || character.category() == QChar::Other_Control;
    });
}

// Half a surrogate pair has no UTF-8, and would become another character in the pattern.
bool isPlainText(const QString &value)
{
    return QString::fromUtf8(value.toUtf8()) == value;
}

QString parameterProblem(const Recipe::Parameter &parameter)
{
    if (parameter.type != Type::RegularExpression)
        return {};
    const QRegularExpression expression = wholeExpression(parameter.expression);
    if (parameter.expression.isEmpty())
        return recipeWords("The parameter “%1” needs a regular expression.").arg(parameter.name);
    if (!expression.isValid())
        return recipeWords("The regular expression of the parameter “%1” is wrong: %2.")
            .arg(parameter.name, expression.errorString());
    return {};
}

QString parametersProblem(const Recipe &recipe)
{
    const QStringList used = recipe.usedParameters();
    QStringList described;
    for (const Recipe::Parameter &parameter : recipe.parameters) {
        if (described.contains(parameter.name))
            return recipeWords("The parameter “%1” is described twice.").arg(parameter.name);
        described << parameter.name;
        if (!used.contains(parameter.name))
            return recipeWords("The parameter “%1” does not stand in the pattern, as {%1}.")
                .arg(parameter.name);
        if (const QString problem = parameterProblem(parameter); !problem.isEmpty())
            return problem;
    }
    for (const QString &name : used) {
        if (!described.contains(name))
            return recipeWords("The parameter “%1” is not described.").arg(name);
    }
    return {};
}

QString patternsProblem(const BulkScope &scope)
{
    if (scope.pattern.isEmpty())
        return recipeWords("The recipe needs a pattern.");
    if (!scope.selected.isEmpty())
        return recipeWords("A recipe cannot hold a selection of keys.");
    if (const auto pattern = RecipePattern::parse(scope.pattern); !pattern)
        return recipeWords("The pattern is wrong. %1").arg(pattern.error().text);
    if (const auto except = RecipePattern::parse(scope.except); !except)
        return recipeWords("The exception is wrong. %1").arg(except.error().text);
    return {};
}

} // namespace

QString Recipe::Parameter::problemOf(const QString &value) const
{
    if (value.isEmpty())
        return recipeWords("“%1” is missing.").arg(name);
    if (type == Type::Number && !isNumber(value))
        return recipeWords("“%1” has to be a number: digits, and a sign before them.").arg(name);
    if (type == Type::Word && (!isWord(value) || !isPlainText(value)))
        return recipeWords("“%1” has to be one word, without spaces.").arg(name);
    if (type == Type::RegularExpression
        && (!isPlainText(value) || !wholeExpression(expression).match(value).hasMatch()))
        return recipeWords("“%1” has to match %2 as a whole.").arg(name, expression);
    return {};
}

QString Recipe::newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

Recipe Recipe::of(const BulkPlan &plan)
{
    Recipe recipe;
    recipe.id = newId();
    recipe.scope = plan.scope;
    recipe.scope.pattern = RecipePattern::withoutParameters(plan.scope.pattern);
    recipe.scope.except = RecipePattern::withoutParameters(plan.scope.except);
    recipe.scope.selected = {};
    recipe.action = plan.action;
    return recipe;
}

QString Recipe::problem() const
{
    return name.trimmed().isEmpty() ? recipeWords("The recipe needs a name.") : contentProblem();
}

QString Recipe::contentProblem() const
{
    if (const QString wrong = patternsProblem(scope); !wrong.isEmpty())
        return wrong;
    if (const QString wrong = parametersProblem(*this); !wrong.isEmpty())
        return wrong;
    return action.problem(0); // an instant is over when it is used, not before
}

QStringList Recipe::usedParameters() const
{
    const auto pattern = RecipePattern::parse(scope.pattern);
    const auto except = RecipePattern::parse(scope.except);
    if (!pattern || !except)
        return {};
    QStringList names = pattern->parameters() + except->parameters();
    names.removeDuplicates();
    return names;
}

Result<BulkScope> Recipe::fill(const QMap<QString, QString> &values) const
{
    if (const QString wrong = contentProblem(); !wrong.isEmpty())
        return recipeError(wrong);
    const QStringList used = usedParameters();
    for (auto value = values.begin(); value != values.end(); ++value) {
        if (!used.contains(value.key()))
            return recipeError(recipeWords("The recipe has no parameter “%1”.").arg(value.key()));
    }
    for (const Parameter &parameter : parameters) {
        const QString wrong = parameter.problemOf(values.value(parameter.name));
        if (!wrong.isEmpty())
            return recipeError(wrong);
    }
    BulkScope filled = scope;
    filled.pattern = RecipePattern::parse(scope.pattern)->fill(values);
    filled.except = RecipePattern::parse(scope.except)->fill(values);
    return filled;
}

} // namespace hitlens
