// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window does for starts of the program and for who looks for the cause of a problem.

#include "app/connections/savedplaces.h"
#include "app/problems/stateplaces.h"
#include "ui/shell/commandline.h"
#include "ui/shell/crashnotice.h"
#include "ui/shell/diagnostics.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/messagestrip.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QTabWidget>
#include <QUuid>

namespace hitlens {

using namespace Qt::StringLiterals;

void MainWindow::openAsAsked(const CommandLine &commandLine)
{
    if (commandLine.server)
        openTyped(*commandLine.server, commandLine.secrets);
    if (commandLine.isDemo)
        openDemo();
}

// A URL that is open already is shown, another one gets a tab beside it.
void MainWindow::openTyped(Profile profile, const Secrets &secrets)
{
    for (int i = 0; i < m_tabs->count(); ++i) {
        const auto *page = qobject_cast<ServerPage *>(m_tabs->widget(i));
        const QString &id = page->profile().id;
        if (m_unsavedSecrets.contains(id) && page->profile().endpoint == profile.endpoint
            && m_unsavedSecrets.value(id) == secrets) {
            m_tabs->setCurrentIndex(i);
            return;
        }
    }
    if (m_unsavedSecrets.contains(profile.id))
        profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    openUnsaved(profile, secrets);
}

void MainWindow::takeRequest(const QStringList &arguments, const QString &activationToken)
{
    openAsAsked(parseCommandLine(QStringList{u"hitlens"_s} + arguments));
    // Where Qt's Wayland plugin looks for it.
    if (!activationToken.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", activationToken.toUtf8());
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::tellOfCrash(const QDateTime &begun)
{
    const auto audit = AuditLog::readFile(auditLogPath());
    const QList<AuditRecord> records = audit ? audit->records : QList<AuditRecord>();
    m_strip->showNote(crashNotice(unfinishedActs(records, begun),
        m_parts.settingsFolder.isEmpty() ? QList<ChangedSetting>()
                                         : ChangedSettingFile::leftOver(m_parts.settingsFolder)));
    m_strip->addAction(tr("Copy diagnostics"), this, [this] { copyDiagnostics(); });
}

void MainWindow::copyDiagnostics()
{
    QList<DiagnosedServer> servers;
    QStringList names{QDir::homePath()};
    for (const Profile &profile : m_parts.profiles.profiles())
        names += namesOf(profile);
    for (int i = 0; i < m_tabs->count(); ++i) {
        const auto *page = qobject_cast<ServerPage *>(m_tabs->widget(i));
        servers.push_back({page->topology(), page->endpoint(), page->status()});
        names += namesOf(page->profile());
        for (const Node &node : page->topology().nodes)
            names += {node.address.host, QString::fromUtf8(node.name)};
    }
    QGuiApplication::clipboard()->setText(diagnosticsText(servers, logPath(), names));
    m_strip->showSuccess(
        tr("The diagnostics are on the clipboard: versions, this computer's system "
           "and screens, and the end of the log. Names of servers and keys are not "
           "in them."));
}

} // namespace hitlens
