// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/copykeydialog.h"

#include "app/keyspace/typedbytes.h"
#include "ui/keyspace/keywords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/dialogheader.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace hitlens {

CopyKeyDialog::CopyKeyDialog(Client &client, const Profile &profile, const QByteArray &key,
    const CopyTargets &targets, QWidget *parent)
    : QDialog(parent)
    , m_source(client)
    , m_profile(profile)
    , m_prompt(targets.prompt)
    , m_move(client, key)
    , m_strip(new MessageStrip(this))
    , m_server(new QComboBox(this))
    , m_db(new QSpinBox(this))
    , m_name(new QLineEdit(displayBytes(key), this))
    , m_refusal(new QLabel(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_apply(new QPushButton(tr("Copy"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Copy %1").arg(displayBytes(key.first(std::min<qsizetype>(key.size(), 64)))));
    build();
    fillTargets(targets);
    connect(m_server, &QComboBox::currentIndexChanged, this, &CopyKeyDialog::onTargetChosen);
    connect(m_db, &QSpinBox::valueChanged, this, &CopyKeyDialog::updateButtons);
    connect(m_name, &QLineEdit::textChanged, this, &CopyKeyDialog::updateButtons);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, &CopyKeyDialog::apply);
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

void CopyKeyDialog::build()
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setRole(m_name, Role::Mono);
    setRole(m_apply, Role::Primary);
    m_apply->setDefault(true);
    m_db->setRange(0, 9999);
    m_refusal->setWordWrap(true);
    m_refusal->setTextFormat(Qt::PlainText);
    auto *form = new QFormLayout;
    form->addRow(tr("&Server"), m_server);
    form->addRow(tr("&Database"), m_db);
    form->addRow(tr("&Name there"), m_name);
    auto *hint = new QLabel(tr("Servers that are open are offered. The key keeps the instant at "
                               "which it expires."),
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
    layout->addLayout(form);
    layout->addWidget(hint);
    layout->addWidget(m_refusal);
    layout->addStretch();
    layout->addLayout(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 80);
}

void CopyKeyDialog::fillTargets(const CopyTargets &targets)
{
    m_list = targets.list ? targets.list() : QList<CopyTarget>();
    if (m_list.isEmpty())
        m_list << CopyTarget{m_profile, m_source.endpoint(), true};
    for (const CopyTarget &target : m_list) {
        const QString name = target.profile.environment == Environment::Production
            ? tr("%1 (production)").arg(target.profile.name)
            : target.profile.name;
        m_server->addItem(name.isEmpty() ? target.endpoint.displayName() : name);
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
    const auto to = typedBytes(m_name->text());
    if (!to || m_isBusy)
        return;
    m_to = *to;
    m_strip->clear();
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
    setBusy(false);
    const QString text
        = tr("%1 exists already in %2: %3. Overwriting it deletes what it holds, and cannot be "
             "undone.")
              .arg(displayBytes(m_to), placeText(), describeKey(details));
    m_strip->showNote(target().profile.environment == Environment::Production
            ? text + u' ' + tr("It is a production server.")
            : text);
    m_strip->addAction(tr("Overwrite it"), this, [this] {
        m_strip->clear();
        setBusy(true);
        m_move.overwrite();
    });
}

void CopyKeyDialog::onFailed(const Error &error, const QString &tried)
{
    setBusy(false);
    m_strip->showError(error, tried);
}

void CopyKeyDialog::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    for (QWidget *field : std::initializer_list<QWidget *>{m_server, m_name})
        field->setEnabled(!isBusy);
    m_apply->setText(isBusy ? tr("Copying…") : tr("Copy"));
    updateButtons();
}

void CopyKeyDialog::updateButtons()
{
    // A cluster has one database.
    const bool isCluster = target().isHere && m_source.topology().isCluster();
    m_db->setEnabled(!isCluster && !m_isBusy);
    const auto to = typedBytes(m_name->text());
    const bool isSame
        = to && *to == m_move.key() && target().isHere && m_db->value() == m_source.endpoint().db;
    const QString why = !to ? typedBytesRefusal()
        : isSame            ? tr("That is the key itself.")
        : target().endpoint.readOnly
        ? tr("%1 is read-only in Hitlens.").arg(m_server->currentText())
        : QString();
    m_refusal->setText(why);
    m_refusal->setVisible(!why.isEmpty());
    m_apply->setEnabled(why.isEmpty() && !m_isBusy);
    if (!m_isBusy)
        m_strip->clear(); // it was about another place or name
}

} // namespace hitlens
