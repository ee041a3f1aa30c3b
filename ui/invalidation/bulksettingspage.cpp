// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/bulksettingspage.h"

#include "ui/shell/theme.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

BulkSettingsPage::BulkSettingsPage(const BulkSettings &settings, const QList<Profile> &servers,
    const QString &auditPath, QWidget *parent)
    : QWidget(parent)
    , m_auditPath(auditPath)
    , m_keptFor(new QComboBox(this))
    , m_copy(new QLineEdit(settings.auditCopy, this))
    , m_streamServer(new QComboBox(this))
    , m_streamKey(new QLineEdit(settings.streamKey, this))
{
    addTimes(settings.keptFor);
    addServers(servers, settings.streamServer);
    m_keptFor->setAccessibleName(tr("How long undo snapshots are kept"));
    m_copy->setAccessibleName(tr("Second copy of the audit log"));
    m_streamServer->setAccessibleName(tr("Server of the stream"));
    m_streamKey->setAccessibleName(tr("Key of the stream"));
    m_streamKey->setPlaceholderText(tr("hitlens:audit"));
    setRole(m_streamKey, Role::Mono);
    auto *form = new QFormLayout(this);
    form->setContentsMargins(16, 16, 16, 16);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Keep undo snapshots for"), m_keptFor);
    addNote(form, tr("For those that are made from now on. They hold the values of keys."));
    form->addRow(tr("Also write the audit log &to"), makeCopyRow());
    addNote(form,
        tr("The log itself is %1. A second copy can go to a file on a share, which everybody of a "
           "team may read. Where it cannot be written, that is said, and the act goes on.")
            .arg(auditPath));
    form->addRow(tr("Also write to a &stream on"), m_streamServer);
    form->addRow(tr("Key of the strea&m"), m_streamKey);
    addNote(form,
        tr("The server has to be open in this window, and not read-only, whenever keys are "
           "changed. "
           "Otherwise that is said, and the act goes on. hitlens-cli does not write to it."));
    connect(m_streamServer, &QComboBox::currentIndexChanged, this, &BulkSettingsPage::updateStream);
    connect(m_streamKey, &QLineEdit::textChanged, this, &BulkSettingsPage::edited);
    connect(m_copy, &QLineEdit::textChanged, this, &BulkSettingsPage::edited);
    updateStream();
}

void BulkSettingsPage::addTimes(std::chrono::hours chosen)
{
    QList<std::chrono::hours> times{1h, 8h, 24h, 72h, 168h, 720h};
    if (!times.contains(chosen))
        times.prepend(chosen);
    for (const std::chrono::hours time : std::as_const(times))
        m_keptFor->addItem(formatDuration(time), qint64{time.count()});
    m_keptFor->setCurrentIndex(static_cast<int>(times.indexOf(chosen)));
}

void BulkSettingsPage::addServers(const QList<Profile> &servers, const QString &chosen)
{
    m_streamServer->addItem(tr("No server"), QString());
    for (const Profile &server : servers)
        m_streamServer->addItem(server.name, server.id);
    m_streamServer->setCurrentIndex(std::max(0, m_streamServer->findData(chosen)));
}

QWidget *BulkSettingsPage::makeCopyRow()
{
    m_copy->setPlaceholderText(tr("No second copy"));
    auto *choose = new QPushButton(tr("C&hoose…"), this);
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, &BulkSettingsPage::chooseFile);
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_copy, 1);
    layout->addWidget(choose);
    FocusPass::set(row, m_copy);
    return row;
}

void BulkSettingsPage::addNote(QFormLayout *form, const QString &text)
{
    auto *note = new QLabel(text, this);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    setRole(note, Role::Muted);
    form->addRow(QString(), note);
}

void BulkSettingsPage::chooseFile()
{
    auto *chooser = new QFileDialog(this, tr("Second copy of the audit log"), QDir::homePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    // It is appended to.
    chooser->setOption(QFileDialog::DontConfirmOverwrite);
    chooser->setNameFilters({tr("JSON Lines (*.jsonl)"), tr("All files (*)")});
    chooser->setDefaultSuffix(u"jsonl"_s);
    chooser->selectFile(u"hitlens-audit.jsonl"_s);
    connect(chooser, &QFileDialog::fileSelected, m_copy, &QLineEdit::setText);
    chooser->open();
}

void BulkSettingsPage::updateStream()
{
    m_streamKey->setEnabled(!m_streamServer->currentData().toString().isEmpty());
    emit edited();
}

BulkSettings BulkSettingsPage::settings() const
{
    return {std::chrono::hours(m_keptFor->currentData().toLongLong()), m_copy->text().trimmed(),
        m_streamServer->currentData().toString(), m_streamKey->text()};
}

QString BulkSettingsPage::problem() const
{
    const BulkSettings chosen = settings();
    if (!chosen.auditCopy.isEmpty() && !QDir::isAbsolutePath(chosen.auditCopy))
        return tr("The second copy of the audit log needs a whole path, from / on.");
    if (!chosen.auditCopy.isEmpty() && QDir::cleanPath(chosen.auditCopy) == m_auditPath)
        return tr("The second copy of the audit log has to be another file.");
    if (!chosen.streamServer.isEmpty() && chosen.streamKey.isEmpty())
        return tr("The stream needs a key.");
    return {};
}

} // namespace hitlens
