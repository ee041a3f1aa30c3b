// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/parameterrows.h"

#include "ui/shell/theme.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

namespace hitlens {

using namespace Qt::StringLiterals;
using Type = Recipe::Parameter::Type;

ParameterRows::ParameterRows(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_none(new QLabel(tr("None: no name in braces stands in the pattern."), this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(2, 2);
    m_grid->setColumnStretch(3, 3);
    m_grid->setColumnStretch(4, 2);
    setRole(m_none, Role::Muted);
    m_grid->addWidget(m_none, 0, 0, 1, 5);
    addHeadings();
}

void ParameterRows::addHeadings()
{
    int column = 0;
    for (const QString &text :
        {tr("Parameter"), tr("Is"), tr("Expression"), tr("Hint"), tr("Example")}) {
        auto *heading = new QLabel(text, this);
        setRole(heading, Role::Muted);
        m_grid->addWidget(heading, 0, column++);
        m_headings << heading;
    }
}

void ParameterRows::setParameters(const QList<Recipe::Parameter> &parameters)
{
    QStringList names;
    for (const Recipe::Parameter &parameter : parameters) {
        m_known[parameter.name] = parameter;
        names << parameter.name;
    }
    rebuild(names);
}

void ParameterRows::setNames(const QStringList &names)
{
    QStringList present;
    for (const Row &row : std::as_const(m_rows))
        present << row.name;
    if (present == names)
        return;
    remember();
    rebuild(names);
}

void ParameterRows::remember()
{
    for (const Row &row : std::as_const(m_rows)) {
        m_known[row.name] = parameterOf(row);
        m_examples[row.name] = row.example->text();
    }
}

void ParameterRows::rebuild(const QStringList &names)
{
    for (const Row &row : std::as_const(m_rows)) {
        for (QWidget *widget : std::initializer_list<QWidget *>{
                 row.label, row.type, row.expression, row.hint, row.example})
            delete widget;
    }
    m_rows.clear();
    m_none->setVisible(names.isEmpty());
    for (QLabel *heading : std::as_const(m_headings))
        heading->setVisible(!names.isEmpty());
    for (const QString &name : names) {
        Recipe::Parameter parameter = m_known.value(name);
        parameter.name = name;
        const Row row = makeRow(parameter);
        const int line = static_cast<int>(m_rows.size()) + 1;
        int column = 0;
        for (QWidget *widget : std::initializer_list<QWidget *>{
                 row.label, row.type, row.expression, row.hint, row.example})
            m_grid->addWidget(widget, line, column++);
        m_rows << row;
    }
}

ParameterRows::Row ParameterRows::makeRow(const Recipe::Parameter &parameter)
{
    auto *label = new QLabel(u'{' + parameter.name + u'}', this);
    label->setTextFormat(Qt::PlainText);
    setRole(label, Role::Mono);
    auto *type = new QComboBox(this);
    type->setAccessibleName(tr("What %1 is").arg(parameter.name));
    type->addItem(tr("Number"), static_cast<int>(Type::Number));
    type->addItem(tr("Word"), static_cast<int>(Type::Word));
    type->addItem(tr("Expression"), static_cast<int>(Type::RegularExpression));
    type->setCurrentIndex(type->findData(static_cast<int>(parameter.type)));
    auto *expression = addField(tr("Regular expression of %1").arg(parameter.name),
        parameter.expression, tr("[a-z]{2}-[0-9]+"));
    expression->setEnabled(parameter.type == Type::RegularExpression);
    auto *hint = addField(
        tr("Hint for %1").arg(parameter.name), parameter.hint, tr("Where the value stands"));
    auto *example = addField(
        tr("Example of %1").arg(parameter.name), m_examples.value(parameter.name), tr("42"));
    connect(type, &QComboBox::currentIndexChanged, this, [this, type, expression] {
        expression->setEnabled(
            type->currentData().toInt() == static_cast<int>(Type::RegularExpression));
        emit edited();
    });
    return {parameter.name, label, type, expression, hint, example};
}

QLineEdit *ParameterRows::addField(
    const QString &name, const QString &text, const QString &placeholder)
{
    auto *field = new QLineEdit(text, this);
    field->setAccessibleName(name);
    field->setPlaceholderText(placeholder);
    connect(field, &QLineEdit::textChanged, this, &ParameterRows::edited);
    return field;
}

Recipe::Parameter ParameterRows::parameterOf(const Row &row)
{
    const auto type = static_cast<Type>(row.type->currentData().toInt());
    return {row.name, type, type == Type::RegularExpression ? row.expression->text() : QString(),
        row.hint->text().trimmed()};
}

QList<Recipe::Parameter> ParameterRows::parameters() const
{
    QList<Recipe::Parameter> parameters;
    for (const Row &row : m_rows)
        parameters << parameterOf(row);
    return parameters;
}

QMap<QString, QString> ParameterRows::examples() const
{
    QMap<QString, QString> examples;
    for (const Row &row : m_rows)
        examples[row.name] = row.example->text();
    return examples;
}

} // namespace hitlens
