// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keynamedialog.h"

#include "app/keyspace/typedbytes.h"
#include "ui/shell/theme.h"
#include "ui/widgets/dialogheader.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

KeyNameDialog::KeyNameDialog(Client &client, const Profile &profile, const QByteArray &key,
    const QString &applyText, QWidget *parent)
    : QDialog(parent)
    , m_move(client, key)
    , m_profile(profile)
    , m_strip(new MessageStrip(this))
    , m_name(new QLineEdit(displayBytes(key), this))
    , m_refusal(new QLabel(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_apply(new QPushButton(applyText, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, [this] { apply(); });
}

void KeyNameDialog::build(QLayout *fields, const QString &hintText, int characters)
{
    setRole(m_name, Role::Mono);
    setRole(m_apply, Role::Primary);
    m_apply->setDefault(true);
    m_refusal->setWordWrap(true);
    m_refusal->setTextFormat(Qt::PlainText);
    auto *hint = new QLabel(hintText, this);
    hint->setWordWrap(true);
    setRole(hint, Role::Muted);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_apply);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(12);
    layout->addLayout(makeDialogHeader(windowTitle(), m_profile.environment, this));
    layout->addWidget(m_strip);
    layout->addLayout(fields);
    layout->addWidget(hint);
    layout->addWidget(m_refusal);
    layout->addStretch();
    layout->addLayout(buttons);
    setTabOrder(m_name, m_cancel);
    setTabOrder(m_cancel, m_apply);
    setMinimumWidth(fontMetrics().averageCharWidth() * characters);
}

std::optional<QByteArray> KeyNameDialog::typedName() const
{
    return typedBytes(m_name->text());
}

void KeyNameDialog::showRefusal(const QString &why)
{
    m_refusal->setText(why);
    m_refusal->setVisible(!why.isEmpty());
}

void KeyNameDialog::offerToOverwrite(const QString &what)
{
    setBusy(false);
    m_strip->showNote(what);
    m_strip->addAction(tr("Overwrite it"), this, [this] {
        m_strip->clear();
        setBusy(true);
        m_move.overwrite();
    });
}

} // namespace hitlens
