// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/newgrouprow.h"

#include "app/keyspace/typedbytes.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/whynot.h"

#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

namespace hitlens {

NewGroupRow::NewGroupRow(QWidget *parent)
    : QWidget(parent)
    , m_name(new QLineEdit(this))
    , m_from(new QComboBox(this))
    , m_id(new QLineEdit(this))
    , m_create(new QPushButton(tr("Create group"), this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    setRole(m_name, Role::Mono);
    m_name->setPlaceholderText(tr("Name of the group"));
    m_name->setAccessibleName(tr("Name of the group"));
    m_from->setAccessibleName(tr("What the group begins with"));
    m_from->addItem(tr("Entries added from now on"), QByteArray("$"));
    m_from->addItem(tr("All entries, from the first"), QByteArray("0"));
    m_from->addItem(tr("Entries after an ID"), QByteArray());
    setRole(m_id, Role::Mono);
    m_id->setPlaceholderText(QStringLiteral("1700000000000-0"));
    m_id->setAccessibleName(tr("ID of the last entry that the group is not told of"));
    auto *layout = new FlowLayout(8, this);
    layout->setContentsMargins({});
    for (QWidget *field :
        std::initializer_list<QWidget *>{m_name, m_from, m_id, m_create, m_cancel})
        layout->addWidget(field);
    for (QPushButton *button : {m_create, m_cancel})
        button->setAutoDefault(false);
    connect(m_name, &QLineEdit::textChanged, this, &NewGroupRow::update);
    connect(m_id, &QLineEdit::textChanged, this, &NewGroupRow::update);
    connect(m_from, &QComboBox::currentIndexChanged, this, &NewGroupRow::update);
    connect(m_name, &QLineEdit::returnPressed, this, &NewGroupRow::request);
    connect(m_id, &QLineEdit::returnPressed, this, &NewGroupRow::request);
    connect(m_create, &QPushButton::clicked, this, &NewGroupRow::request);
    connect(m_cancel, &QPushButton::clicked, this, &NewGroupRow::left);
    update();
}

void NewGroupRow::begin()
{
    m_name->clear();
    m_id->clear();
    m_from->setCurrentIndex(0);
    show();
    m_name->setFocus();
}

void NewGroupRow::setWhyNot(const QString &whyNot)
{
    m_whyNot = whyNot;
    update();
}

QByteArray NewGroupRow::after() const
{
    const QByteArray choice = m_from->currentData().toByteArray();
    if (!choice.isEmpty())
        return choice;
    static const QRegularExpression id(QStringLiteral("^[0-9]{1,20}(-[0-9]{1,20})?$"));
    const QString typed = m_id->text().trimmed();
    return id.match(typed).hasMatch() ? typed.toLatin1() : QByteArray();
}

void NewGroupRow::request()
{
    if (m_create->isEnabled())
        emit requested(typedBytes(m_name->text()).value_or(QByteArray()), after());
}

void NewGroupRow::update()
{
    const auto name = typedBytes(m_name->text());
    m_id->setVisible(m_from->currentData().toByteArray().isEmpty());
    enableUnless(m_create, name && !name->isEmpty() && !after().isEmpty(), m_whyNot);
}

void NewGroupRow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit left();
    else
        QWidget::keyPressEvent(event);
}

} // namespace hitlens
