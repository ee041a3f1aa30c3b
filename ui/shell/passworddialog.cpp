// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/passworddialog.h"

#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

namespace {

// redis://word@host: as likely as a user name the word is the password, which redis-cli takes it
// for. It is not shown then.
bool mayUserBePassword(
    const Profile &profile, const Secrets &known, const std::optional<Error> &refusal)
{
    return refusal && (refusal->code == "NOAUTH" || refusal->code == "WRONGPASS")
        && !profile.endpoint.username.isEmpty() && known.password.isEmpty();
}

} // namespace

PasswordDialog::PasswordDialog(const Profile &profile, const Secrets &known,
    const std::optional<Error> &refusal, bool isPersistent, QWidget *parent)
    : QDialog(parent)
    , m_profileId(profile.id)
    , m_secrets(known)
    , m_rows(rowsFor(profile, refusal, mayUserBePassword(profile, known, refusal)))
    , m_keep(new QCheckBox(this))
{
    setWindowTitle(tr("Password for %1").arg(profile.name));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *head = new MessageStrip(this);
    if (refusal)
        head->showError(*refusal, tr("Logging in to %1 failed.").arg(profile.name));
    else
        head->showNote(
            tr("%1 asks every time. What you enter is kept while it is open.").arg(profile.name));
    m_keep->setText(isPersistent ? tr("&Keep it in the keychain of this computer")
                                 : tr("&Keep it until Hitlens ends (there is no keychain)"));
    m_keep->setChecked(!profile.askSecrets);
    m_keep->setVisible(!profile.askSecrets);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(head);
    layout->addLayout(makeRows());
    if (mayUserBePassword(profile, known, refusal))
        layout->addWidget(makeUserOffer(), 0, Qt::AlignLeft);
    layout->addWidget(m_keep);
    layout->addStretch();
    layout->addWidget(makeButtons(refusal.has_value()));
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
    m_rows.first().line->setFocus();
}

// A refusal is about a password; beforehand all is asked that nobody asks for on the way.
QList<PasswordDialog::Row> PasswordDialog::rowsFor(
    const Profile &profile, const std::optional<Error> &refusal, bool isUserDoubtful)
{
    const Endpoint &endpoint = profile.endpoint;
    const Row proxy{tr("Password for the p&roxy"), &Secrets::proxyPassword};
    if (refusal && refusal->code == "PROXYAUTH")
        return {proxy};
    QList<Row> rows{{endpoint.username.isEmpty() || isUserDoubtful
            ? tr("&Password")
            : tr("&Password of the user %1").arg(endpoint.username),
        &Secrets::password}};
    if (endpoint.sentinel.isUsed())
        rows << Row{tr("Password for the &sentinels"), &Secrets::sentinelPassword};
    if (refusal)
        return rows;
    if (endpoint.tls.enabled && !endpoint.tls.keyFile.isEmpty())
        rows << Row{tr("Passphrase of the key for &TLS"), &Secrets::tlsKeyPassphrase};
    if (endpoint.sentinel.tls.enabled && !endpoint.sentinel.tls.keyFile.isEmpty())
        rows << Row{tr("Passphrase of the sentinels’ key"), &Secrets::sentinelTlsKeyPassphrase};
    if (endpoint.proxy.kind != Proxy::Kind::None && !endpoint.proxy.user.isEmpty())
        rows << proxy;
    return rows;
}

QFormLayout *PasswordDialog::makeRows()
{
    auto *rows = new QFormLayout;
    rows->setRowWrapPolicy(QFormLayout::WrapAllRows);
    rows->setVerticalSpacing(8);
    for (Row &row : m_rows) {
        row.line = new QLineEdit(this);
        row.line->setEchoMode(QLineEdit::Password);
        if (!(m_secrets.*row.secret).isEmpty())
            row.line->setPlaceholderText(tr("as before"));
        rows->addRow(row.label, row.line);
    }
    return rows;
}

QWidget *PasswordDialog::makeUserOffer()
{
    auto *offer = new QPushButton(tr("&Use the user name as the password"), this);
    offer->setAutoDefault(false);
    connect(offer, &QPushButton::clicked, this, [this] {
        emit userNameIsPassword(m_keep->isChecked());
        accept();
    });
    return offer;
}

QWidget *PasswordDialog::makeButtons(bool isRefused)
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_connect = buttons->addButton(tr("Connect"), QDialogButtonBox::AcceptRole);
    setRole(m_connect, Role::Primary);
    m_connect->setDefault(true);
    // What was refused as it is would be again; a server that asks every time may want nothing.
    m_connect->setEnabled(!isRefused);
    if (isRefused) {
        for (const Row &row : m_rows)
            connect(row.line, &QLineEdit::textChanged, this,
                [this] { m_connect->setEnabled(isAnythingEntered()); });
    }
    connect(buttons, &QDialogButtonBox::accepted, this, &PasswordDialog::onAccepted);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

bool PasswordDialog::isAnythingEntered() const
{
    return std::any_of(
        m_rows.begin(), m_rows.end(), [](const Row &row) { return !row.line->text().isEmpty(); });
}

void PasswordDialog::onAccepted()
{
    for (const Row &row : m_rows) {
        if (const QString text = row.line->text(); !text.isEmpty())
            m_secrets.*row.secret = text;
    }
    emit entered(m_secrets, m_keep->isChecked());
    accept();
}

} // namespace hitlens
