// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/recipe.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;

namespace hitlens {

// Describes the parameters that stand in the patterns of a recipe: a row for each, with a value to
// try it with.
class ParameterRows final : public QWidget
{
    Q_OBJECT

public:
    explicit ParameterRows(QWidget *parent = nullptr);

    void setParameters(const QList<Recipe::Parameter> &parameters);
    // Rows come and go with the names. What was said of one stays known, should it come back.
    void setNames(const QStringList &names);
    QList<Recipe::Parameter> parameters() const;
    QMap<QString, QString> examples() const; // by name

signals:
    void edited();

private:
    struct Row
    {
        QString name;
        QLabel *label;
        QComboBox *type;
        QLineEdit *expression;
        QLineEdit *hint;
        QLineEdit *example;
    };

    void addHeadings();
    Row makeRow(const Recipe::Parameter &parameter);
    QLineEdit *addField(const QString &name, const QString &text, const QString &placeholder);
    void remember();
    void rebuild(const QStringList &names);
    static Recipe::Parameter parameterOf(const Row &row);

    QGridLayout *m_grid;
    QLabel *m_none;
    QList<QLabel *> m_headings;
    QList<Row> m_rows;
    QMap<QString, Recipe::Parameter> m_known; // by name
    QMap<QString, QString> m_examples; // by name
};

} // namespace hitlens
