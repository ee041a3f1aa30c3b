// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/formsection.h"

#include "ui/shell/theme.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/formfield.h"

#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

FormSection::FormSection(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QFormLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(16);
    m_rows->setVerticalSpacing(12);
    m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_rows->setLabelAlignment(Qt::AlignLeft);
}

void FormSection::setSecrets(const Secrets &secrets)
{
    for (const SecretLine &entry : m_secretLines) {
        if (!entry.line->isModified())
            entry.line->setText(secrets.*entry.secret);
    }
}

void FormSection::writeTo(Secrets &secrets) const
{
    for (const SecretLine &entry : m_secretLines)
        secrets.*entry.secret = entry.line->text();
}

bool FormSection::isUsed() const
{
    Profile profile;
    writeTo(profile);
    Secrets secrets;
    writeTo(secrets);
    return profile != Profile() || !secrets.isEmpty();
}

void FormSection::alignFields(const QList<FormSection *> &sections)
{
    QList<QLabel *> labels;
    int widest = 0;
    for (const FormSection *section : sections)
        labels << section->findChildren<QLabel *>(QString(), Qt::FindDirectChildrenOnly);
    for (const QLabel *label : labels)
        widest = std::max(widest, label->sizeHint().width());
    for (QLabel *label : labels)
        label->setMinimumWidth(widest);
}

FormField *FormSection::wrongField() const
{
    for (FormField *field : findChildren<FormField *>(QString(), Qt::FindDirectChildrenOnly)) {
        if (!field->problem().isEmpty())
            return field;
    }
    return nullptr;
}

QWidget *FormSection::chainTabs(QWidget *before)
{
    for (QWidget *stop : m_stops) {
        if (before)
            setTabOrder(before, stop);
        before = stop;
    }
    return before;
}

FormField *FormSection::addRow(const QString &label, const QList<QWidget *> &widgets, int spacing)
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    for (QWidget *widget : widgets)
        layout->addWidget(widget);
    // A field that keeps its width stands where the others begin.
    if (widgets.last()->sizePolicy().horizontalPolicy() == QSizePolicy::Fixed)
        layout->addStretch();
    FocusPass::set(row, widgets.first());
    m_stops << widgets;
    auto *field = new FormField(row, this);
    auto *name = new QLabel(label, this);
    name->setBuddy(widgets.first());
    m_rows->addRow(name, field);
    return field;
}

QLineEdit *FormSection::addLine(const QString &label, const QString &placeholder)
{
    auto *line = new QLineEdit(this);
    line->setPlaceholderText(placeholder);
    connect(line, &QLineEdit::textChanged, this, &FormSection::edited);
    addRow(label, {line});
    return line;
}

QLineEdit *FormSection::addSecret(const QString &label, QString Secrets::*secret)
{
    auto *line = new QLineEdit(this);
    line->setEchoMode(QLineEdit::Password);
    auto *show = new QPushButton(tr("Sho&w"), this);
    show->setCheckable(true);
    show->setAutoDefault(false);
    show->setAccessibleName(tr("Show what is entered"));
    connect(show, &QPushButton::toggled, line, [line](bool isShown) {
        line->setEchoMode(isShown ? QLineEdit::Normal : QLineEdit::Password);
    });
    connect(line, &QLineEdit::textChanged, this, &FormSection::edited);
    connect(line, &QLineEdit::textEdited, this, &FormSection::secretEdited);
    addRow(label, {line, show});
    m_secretLines << SecretLine{line, secret};
    return line;
}

QLineEdit *FormSection::addFile(const QString &label, const QString &title)
{
    auto *line = new QLineEdit(this);
    auto *choose = new QPushButton(tr("Choose…"), this);
    choose->setAutoDefault(false);
    choose->setAccessibleName(title);
    connect(choose, &QPushButton::clicked, this, [this, line, title] {
        auto *dialog = new QFileDialog(this, title);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, line, &QLineEdit::setText);
        dialog->open();
    });
    connect(line, &QLineEdit::textChanged, this, &FormSection::edited);
    addRow(label, {line, choose});
    return line;
}

QPlainTextEdit *FormSection::addLines(const QString &label, const QString &placeholder)
{
    auto *lines = new QPlainTextEdit(this);
    lines->setPlaceholderText(placeholder);
    lines->setTabChangesFocus(true);
    lines->setFixedHeight(lines->fontMetrics().lineSpacing() * 3 + 16);
    connect(lines, &QPlainTextEdit::textChanged, this, &FormSection::edited);
    addRow(label, {lines});
    return lines;
}

QSpinBox *FormSection::makeNumber(int least, int most)
{
    auto *box = new QSpinBox(this);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setRange(least, most);
    box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    box->setMinimumWidth(box->fontMetrics().horizontalAdvance(u"0000000000"_s));
    connect(box, &QSpinBox::valueChanged, this, &FormSection::edited);
    return box;
}

FormField *FormSection::fieldOf(const QWidget *content) const
{
    for (const QWidget *widget = content; widget; widget = widget->parentWidget()) {
        if (auto *field = qobject_cast<const FormField *>(widget))
            return const_cast<FormField *>(field);
    }
    return nullptr;
}

void FormSection::setRowVisible(const QWidget *content, bool isVisible)
{
    FormField *field = fieldOf(content);
    field->setVisible(isVisible);
    m_rows->labelForField(field)->setVisible(isVisible);
}

} // namespace hitlens
