// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/tlssection.h"

#include "ui/widgets/formfield.h"

#include <QCheckBox>
#include <QLineEdit>

namespace hitlens {

TlsSection::TlsSection(Of of, QWidget *parent)
    : FormSection(parent)
    , m_of(of)
    , m_enabled(new QCheckBox(
          of == Of::Server ? tr("Encrypt with T&LS") : tr("Encrypt the way to the sentinels"),
          this))
    , m_unverified(new QCheckBox(tr("Do not &verify the certificate"), this))
{
    addRow(tr("Encryption"), {m_enabled});
    m_caFile = addFile(tr("Authorit&y (CA)"), tr("Choose the authority's certificate"));
    m_caFile->setPlaceholderText(tr("those this computer trusts"));
    m_certificate = addFile(tr("Client &certificate"), tr("Choose your certificate"));
    m_certificate->setPlaceholderText(tr("none"));
    m_key = addFile(tr("Client &key"), tr("Choose your certificate's key"));
    m_key->setPlaceholderText(tr("in the same file"));
    m_passphrase = addSecret(tr("Key's passphrase"),
        of == Of::Server ? &Secrets::tlsKeyPassphrase : &Secrets::sentinelTlsKeyPassphrase);
    m_serverName = addLine(tr("Server na&me"), tr("the host"));
    fieldOf(m_serverName)->setHint(tr("The name its certificate is made out to."));
    addRow(tr("Verification"), {m_unverified});
    for (QCheckBox *box : {m_enabled, m_unverified})
        connect(box, &QCheckBox::toggled, this, &TlsSection::showRows);
    showRows();
}

void TlsSection::showRows()
{
    for (const QWidget *content : std::initializer_list<const QWidget *>{
             m_caFile, m_certificate, m_key, m_passphrase, m_serverName, m_unverified})
        setRowVisible(content, m_enabled->isChecked());
    fieldOf(m_unverified)
        ->setHint(m_unverified->isChecked()
                ? tr("Anybody between you and the server can pose as it, and read and change "
                     "everything, your password included.")
                : tr("The certificate must be valid, for this server, and signed by an authority "
                     "that is trusted."));
    emit edited();
}

void TlsSection::setProfile(const Profile &profile)
{
    const Tls &tls = m_of == Of::Server ? profile.endpoint.tls : profile.endpoint.sentinel.tls;
    m_enabled->setChecked(tls.enabled);
    m_caFile->setText(tls.caFile);
    m_certificate->setText(tls.certificateFile);
    m_key->setText(tls.keyFile);
    m_serverName->setText(tls.serverName);
    m_unverified->setChecked(!tls.verify);
    showRows();
}

void TlsSection::writeTo(Profile &profile) const
{
    Tls &tls = m_of == Of::Server ? profile.endpoint.tls : profile.endpoint.sentinel.tls;
    tls.enabled = m_enabled->isChecked();
    tls.caFile = m_caFile->text().trimmed();
    tls.certificateFile = m_certificate->text().trimmed();
    tls.keyFile = m_key->text().trimmed();
    tls.serverName = m_serverName->text().trimmed();
    tls.verify = !m_unverified->isChecked();
}

void TlsSection::check()
{
    const bool lacksCertificate = m_enabled->isChecked()
        && m_certificate->text().trimmed().isEmpty() && !m_key->text().trimmed().isEmpty();
    fieldOf(m_certificate)
        ->setProblem(
            lacksCertificate ? tr("A key is of no use without its certificate.") : QString());
}

} // namespace hitlens
