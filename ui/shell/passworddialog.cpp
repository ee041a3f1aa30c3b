// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/passworddialog.h"

#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

PasswordDialog::PasswordDialog(
    const Profile &profile, const Error &refusal, bool isPersistent, QWidget *parent)
    : QDialog(parent)
    , m_password(new QLineEdit(this))
    , m_keep(new QCheckBox(this))
{
    setWindowTitle(tr("Password for %1").arg(profile.name));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *refused = new MessageStrip(this);
    refused->showError(refusal, tr("Logging in to %1 failed.").arg(profile.name));
    auto *label = new QLabel(profile.endpoint.username.isEmpty()
            ? tr("&Password")
            : tr("&Password of the user %1").arg(profile.endpoint.username),
        this);
    label->setBuddy(m_password);
    m_password->setEchoMode(QLineEdit::Password);
    m_keep->setText(isPersistent ? tr("&Keep it in the keychain of this computer")
                                 : tr("&Keep it until Hitlens ends (there is no keychain)"));
    m_keep->setChecked(true);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *connectButton = buttons->addButton(tr("Connect"), QDialogButtonBox::AcceptRole);
    setRole(connectButton, Role::Primary);
    connectButton->setDefault(true);
    connectButton->setEnabled(false);
    connect(m_password, &QLineEdit::textChanged, connectButton,
        [connectButton](const QString &text) { connectButton->setEnabled(!text.isEmpty()); });
    connect(buttons, &QDialogButtonBox::accepted, this, &PasswordDialog::onAccepted);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    for (QWidget *widget : std::initializer_list<QWidget *>{refused, label, m_password, m_keep})
        layout->addWidget(widget);
    layout->addStretch();
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
    m_password->setFocus();
}

void PasswordDialog::onAccepted()
{
    emit entered(m_password->text(), m_keep->isChecked());
    accept();
}

} // namespace hitlens
