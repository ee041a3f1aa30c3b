// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/fieldttlbar.h"

#include "ui/keyspace/ttlform.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

using namespace std::chrono_literals;

FieldTtlBar::FieldTtlBar(QWidget *parent)
    : QWidget(parent)
    , m_buttons(new QWidget(this))
    , m_label(new QLabel(this))
    , m_form(new TtlForm(this))
{
    setRole(m_label, Role::Muted);
    auto *row = new FlowLayout(8, m_buttons);
    row->addWidget(m_label);
    m_set = addButton(tr("Field TTL…"), tr("Let the selected fields expire after a duration"));
    m_add = addButton(tr("Lengthen…"), tr("Lengthen or shorten what the fields have left"));
    m_at = addButton(tr("Expire at…"), tr("Let the selected fields expire at a date and time"));
    m_remove = addButton(tr("Remove field TTL"), tr("Keep the fields as long as their key"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addWidget(m_buttons);
    layout->addWidget(m_form);
    m_form->hide();
    connect(m_set, &QPushButton::clicked, this, [this] { m_form->ask(TtlForm::Ask::Set, 0ms); });
    connect(m_add, &QPushButton::clicked, this,
        [this] { m_form->ask(TtlForm::Ask::Add, m_shortest.value_or(0ms)); });
    connect(m_at, &QPushButton::clicked, this, [this] { m_form->ask(TtlForm::Ask::At, 0ms); });
    connect(m_remove, &QPushButton::clicked, this, &FieldTtlBar::removalRequested);
    connect(m_form, &TtlForm::ttlEntered, this, &FieldTtlBar::ttlEntered);
    connect(m_form, &TtlForm::additionEntered, this, &FieldTtlBar::additionEntered);
    connect(m_form, &TtlForm::expiryEntered, this, &FieldTtlBar::expiryEntered);
    connect(m_form, &TtlForm::dismissed, m_form, &QWidget::hide);
    for (auto signal : {&TtlForm::ttlEntered, &TtlForm::additionEntered})
        connect(m_form, signal, m_form, &QWidget::hide);
    connect(m_form, &TtlForm::expiryEntered, m_form, &QWidget::hide);
}

QPushButton *FieldTtlBar::addButton(const QString &text, const QString &tip)
{
    auto *button = new QPushButton(text, m_buttons);
    button->setAutoDefault(false);
    button->setToolTip(tip);
    m_buttons->layout()->addWidget(button);
    return button;
}

void FieldTtlBar::showFields(int fields, std::optional<std::chrono::milliseconds> shortest)
{
    m_fields = fields;
    m_shortest = shortest;
    refresh();
}

void FieldTtlBar::setWhyNot(const QString &whyNot)
{
    m_whyNot = whyNot;
    m_form->setWhyNot(whyNot);
    refresh();
}

void FieldTtlBar::refresh()
{
    m_label->setText(m_shortest ? tr("Field expires in %1").arg(formatDuration(*m_shortest))
                                : tr("No field TTL"));
    m_label->setVisible(m_fields == 1);
    enableUnless(m_set, m_fields > 0, m_whyNot);
    enableUnless(m_at, m_fields > 0, m_whyNot);
    enableUnless(m_add, m_shortest.has_value(), m_whyNot);
    enableUnless(m_remove, m_shortest.has_value(), m_whyNot);
    if (m_fields == 0)
        m_form->hide();
}

} // namespace hitlens
