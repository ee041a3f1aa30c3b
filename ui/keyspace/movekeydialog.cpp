// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/movekeydialog.h"

#include "app/keyspace/typedbytes.h"
#include "ui/keyspace/keywords.h"
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
    : KeyNameDialog(
        client, profile, key, what == What::Rename ? tr("Rename") : tr("Duplicate"), parent)
    , m_client(client)
    , m_what(what)
{
    setWindowTitle(what == What::Rename ? tr("Rename key") : tr("Duplicate key"));
    auto *label
        = new QLabel(what == What::Rename ? tr("&New name") : tr("&Name of the copy"), this);
    label->setBuddy(name());
    auto *fields = new QVBoxLayout;
    fields->addWidget(label);
    fields->addWidget(name());
    build(fields,
        tr("Bytes that are no text are written as \\n, \\t or \\x00, and a backslash as \\\\. The "
           "expiry stays."),
        72);
    connect(name(), &QLineEdit::textChanged, this, &MoveKeyDialog::updateButtons);
    connect(&m_client, &Client::writeRefusalChanged, this, &MoveKeyDialog::updateButtons);
    connect(&m_move, &KeyMove::exists, this, &MoveKeyDialog::onExists);
    connect(&m_move, &KeyMove::failed, this, &MoveKeyDialog::onFailed);
    connect(&m_move, &KeyMove::done, this, [this] {
        emit moved(m_to, m_move.overwritten(), m_move.made());
        accept();
    });
    name()->selectAll();
    name()->setFocus();
    updateButtons();
    if (what == What::Duplicate)
        suggest(1);
}

// Offers the first name that is free, as long as the person has typed nothing.
void MoveKeyDialog::suggest(int number)
{
    const QByteArray free = suggestion(m_move.key(), number);
    m_client.send(exists(free), this, [this, free, number](const Result<bool> &isTaken) {
        if (name()->isModified())
            return;
        if (isTaken && *isTaken && number < mostSuggested)
            return suggest(number + 1);
        name()->setText(displayBytes(free));
        name()->selectAll();
    });
}

void MoveKeyDialog::apply()
{
    const auto to = typedName();
    if (!to || m_isBusy)
        return;
    m_to = *to;
    strip()->clear();
    setBusy(true);
    if (m_what == What::Rename)
        m_move.rename(m_to);
    else
        m_move.copy(m_client, m_to);
}

void MoveKeyDialog::onExists(const KeyDetails &details)
{
    offerToOverwrite(tr("%1 exists already: %2. Overwriting it deletes what it holds.")
                         .arg(displayBytes(m_to), describeKey(details)));
    name()->setFocus();
}

void MoveKeyDialog::onFailed(const Error &error)
{
    setBusy(false);
    strip()->showError(error,
        m_what == What::Rename ? failureWords(error, tr("The key was not renamed."),
            tr("The key may have been renamed or not: no answer came."))
                               : failureWords(error, tr("The key was not duplicated."),
                                   tr("The key may have been duplicated or not: no answer came.")));
}

void MoveKeyDialog::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    name()->setReadOnly(isBusy);
    updateButtons();
}

void MoveKeyDialog::updateButtons()
{
    const auto to = typedName();
    const bool isSame = to && *to == m_move.key();
    showRefusal(to ? QString() : typedBytesRefusal());
    enableUnless(applyButton(), to && !isSame && !m_isBusy, whyNotWrite(m_client));
    // What was said is about the name before.
    if (!m_isBusy && to && *to != m_to)
        strip()->clear();
}

} // namespace hitlens
