// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/recipe.h"

#include <QWidget>

class QFormLayout;
class QLabel;
class QLineEdit;

namespace hitlens {

class FormField;

// Asks for the parameters of a recipe, checks each while it is typed, and says what will be meant
// and done.
class RecipeForm final : public QWidget
{
    Q_OBJECT

public:
    explicit RecipeForm(QWidget *parent = nullptr);

    // What was typed goes, unless the recipe has the same parameters as before.
    void setRecipe(const Recipe &recipe);
    const Recipe &recipe() const { return m_recipe; }
    // nullopt while a value is missing or wrong.
    std::optional<BulkPlan> plan() const;
    void setValue(const QString &parameter, const QString &value);
    // The first field that is missing or wrong, else the first.
    void focusField();

signals:
    void changed();
    void entered(); // Enter in a field

private:
    struct Field
    {
        Recipe::Parameter parameter;
        QLineEdit *edit;
        FormField *field;
    };

    QLabel *addText(QLayout *layout);
    void makeFields();
    void addField(const Recipe::Parameter &parameter);
    QMap<QString, QString> values() const;
    void check();

    Recipe m_recipe;
    QLabel *m_name;
    QLabel *m_description;
    QFormLayout *m_form;
    QList<Field> m_fields;
    QLabel *m_pattern;
    QLabel *m_keys;
    QLabel *m_action;
};

} // namespace hitlens
