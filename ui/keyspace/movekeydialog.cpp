// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/movekeydialog.h"

#include "app/keyspace/typedbytes.h"
#include "ui/keyspace/keywords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/dialogheader.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostSuggested = 50; // names that are tried

QByteArray suggestion(const QByteArray &key, int number)
{
    return key + ":copy" + (number == 1 ? QByteArray() : QByteArray::number(number));
}

} // namespace

MoveKeyDialog::MoveKeyDialog(
    Client &client, const Profile &profile, const QByteArray &key, What what, QWidget *parent)
    : QDialog(parent)
    , m_client(client)
    , m_profile(profile)
    , m_what(what)
    , m_move(client, key)
    , m_strip(new MessageStrip(this))
    , m_name(new QLineEdit(displayBytes(key), this))
    , m_refusal(new QLabel(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_apply(new QPushButton(what == What::Rename ? tr("Rename") : tr("Duplicate"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(what == What::Rename ? tr("Rename key") : tr("Duplicate key"));
    build();
    connect(m_name, &QLineEdit::textChanged, this, &MoveKeyDialog::updateButtons);
    connect(&m_client, &Client::writeRefusalChanged, this, &MoveKeyDialog::updateButtons);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, &MoveKeyDialog::apply);
    connect(&m_move, &KeyMove::exists, this, &MoveKeyDialog::onExists);
    connect(&m_move, &KeyMove::failed, this, &MoveKeyDialog::onFailed);
    connect(&m_move, &KeyMove::done, this, [this] {
        emit moved(m_to, m_move.overwritten(), m_move.made());
        accept();
    });
    m_name->selectAll();
    m_name->setFocus();
    updateButtons();
    if (what == What::Duplicate)
        suggest(1);
}

void MoveKeyDialog::build()
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setRole(m_name, Role::Mono);
    setRole(m_apply, Role::Primary);
    m_apply->setDefault(true);
    m_refusal->setWordWrap(true);
    m_refusal->setTextFormat(Qt::PlainText);
    auto *label
        = new QLabel(m_what == What::Rename ? tr("&New name") : tr("&Name of the copy"), this);
    label->setBuddy(m_name);
    auto *hint = new QLabel(
        tr("Bytes that are no text are written as \\n, \\t or \\x00, and a backslash as \\\\. The "
           "expiry stays."),
        this);
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
    layout->addWidget(label);
    layout->addWidget(m_name);
    layout->addWidget(hint);
    layout->addWidget(m_refusal);
    layout->addStretch();
    layout->addLayout(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 72);
}

// Offers the first name that is free, as long as the person has typed nothing.
void MoveKeyDialog::suggest(int number)
{
    const QByteArray name = suggestion(m_move.key(), number);
    m_client.send(exists(name), this, [this, name, number](const Result<bool> &isTaken) {
        if (m_name->isModified())
            return;
        if (isTaken && *isTaken && number < mostSuggested)
            return suggest(number + 1);
        m_name->setText(displayBytes(name));
        m_name->selectAll();
    });
}

void MoveKeyDialog::apply()
{
    const auto to = typedBytes(m_name->text());
    if (!to || m_isBusy)
        return;
    m_to = *to;
    m_strip->clear();
    setBusy(true);
    if (m_what == What::Rename)
        m_move.rename(m_to);
    else
        m_move.copy(m_client, m_to);
}

void MoveKeyDialog::onExists(const KeyDetails &details)
{
    setBusy(false);
    m_strip->showNote(tr("%1 exists already: %2. Overwriting it deletes what it holds.")
                          .arg(displayBytes(m_to), describeKey(details)));
    m_strip->addAction(tr("Overwrite it"), this, [this] {
        m_strip->clear();
        setBusy(true);
        m_move.overwrite();
    });
    m_name->setFocus();
}

void MoveKeyDialog::onFailed(const Error &error)
{
    setBusy(false);
    m_strip->showError(error,
        m_what == What::Rename ? tr("The key was not renamed.")
                               : tr("The key was not duplicated."));
}

void MoveKeyDialog::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_name->setReadOnly(isBusy);
    updateButtons();
}

void MoveKeyDialog::updateButtons()
{
    const auto to = typedBytes(m_name->text());
    const bool isSame = to && *to == m_move.key();
    m_refusal->setText(to ? QString() : typedBytesRefusal());
    m_refusal->setVisible(!to);
    enableUnless(m_apply, to && !isSame && !m_isBusy, whyNotWrite(m_client));
    // What was said is about the name before.
    if (!m_isBusy && to && *to != m_to)
        m_strip->clear();
}

} // namespace hitlens
