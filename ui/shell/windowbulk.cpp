// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window has to do with the traces of changes to many keys.

#include "app/invalidation/auditstream.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/settingsdialog.h"
#include "ui/widgets/messagestrip.h"

namespace hitlens {

void MainWindow::loadBulkSettings()
{
    AuditLog &audit = m_parts.bulk.traces.audit;
    connect(&audit, &AuditLog::copyFailed, this, [this](const QString &text) {
        m_strip->showNote(
            tr("The second copy of the audit log misses what was just written. %1").arg(text));
    });
    m_stream = new AuditStream(
        audit,
        [this]() -> Client * {
            ServerPage *page = pageOf(m_parts.settings.bulkSettings().streamServer);
            return page ? &page->client() : nullptr;
        },
        this);
    connect(m_stream, &AuditStream::failed, this, [this](const QString &text) {
        m_strip->showNote(
            tr("The stream with the audit log misses what was just written. %1").arg(text));
    });
    connect(&m_parts.bulk.recipes, &RecipeStore::problemFound, m_strip, &MessageStrip::showNote);
    if (!m_parts.bulk.recipes.problem().isEmpty())
        m_strip->showNote(m_parts.bulk.recipes.problem());
    useBulkSettings(m_parts.settings.bulkSettings());
}

void MainWindow::useBulkSettings(const BulkSettings &settings)
{
    m_parts.settings.setBulkSettings(settings);
    m_parts.bulk.traces.snapshots.setKeptFor(settings.keptFor);
    m_parts.bulk.traces.audit.setCopyPath(settings.auditCopy);
    const bool hasStream = !settings.streamServer.isEmpty();
    m_stream->setKey(hasStream ? settings.streamKey.toUtf8() : QByteArray());
}

void MainWindow::showSettings()
{
    auto *dialog = new SettingsDialog(*m_decoders,
        {m_parts.settings.bulkSettings(), m_parts.profiles.profiles(),
            m_parts.bulk.traces.audit.path()},
        this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::bulkChosen, this, &MainWindow::useBulkSettings);
    dialog->open();
}

} // namespace hitlens
