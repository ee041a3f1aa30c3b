// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/promptdialog.h"

#include "ui/shell/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

PromptDialog::PromptDialog(const QString &serverName, const Prompt &prompt, QWidget *parent)
    : QDialog(parent)
    , m_prompt(prompt)
    , m_line(new QLineEdit(this))
{
    setWindowTitle(tr("Connecting to %1").arg(serverName));
    setAttribute(Qt::WA_DeleteOnClose);
    m_line->setVisible(!isHostKey());
    m_line->setEchoMode(
        prompt.kind == Prompt::Kind::Text ? QLineEdit::Normal : QLineEdit::Password);
    m_line->setAccessibleName(prompt.text.trimmed());
    auto *buttons = new QDialogButtonBox(this);
    addButtons(buttons);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(12);
    layout->addWidget(makeHead(serverName));
    layout->addWidget(makeText());
    layout->addWidget(m_line);
    layout->addStretch();
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 72);
    connect(this, &QDialog::accepted, this,
        [this] { emit answered(isHostKey() ? u"yes"_s : m_line->text()); });
    connect(this, &QDialog::rejected, this, [this] { emit answered(std::nullopt); });
}

bool PromptDialog::isHostKey() const
{
    return m_prompt.kind == Prompt::Kind::HostKey || m_prompt.kind == Prompt::Kind::ChangedHostKey;
}

QWidget *PromptDialog::makeHead(const QString &serverName)
{
    auto *head = new QLabel(this);
    head->setTextFormat(Qt::PlainText);
    head->setWordWrap(true);
    switch (m_prompt.kind) {
    case Prompt::Kind::Secret:
    case Prompt::Kind::Text:
        head->setText(tr("The way to %1 asks:").arg(serverName));
        break;
    case Prompt::Kind::HostKey:
        head->setText(tr("The SSH server on the way to %1 is not known yet. Compare its "
                         "fingerprint with what its keeper tells you.")
                          .arg(serverName));
        break;
    case Prompt::Kind::ChangedHostKey:
        setRole(head, Role::Danger);
        head->setText(tr("The SSH server on the way to %1 shows another key than before. Somebody "
                         "may be listening in between, or the server was set up anew. Do not "
                         "connect unless its keeper confirms the new key.")
                          .arg(serverName));
        break;
    }
    return head;
}

QWidget *PromptDialog::makeText()
{
    auto *text = new QLabel(m_prompt.text.trimmed(), this);
    text->setTextFormat(Qt::PlainText); // another program's words are never markup
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    if (isHostKey())
        setRole(text, Role::Mono);
    else
        text->setBuddy(m_line);
    return text;
}

void PromptDialog::addButtons(QDialogButtonBox *buttons)
{
    const bool isChanged = m_prompt.kind == Prompt::Kind::ChangedHostKey;
    const QString yes
        = isChanged ? tr("Replace the known key") : tr("Connect and remember this key");
    auto *go = buttons->addButton(isHostKey() ? yes : tr("Continue"), QDialogButtonBox::AcceptRole);
    auto *stop = buttons->addButton(
        isHostKey() ? tr("Do not connect") : tr("Cancel"), QDialogButtonBox::RejectRole);
    if (isChanged)
        setRole(go, Role::Danger);
    else if (!isHostKey())
        setRole(go, Role::Primary);
    // Enter does what is safe.
    QPushButton *safe = isHostKey() ? stop : go;
    (isHostKey() ? go : stop)->setAutoDefault(false);
    safe->setDefault(true);
    if (isHostKey())
        stop->setFocus();
    else
        m_line->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace hitlens
