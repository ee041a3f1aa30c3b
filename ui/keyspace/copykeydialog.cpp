// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/copykeydialog.h"

#include "app/keyspace/typedbytes.h"
#include "ui/keyspace/copyplace.h"
#include "ui/keyspace/keywords.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>

namespace hitlens {

CopyKeyDialog::CopyKeyDialog(Client &client, const Profile &profile, const QByteArray &key,
    const CopyTargets &targets, QWidget *parent)
    : KeyNameDialog(client, profile, key, tr("Copy"), parent)
    , m_place(new CopyPlace(client, profile, targets, this))
{
    setWindowTitle(tr("Copy %1").arg(displayBytes(key.first(std::min<qsizetype>(key.size(), 64)))));
    const QList<QWidget *> first = m_place->fields();
    setTabOrder(first[0], first[1]);
    setTabOrder(first[1], name());
    auto *fields = new QFormLayout;
    m_place->addRows(fields);
    name()->setAccessibleName(tr("Name there"));
    fields->addRow(tr("&Name there"), name());
    build(fields,
        tr("A server that is not open is opened for the copy. The key keeps the instant at which "
           "it expires."),
        80);
    connect(m_place, &CopyPlace::chosen, this, &CopyKeyDialog::onPlaceChosen);
    connect(
        m_place, &CopyPlace::reached, this, [this](Client *there) { m_move.copy(*there, m_to); });
    connect(m_place, &CopyPlace::failed, this, &CopyKeyDialog::onFailed);
    connect(m_place, &CopyPlace::declined, this, [this] { setBusy(false); });
    connect(name(), &QLineEdit::textChanged, this, &CopyKeyDialog::updateButtons);
    connect(&m_move, &KeyMove::exists, this, &CopyKeyDialog::onExists);
    connect(&m_move, &KeyMove::failed, this,
        [this](const Error &error) { onFailed(error, tr("The key was not copied.")); });
    connect(&m_move, &KeyMove::done, this, [this] {
        emit copied(tr("It was copied to %1 as %2.").arg(m_place->text(), displayBytes(m_to)));
        accept();
    });
    updateButtons();
}

CopyKeyDialog::~CopyKeyDialog() = default;

void CopyKeyDialog::apply()
{
    const auto to = typedName();
    if (!to || m_isBusy)
        return;
    m_to = *to;
    strip()->clear();
    if (m_place->isProduction() && m_place->isOtherServer() && !m_isConfirmed) {
        strip()->showNote(
            tr("%1 is a production server. Copy the key to it?").arg(m_place->serverName()));
        strip()->addAction(tr("Copy it to production"), this, [this] {
            m_isConfirmed = true;
            apply();
        });
        return;
    }
    setBusy(true);
    m_place->reach();
}

void CopyKeyDialog::onExists(const KeyDetails &details)
{
    const QString text
        = tr("%1 exists already in %2: %3. Overwriting it deletes what it holds, and cannot be "
             "undone.")
              .arg(displayBytes(m_to), m_place->text(), describeKey(details));
    offerToOverwrite(
        m_place->isProduction() ? text + u' ' + tr("It is a production server.") : text);
}

void CopyKeyDialog::onFailed(const Error &error, const QString &tried)
{
    setBusy(false);
    strip()->showError(error, tried);
}

void CopyKeyDialog::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_place->setEnabled(!isBusy);
    name()->setEnabled(!isBusy);
    applyButton()->setText(isBusy ? tr("Copying…") : tr("Copy"));
    updateButtons();
}

void CopyKeyDialog::onPlaceChosen()
{
    m_isConfirmed = false;
    updateButtons();
}

void CopyKeyDialog::updateButtons()
{
    const auto to = typedName();
    const bool isSame = to && *to == m_move.key() && m_place->isSource();
    const QString why = !to ? typedBytesRefusal()
        : isSame            ? tr("That is the key itself.")
                            : m_place->refusal();
    showRefusal(why);
    applyButton()->setEnabled(why.isEmpty() && !m_isBusy);
    if (!m_isBusy)
        strip()->clear(); // it was about another place or name
}

} // namespace hitlens
