// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/copykeydialog.h"

#include "app/keyspace/typedbytes.h"
#include "ui/keyspace/keywords.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace hitlens {

CopyKeyDialog::CopyKeyDialog(Client &client, const Profile &profile, const QByteArray &key,
    const CopyTargets &targets, QWidget *parent)
    : KeyNameDialog(client, profile, key, tr("Copy"), parent)
    , m_source(client)
    , m_prompt(targets.prompt)
    , m_server(new QComboBox(this))
    , m_db(new QSpinBox(this))
{
    setWindowTitle(tr("Copy %1").arg(displayBytes(key.first(std::min<qsizetype>(key.size(), 64)))));
    m_db->setRange(0, 9999);
    setTabOrder(m_server, m_db);
    setTabOrder(m_db, name());
    auto *fields = new QFormLayout;
    fields->addRow(tr("&Server"), m_server);
    fields->addRow(tr("&Database"), m_db);
    fields->addRow(tr("&Name there"), name());
    build(fields,
        tr("Servers that are open are offered. The key keeps the instant at which it expires."),
        80);
    fillTargets(targets);
    connect(m_server, &QComboBox::currentIndexChanged, this, &CopyKeyDialog::onTargetChosen);
    connect(m_db, &QSpinBox::valueChanged, this, &CopyKeyDialog::updateButtons);
    connect(name(), &QLineEdit::textChanged, this, &CopyKeyDialog::updateButtons);
    connect(&m_move, &KeyMove::exists, this, &CopyKeyDialog::onExists);
    connect(&m_move, &KeyMove::failed, this,
        [this](const Error &error) { onFailed(error, tr("The key was not copied.")); });
    connect(&m_move, &KeyMove::done, this, [this] {
        emit copied(tr("It was copied to %1 as %2.").arg(placeText(), displayBytes(m_to)));
        accept();
    });
    onTargetChosen();
}

CopyKeyDialog::~CopyKeyDialog() = default;

void CopyKeyDialog::fillTargets(const CopyTargets &targets)
{
    m_list = targets.list ? targets.list() : QList<CopyTarget>();
    if (m_list.isEmpty())
        m_list << CopyTarget{profile(), m_source.endpoint(), true};
    for (const CopyTarget &target : m_list) {
        const QString shown = target.profile.environment == Environment::Production
            ? tr("%1 (production)").arg(target.profile.name)
            : target.profile.name;
        m_server->addItem(shown.isEmpty() ? target.endpoint.displayName() : shown);
    }
    for (int i = 0; i < m_list.size(); ++i) {
        if (m_list[i].isHere)
            m_server->setCurrentIndex(i);
    }
}

const CopyTarget &CopyKeyDialog::target() const
{
    return m_list[std::max(m_server->currentIndex(), 0)];
}

Endpoint CopyKeyDialog::wanted() const
{
    Endpoint endpoint = target().endpoint;
    endpoint.db = m_db->value();
    return endpoint;
}

QString CopyKeyDialog::placeText() const
{
    return tr("database %1 of %2").arg(QString::number(m_db->value()), m_server->currentText());
}

void CopyKeyDialog::onTargetChosen()
{
    const CopyTarget &there = target();
    // On its own server it goes to another database first of all.
    const bool isAlone = there.isHere && !m_source.topology().isCluster();
    m_db->setValue(isAlone ? (there.endpoint.db == 0 ? 1 : 0) : there.endpoint.db);
    updateButtons();
}

void CopyKeyDialog::apply()
{
    const auto to = typedName();
    if (!to || m_isBusy)
        return;
    m_to = *to;
    strip()->clear();
    setBusy(true);
    if (target().isHere && wanted().db == m_source.endpoint().db)
        return m_move.copy(m_source, m_to);
    if (m_there && m_there->endpoint() == wanted() && m_there->isReady())
        return copy();
    connectToTarget();
}

void CopyKeyDialog::connectToTarget()
{
    m_isWaiting = true;
    m_prompter.reset();
    m_there = std::make_unique<Client>(wanted());
    if (m_prompt)
        m_prompter = m_prompt(*m_there, m_server->currentText(), this);
    connect(m_there.get(), &Client::statusChanged, this, &CopyKeyDialog::onTargetStatus);
    m_there->open();
}

void CopyKeyDialog::onTargetStatus()
{
    if (!m_isWaiting)
        return;
    const Status &status = m_there->status();
    if (status.state == Status::State::Ready)
        return copy();
    if (status.state != Status::State::Waiting && status.state != Status::State::Failed)
        return;
    m_isWaiting = false;
    m_there->close();
    onFailed(status.error.value_or(Error()), tr("Connecting to %1 failed.").arg(placeText()));
}

void CopyKeyDialog::copy()
{
    m_isWaiting = false;
    if (const auto refusal = m_there->writeRefusal())
        return onFailed(*refusal, tr("The key was not copied."));
    m_move.copy(*m_there, m_to);
}

void CopyKeyDialog::onExists(const KeyDetails &details)
{
    const QString text
        = tr("%1 exists already in %2: %3. Overwriting it deletes what it holds, and cannot be "
             "undone.")
              .arg(displayBytes(m_to), placeText(), describeKey(details));
    offerToOverwrite(target().profile.environment == Environment::Production
            ? text + u' ' + tr("It is a production server.")
            : text);
}

void CopyKeyDialog::onFailed(const Error &error, const QString &tried)
{
    setBusy(false);
    strip()->showError(error, tried);
}

void CopyKeyDialog::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    for (QWidget *field : std::initializer_list<QWidget *>{m_server, name()})
        field->setEnabled(!isBusy);
    applyButton()->setText(isBusy ? tr("Copying…") : tr("Copy"));
    updateButtons();
}

void CopyKeyDialog::updateButtons()
{
    // A cluster has one database.
    const bool isCluster = target().isHere && m_source.topology().isCluster();
    m_db->setEnabled(!isCluster && !m_isBusy);
    const auto to = typedName();
    const bool isSame
        = to && *to == m_move.key() && target().isHere && m_db->value() == m_source.endpoint().db;
    const QString why = !to ? typedBytesRefusal()
        : isSame            ? tr("That is the key itself.")
        : target().endpoint.readOnly
        ? tr("%1 is read-only in Hitlens.").arg(m_server->currentText())
        : QString();
    showRefusal(why);
    applyButton()->setEnabled(why.isEmpty() && !m_isBusy);
    if (!m_isBusy)
        strip()->clear(); // it was about another place or name
}

} // namespace hitlens
