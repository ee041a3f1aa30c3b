// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/allowchangesdialog.h"

#include "ui/shell/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

AllowChangesDialog::AllowChangesDialog(const Profile &profile, QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Allow changes on %1").arg(profile.name));
    auto *text = new QLabel(
        tr("%1 is a production server. Type its name to let it be changed until you close it here. "
           "It is connected anew, and opens read-only the next time.")
            .arg(profile.name),
        this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    auto *name = new QLineEdit(this);
    name->setPlaceholderText(profile.name);
    name->setAccessibleName(tr("Type %1 to confirm").arg(profile.name));
    setRole(name, Role::Mono);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *allow = buttons->addButton(tr("Allow changes"), QDialogButtonBox::AcceptRole);
    setRole(allow, Role::Danger);
    allow->setEnabled(false);
    connect(
        name, &QLineEdit::textChanged, allow, [allow, wanted = profile.name](const QString &typed) {
            allow->setEnabled(typed == wanted);
        });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(text);
    layout->addWidget(name);
    layout->addStretch();
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
    name->setFocus();
}

} // namespace hitlens
