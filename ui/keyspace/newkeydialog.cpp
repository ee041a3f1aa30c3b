// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/newkeydialog.h"

#include "app/keyspace/typedbytes.h"
#include "ui/keyspace/keywords.h"
#include "ui/keyspace/newkeyrows.h"
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
#include <QScreen>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

bool wasAnswered(const Error &error)
{
    return error.kind == Error::Kind::Server || error.kind == Error::Kind::Permission;
}

constexpr qint64 never = 0; // data of the TTL choices
constexpr qint64 typed = -1;

} // namespace

NewKeyDialog::NewKeyDialog(
    Client &client, const Profile &profile, const QByteArray &prefix, QWidget *parent)
    : QDialog(parent)
    , m_client(client)
    , m_profile(profile)
    , m_strip(new MessageStrip(this))
    , m_name(new QLineEdit(displayBytes(prefix), this))
    , m_type(new QComboBox(this))
    , m_rows(new NewKeyRows(this))
    , m_ttl(new QComboBox(this))
    , m_duration(new QLineEdit(this))
    , m_refusal(new QLabel(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_create(new QPushButton(tr("Create"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("New key"));
    fillTypes();
    fillTtls();
    build();
    connect(m_name, &QLineEdit::textChanged, this, &NewKeyDialog::updateButtons);
    connect(m_duration, &QLineEdit::textChanged, this, &NewKeyDialog::updateButtons);
    connect(m_ttl, &QComboBox::currentIndexChanged, this, &NewKeyDialog::updateButtons);
    connect(m_rows, &NewKeyRows::edited, this, &NewKeyDialog::updateButtons);
    connect(m_type, &QComboBox::currentIndexChanged, this,
        [this] { m_rows->setType(m_type->currentData().toByteArray()); });
    connect(&m_client, &Client::writeRefusalChanged, this, &NewKeyDialog::updateButtons);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_create, &QPushButton::clicked, this, &NewKeyDialog::apply);
    m_name->setFocus();
    m_name->end(false);
    updateButtons();
}

// ---- what it looks like

void NewKeyDialog::fillTypes()
{
    for (const char *type : {"string", "hash", "list", "set", "zset", "stream"})
        m_type->addItem(QLatin1StringView(type), QByteArray(type));
    if (m_client.commands().contains("json.set"))
        m_type->addItem(u"JSON"_s, jsonType.toByteArray());
}

void NewKeyDialog::fillTtls()
{
    m_ttl->addItem(tr("Does not expire"), never);
    for (const milliseconds ttl : {milliseconds(1min), milliseconds(5min), milliseconds(1h),
             milliseconds(24h), milliseconds(7 * 24h)})
        m_ttl->addItem(tr("Expires in %1").arg(formatDuration(ttl)), qint64(ttl.count()));
    m_ttl->addItem(tr("Expires in…"), typed);
    m_duration->setPlaceholderText(tr("90 s, 5 min, 1 h 30 min, 2 d"));
    m_duration->setAccessibleName(tr("Duration until the key expires"));
}

QFormLayout *NewKeyDialog::makeForm()
{
    setRole(m_name, Role::Mono);
    auto *expiry = new QHBoxLayout;
    expiry->addWidget(m_ttl);
    expiry->addWidget(m_duration, 1);
    m_ttl->setAccessibleName(tr("Expiry"));
    auto *form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Type"), m_type);
    auto *label = new QLabel(tr("&Expiry"), this);
    label->setBuddy(m_ttl);
    form->addRow(label, expiry);
    return form;
}

void NewKeyDialog::build()
{
    setRole(m_create, Role::Primary);
    m_create->setDefault(true);
    setRole(m_refusal, Role::Muted);
    m_refusal->setWordWrap(true);
    m_refusal->setTextFormat(Qt::PlainText);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_refusal, 1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_create);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(12);
    layout->addLayout(makeDialogHeader(windowTitle(), m_profile.environment, this));
    layout->addWidget(m_strip);
    layout->addLayout(makeForm());
    layout->addWidget(m_rows, 1);
    layout->addLayout(buttons);
    const QSize wanted(fontMetrics().averageCharWidth() * 96, fontMetrics().height() * 32);
    resize(wanted.boundedTo(screen()->availableSize() * 0.92));
}

// ---- what it does

std::optional<milliseconds> NewKeyDialog::ttl() const
{
    const qint64 choice = m_ttl->currentData().toLongLong();
    if (choice == never)
        return std::nullopt;
    return choice == typed ? parseDuration(m_duration->text()).duration : milliseconds(choice);
}

QString NewKeyDialog::refusal() const
{
    const auto name = typedBytes(m_name->text());
    if (!name)
        return typedBytesRefusal();
    if (name->isEmpty())
        return tr("Type a name.");
    if (m_ttl->currentData().toLongLong() == typed) {
        const DurationInput duration = parseDuration(m_duration->text());
        if (!duration.isOk())
            return duration.refusal;
        const QString why = refusalOfTtl(duration.duration, QDateTime::currentDateTime());
        if (!why.isEmpty())
            return duration.duration > 0ms ? why : tr("A new key cannot have expired already.");
    }
    return m_rows->refusal();
}

void NewKeyDialog::apply()
{
    if (!m_create->isEnabled())
        return;
    KeyRecord record;
    record.key = typedBytes(m_name->text()).value_or(QByteArray());
    m_rows->putInto(record);
    const auto expiry = ttl();
    m_strip->clear();
    setBusy(true);
    run(m_client, createKey(record, expiry ? std::optional<qint64>(expiry->count()) : std::nullopt),
        this, [this, key = record.key](const KeyTransaction::Report &report) {
            onFinished(key, report);
        });
}

void NewKeyDialog::onFinished(const QByteArray &key, const KeyTransaction::Report &report)
{
    setBusy(false);
    switch (report.outcome) {
    case KeyTransaction::Outcome::Done:
        emit created(key);
        return accept();
    case KeyTransaction::Outcome::Declined:
        return onExists(key);
    case KeyTransaction::Outcome::Failed:
        return m_strip->showError(*report.error, tr("The key was not created."));
    case KeyTransaction::Outcome::Unknown:
        return m_strip->showError(*report.error,
            wasAnswered(*report.error)
                ? tr("The key was not created, or only a part of it.")
                : tr("The key may have been created or not: no answer came."));
    }
}

void NewKeyDialog::onExists(const QByteArray &key)
{
    loadKeyDetails(m_client, key, this, [this, key](const KeyDetails &details) {
        m_strip->showNote(
            tr("%1 exists already (%2), and is left alone. What you typed stays here.")
                .arg(displayBytes(key), describeKey(details)));
        m_strip->addAction(tr("Open that key"), this, [this, key] { emit openRequested(key); });
    });
    m_name->setFocus();
}

void NewKeyDialog::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    updateButtons();
}

void NewKeyDialog::updateButtons()
{
    const QString why = refusal();
    m_duration->setVisible(m_ttl->currentData().toLongLong() == typed);
    m_refusal->setText(why);
    enableUnless(m_create, why.isEmpty() && !m_isBusy, whyNotWrite(m_client));
}

} // namespace hitlens
