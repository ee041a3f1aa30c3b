// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/exportdialog.h"

#include "app/connections/serverexport.h"
#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

ExportDialog::ExportDialog(const ProfileStore &store, SecretStore &secrets, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_secrets(secrets)
    , m_strip(new MessageStrip(this))
    , m_all(new QCheckBox(tr("&All servers"), this))
    , m_list(new QListWidget(this))
    , m_withSecrets(new QCheckBox(tr("&With passwords and passphrases"), this))
    , m_warning(new QLabel(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_export(new QPushButton(this))
{
    setWindowTitle(tr("Export servers"));
    makeLayout();
    fillList();
    connect(m_all, &QCheckBox::clicked, this, &ExportDialog::chooseAll);
    connect(m_list, &QListWidget::itemChanged, this, &ExportDialog::updateButtons);
    connect(m_withSecrets, &QCheckBox::toggled, m_warning, &QLabel::setVisible);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::start);
    updateButtons();
    m_list->setFocus();
}

void ExportDialog::makeLayout()
{
    auto *title = new QLabel(windowTitle(), this);
    setRole(title, Role::Title);
    auto *hint = new QLabel(
        tr("Writes the servers to a file that Hitlens imports again, with their groups, in their "
           "order."),
        this);
    setRole(hint, Role::Muted);
    hint->setWordWrap(true);
    m_warning->setText(tr("Whoever can read the file can then log in to these servers. It is not "
                          "encrypted: delete it as soon as it has been imported."));
    m_warning->setWordWrap(true);
    setRole(m_warning, Role::Danger);
    m_warning->hide();
    m_list->setAccessibleName(tr("Servers to export"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(12);
    for (QWidget *widget : std::initializer_list<QWidget *>{title, hint, m_strip, m_all})
        layout->addWidget(widget);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_withSecrets);
    layout->addWidget(m_warning);
    layout->addLayout(makeButtons());
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().lineSpacing() * 28);
}

QLayout *ExportDialog::makeButtons()
{
    m_cancel->setAutoDefault(false);
    m_export->setDefault(true);
    setRole(m_export, Role::Primary);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_export);
    return buttons;
}

void ExportDialog::fillList()
{
    for (const Profile &profile : m_store.profiles()) {
        auto *row = new QListWidgetItem(
            tr("%1 – %2").arg(profile.name, profile.endpoint.displayName()), m_list);
        row->setData(Qt::UserRole, profile.id);
        row->setCheckState(Qt::Checked);
    }
    m_list->setCurrentRow(0);
}

void ExportDialog::chooseAll(bool isChosen)
{
    for (int i = 0; i < m_list->count(); ++i)
        m_list->item(i)->setCheckState(isChosen ? Qt::Checked : Qt::Unchecked);
}

QList<Profile> ExportDialog::chosen() const
{
    QList<Profile> chosen;
    for (int i = 0; i < m_list->count(); ++i) {
        const QListWidgetItem *row = m_list->item(i);
        // Another running Hitlens may have removed it meanwhile.
        const auto profile = m_store.profile(row->data(Qt::UserRole).toString());
        if (profile && row->checkState() == Qt::Checked)
            chosen << *profile;
    }
    return chosen;
}

void ExportDialog::updateButtons()
{
    const qsizetype count = chosen().size();
    m_export->setEnabled(count > 0 && m_unread == 0);
    m_export->setText(count == 0 ? tr("Export…")
            : count == 1         ? tr("Export 1 server…")
                                 : tr("Export %1 servers…").arg(count));
    m_all->setChecked(count > 0 && count == m_list->count());
}

void ExportDialog::start()
{
    m_strip->clear();
    m_readSecrets.clear();
    if (m_withSecrets->isChecked())
        askAgain();
    else
        chooseFile();
}

void ExportDialog::askAgain()
{
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("Export with passwords"));
    box->setText(tr("Write the passwords to a file?"));
    box->setInformativeText(m_warning->text());
    auto *cancel = box->addButton(QMessageBox::Cancel);
    auto *confirm = box->addButton(tr("Write the passwords"), QMessageBox::DestructiveRole);
    setRole(confirm, Role::Danger);
    box->setDefaultButton(cancel);
    box->setEscapeButton(cancel);
    connect(confirm, &QAbstractButton::clicked, this, &ExportDialog::readSecrets);
    box->open();
}

void ExportDialog::readSecrets()
{
    const QList<Profile> profiles = chosen();
    m_unread = profiles.size();
    m_hasFailed = false;
    updateButtons();
    for (const Profile &profile : profiles)
        m_secrets.read(profile.id, this,
            [this, id = profile.id](const Result<QString> &text) { onSecretRead(id, text); });
}

void ExportDialog::onSecretRead(const QString &id, const Result<QString> &text)
{
    --m_unread;
    if (text) {
        m_readSecrets.insert(id, Secrets::fromText(*text));
    } else if (!m_hasFailed) {
        m_hasFailed = true;
        m_strip->showError(text.error(), tr("Nothing was exported: a password was not read."));
    }
    if (m_unread > 0)
        return;
    updateButtons();
    if (m_hasFailed)
        m_readSecrets.clear();
    else
        chooseFile();
}

void ExportDialog::chooseFile()
{
    auto *chooser = new QFileDialog(this, tr("Export servers"), QDir::homePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setNameFilters({tr("Servers (*.json)"), tr("All files (*)")});
    chooser->setDefaultSuffix(u"json"_s);
    chooser->selectFile(u"hitlens-servers.json"_s);
    connect(chooser, &QFileDialog::fileSelected, this, &ExportDialog::write);
    connect(chooser, &QFileDialog::rejected, this, [this] { m_readSecrets.clear(); });
    chooser->open();
}

void ExportDialog::write(const QString &path)
{
    const QList<Profile> profiles = chosen();
    const bool hasSecrets = !m_readSecrets.isEmpty();
    const auto written
        = writeExport(path, exportServers(profiles, std::exchange(m_readSecrets, {})));
    if (!written) {
        m_strip->showError(written.error(), tr("Nothing was exported."));
        return;
    }
    m_strip->showSuccess(hasSecrets
            ? tr("The servers and their passwords are in %1, which only you can read.").arg(path)
            : tr("The servers are in %1, without passwords.").arg(path));
    m_cancel->setText(tr("Close"));
}

} // namespace hitlens
