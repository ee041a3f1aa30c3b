// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/invalidation/recipestore.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace hitlens {

class ActForm;
class ConditionRow;
class MessageStrip;
class ParameterRows;
class PatternField;

// Makes or edits a recipe, says what is wrong with it while one types, and what it would mean with
// the example values. Show it with open(); it deletes itself.
class RecipeDialog final : public QDialog
{
    Q_OBJECT

public:
    // New where the store has none of its id: of Recipe::of(plan), for example. The store must
    // outlive it. profile: the server that it is opened on.
    RecipeDialog(RecipeStore &store, const Profile &profile, const Recipe &recipe,
        QWidget *parent = nullptr);

    Recipe recipe() const; // as it stands in the fields

signals:
    void saved(const QString &id);

private:
    void makeLayout();
    QWidget *makePage();
    QLayout *makeButtons();
    void fillServers();
    void fill();
    void onPatternEdited();
    void onEdited();
    QString problem() const;
    QString exampleText(const Recipe &recipe) const;
    void save();

    RecipeStore &m_store;
    const Profile m_profile;
    const Recipe m_recipe; // as it was
    const bool m_isNew;
    MessageStrip *m_strip;
    QLineEdit *m_name;
    QLineEdit *m_description;
    QComboBox *m_server;
    PatternField *m_pattern;
    PatternField *m_except;
    ConditionRow *m_conditions;
    ParameterRows *m_parameters;
    ActForm *m_act;
    QLabel *m_example;
    QLabel *m_problem;
    QPushButton *m_save;
};

} // namespace hitlens
