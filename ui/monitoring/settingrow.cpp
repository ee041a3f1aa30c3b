// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/settingrow.h"

#include "ui/monitoring/settingwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/formfield.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

namespace hitlens {

using namespace Qt::StringLiterals;

SettingRow::SettingRow(const QByteArray &option, QWidget *parent)
    : QFrame(parent)
    , m_option(option)
    , m_present(new QLabel(u"–"_s, this))
    , m_field(new FormField(makeContent(), this))
{
    setRole(this, Role::Panel);
    const QString name = QString::fromUtf8(option);
    auto *title = new QLabel(name, this);
    QFont bold = monospaceFont();
    bold.setBold(true);
    title->setFont(bold);
    auto *meaning = new QLabel(settingMeaning(option), this);
    setRole(meaning, Role::Muted);
    meaning->setWordWrap(true);
    m_present->setAccessibleName(tr("%1 now").arg(name));
    m_present->setTextFormat(Qt::PlainText);
    m_present->setFont(monospaceFont());
    m_present->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *present = new QLabel(tr("Now"), this);
    auto *wanted = new QLabel(tr("New value"), this);
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setVerticalSpacing(4);
    layout->setHorizontalSpacing(12);
    layout->setColumnStretch(1, 1);
    layout->addWidget(title, 0, 0, 1, 2);
    layout->addWidget(meaning, 1, 0, 1, 2);
    layout->addWidget(present, 2, 0);
    layout->addWidget(m_present, 2, 1);
    layout->addWidget(wanted, 3, 0, Qt::AlignTop);
    layout->addWidget(m_field, 3, 1);
    for (QLabel *caption : {present, wanted}) {
        setRole(caption, Role::Muted);
        caption->setMinimumHeight(caption->fontMetrics().height() + 8);
    }
    explain();
}

QWidget *SettingRow::makeContent()
{
    const QString name = tr("New value of %1").arg(QString::fromUtf8(m_option));
    const QList<SettingChoice> choices = settingChoices(m_option);
    if (choices.isEmpty()) {
        m_text = new QLineEdit(this);
        m_text->setAccessibleName(name);
        m_text->setPlaceholderText(tr("As it is"));
        m_text->setClearButtonEnabled(true);
        setRole(m_text, Role::Mono);
        connect(m_text, &QLineEdit::textChanged, this, &SettingRow::explain);
        connect(m_text, &QLineEdit::textChanged, this, &SettingRow::changed);
        return m_text;
    }
    m_choice = new QComboBox(this);
    m_choice->setAccessibleName(name);
    m_choice->addItem(tr("As it is"));
    for (const SettingChoice &choice : choices) {
        const QString value = QString::fromUtf8(choice.value);
        m_choice->addItem(
            choice.meaning.isEmpty() ? value : tr("%1: %2").arg(value, choice.meaning),
            choice.value);
    }
    connect(m_choice, &QComboBox::currentIndexChanged, this, &SettingRow::changed);
    return m_choice;
}

void SettingRow::setPresent(const QString &text)
{
    m_present->setText(text);
}

void SettingRow::setChangeable(bool isChangeable)
{
    m_field->setEnabled(isChangeable);
}

void SettingRow::setWanted(const QByteArray &value)
{
    if (m_text)
        m_text->setText(QString::fromUtf8(value));
    else
        m_choice->setCurrentIndex(std::max(m_choice->findData(value), 0));
}

std::optional<SettingValue> SettingRow::wanted() const
{
    if (m_choice) {
        const QByteArray value = m_choice->currentData().toByteArray();
        return value.isEmpty() ? std::nullopt : std::optional(SettingValue{m_option, value});
    }
    const QString typed = m_text->text().trimmed();
    if (typed.isEmpty() || hasProblem())
        return std::nullopt;
    return SettingValue{
        m_option, m_option == "maxmemory" ? memoryText(*memorySize(typed)) : typed.toLatin1()};
}

bool SettingRow::hasProblem() const
{
    return !problem().isEmpty();
}

QString SettingRow::problem() const
{
    const QString typed = m_text ? m_text->text().trimmed() : QString();
    if (typed.isEmpty())
        return {};
    if (m_option == "maxmemory")
        return memorySize(typed) ? QString()
                                 : tr("A size is a number with its unit: 512mb, 2gb, 0.");
    bool isNumber = false;
    const qint64 number = typed.toLongLong(&isNumber);
    const qint64 least = m_option == "slowlog-log-slower-than" ? -1 : 0;
    if (!isNumber || number < least)
        return tr("It is a whole number of %1 or more.").arg(least);
    return {};
}

void SettingRow::explain()
{
    if (!m_text)
        return;
    m_field->setProblem(problem());
    const auto bytes = m_option == "maxmemory" ? memorySize(m_text->text()) : std::nullopt;
    m_field->setHint(bytes.value_or(0) > 0 ? tr("That is %1.").arg(formatBytes(bytes)) : QString());
}

} // namespace hitlens
