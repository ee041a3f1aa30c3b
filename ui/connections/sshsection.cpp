// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/sshsection.h"

#include "ui/widgets/formfield.h"

#include <QCheckBox>
#include <QCompleter>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSpinBox>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QByteArray ownConfiguration()
{
    QFile file(QDir::home().filePath(u".ssh/config"_s));
    return file.open(QIODevice::ReadOnly) ? file.read(1 << 20) : QByteArray();
}

} // namespace

SshSection::SshSection(QWidget *parent)
    : FormSection(parent)
    , m_enabled(new QCheckBox(tr("Go through an SS&H server"), this))
    , m_port(makeNumber(0, 65535))
{
    addRow(tr("SSH"), {m_enabled});
    m_host = addLine(tr("SSH server"), tr("bastion.example.com, or a Host of ~/.ssh/config"));
    auto *completer = new QCompleter(hostsIn(ownConfiguration()), this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_host->setCompleter(completer);
    m_port->setSpecialValueText(tr("as usual"));
    addRow(tr("SSH port"), {m_port});
    m_user = addLine(tr("SSH user"), tr("as ~/.ssh/config says"));
    m_keyFile = addFile(tr("SSH key"), tr("Choose the key for the SSH server"));
    m_keyFile->setPlaceholderText(tr("your agent's, and as ~/.ssh/config says"));
    m_passphrase = addSecret(tr("SSH key's passphrase"), &Secrets::sshKeyPassphrase);
    m_password = addSecret(tr("SSH password"), &Secrets::sshPassword);
    fieldOf(m_password)
        ->setHint(tr("What is left empty is asked for when the SSH server wants it."));
    connect(m_enabled, &QCheckBox::toggled, this, &SshSection::showRows);
    showRows();
}

QStringList SshSection::hostsIn(const QByteArray &configuration)
{
    static const QRegularExpression line(u"^[ \\t]*Host[ \\t]*[ \\t=][ \\t]*(.+)$"_s,
        QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
    QStringList hosts;
    for (const auto &match : line.globalMatch(QString::fromUtf8(configuration))) {
        for (QString host : match.captured(1).simplified().split(u' ')) {
            host.remove(u'"');
            if (!host.contains(u'*') && !host.contains(u'?') && !host.startsWith(u'!'))
                hosts << host;
        }
    }
    hosts.removeDuplicates();
    return hosts;
}

void SshSection::showRows()
{
    for (const QWidget *content : std::initializer_list<const QWidget *>{
             m_host, m_port, m_user, m_keyFile, m_passphrase, m_password})
        setRowVisible(content, m_enabled->isChecked());
    emit edited();
}

void SshSection::setProfile(const Profile &profile)
{
    const Ssh &ssh = profile.endpoint.ssh;
    m_enabled->setChecked(ssh.enabled);
    m_host->setText(ssh.host);
    m_port->setValue(ssh.port);
    m_user->setText(ssh.user);
    m_keyFile->setText(ssh.keyFile);
    showRows();
}

void SshSection::writeTo(Profile &profile) const
{
    Ssh &ssh = profile.endpoint.ssh;
    ssh.enabled = m_enabled->isChecked();
    ssh.host = m_host->text().trimmed();
    ssh.port = static_cast<quint16>(m_port->value());
    ssh.user = m_user->text().trimmed();
    ssh.keyFile = m_keyFile->text().trimmed();
}

void SshSection::check()
{
    const QString host = m_host->text().trimmed();
    QString problem;
    if (m_enabled->isChecked() && host.isEmpty())
        problem = tr("Enter the SSH server's name.");
    else if (m_enabled->isChecked() && (host.startsWith(u'-') || host.contains(u' ')))
        problem = tr("A host does not begin with “-” and holds no spaces.");
    fieldOf(m_host)->setProblem(problem);
}

} // namespace hitlens
