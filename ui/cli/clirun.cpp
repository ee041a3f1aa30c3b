// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/clirun.h"

#include "app/connections/savedplaces.h"
#include "app/connections/sharedsettings.h"
#include "ui/cli/checkcommand.h"
#include "ui/cli/invalidatecommand.h"
#include "ui/cli/keyscommand.h"
#include "ui/cli/recipescommand.h"
#include "ui/cli/serverscommand.h"
#include "ui/cli/ttlcommand.h"
#include "ui/cli/undocommand.h"
#include "ui/cli/watchcommand.h"

#include <QCoreApplication>
#include <QSettings>
#include <QTimer>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

CliRun::CliRun(const CliArguments &arguments)
    : m_arguments(arguments)
    , m_output(arguments.isSet(u"json"_s))
    , m_profiles(serversPath())
    , m_audit(auditLogPath())
    , m_snapshots(snapshotsPath(), m_secrets)
    , m_recipes(recipesPath())
{
    connect(&m_interrupts, &Interrupts::interrupted, this, &CliRun::onInterrupted);
    connect(&m_audit, &AuditLog::copyFailed, this, [this](const QString &text) {
        m_output.note(tr("The copy of the audit log misses what was just written. %1").arg(text));
    });
    takeSettings();
}

void CliRun::takeSettings()
{
    const QSettings settings(
        QSettings::IniFormat, QSettings::UserScope, u"hitlens"_s, u"hitlens"_s);
    constexpr int mostHours = 24 * 366;
    const int hours = settings.value(snapshotHoursKey, 24).toInt();
    m_snapshots.setKeptFor(std::chrono::hours(std::clamp(hours, 1, mostHours)));
    m_audit.setCopyPath(settings.value(auditCopyKey).toString());
}

CliRun::~CliRun()
{
    m_task.reset(); // it uses the session to the end
}

int CliRun::exec()
{
    QTimer::singleShot(0, this, &CliRun::begin);
    return QCoreApplication::exec();
}

CliTask::Context CliRun::context()
{
    return {m_arguments, m_output, m_terminal, {m_profiles, m_audit, m_snapshots, m_recipes},
        m_session.get()};
}

void CliRun::begin()
{
    if (!m_profiles.problem().isEmpty())
        m_output.note(m_profiles.problem());
    if (m_arguments.command == u"servers")
        return startTask(std::make_unique<ServersCommand>(context()));
    const bool isRecipes = m_arguments.command == u"recipes";
    if (isRecipes && !m_arguments.isSet(u"server"_s))
        return startTask(std::make_unique<RecipesCommand>(context(), QString()));
    if (const auto error = wrongDatabase())
        return failed(CliExit::Usage, *error);
    const Result<CliServer> server
        = findCliServer(m_arguments.value(u"server"_s), m_profiles.profiles());
    if (!server)
        return failed(CliExit::Usage, server.error());
    if (isRecipes)
        return startTask(std::make_unique<RecipesCommand>(context(), server->profile.id));
    openServer(*server);
}

std::optional<Error> CliRun::wrongDatabase() const
{
    bool isNumber = true;
    if (m_arguments.isSet(u"db"_s))
        isNumber = m_arguments.value(u"db"_s).toUInt(&isNumber) < 65536 && isNumber;
    if (isNumber)
        return std::nullopt;
    return Error{Error::Kind::Local, {}, tr("--db needs the number of a database.")};
}

void CliRun::openServer(const CliServer &server)
{
    m_session = std::make_unique<CliSession>(
        server, CliSession::Tools{m_arguments, m_output, m_terminal, m_secrets});
    connect(m_session.get(), &CliSession::opened, this, &CliRun::openStream);
    connect(m_session.get(), &CliSession::failed, this,
        [this](const Error &error) { failed(CliExit::NotConnected, error); });
    m_session->open();
}

// Before what may be written to it.
void CliRun::openStream()
{
    const QStringList writing{u"invalidate"_s, u"ttl"_s, u"undo"_s};
    const QSettings settings(
        QSettings::IniFormat, QSettings::UserScope, u"hitlens"_s, u"hitlens"_s);
    const QByteArray key = settings.value(streamKeyKey).toString().toUtf8();
    const auto profile = m_profiles.profile(settings.value(streamServerKey).toString());
    if (!profile || key.isEmpty() || !writing.contains(m_arguments.command)
        || m_arguments.isSet(u"dry-run"_s))
        return startTask(makeTask());
    m_stream = std::make_unique<StreamServer>(*profile, key, m_audit, m_secrets);
    connect(m_stream.get(), &StreamServer::failed, this, [this](const QString &text) {
        m_output.note(
            tr("The stream with the audit log misses what was just written. %1").arg(text));
    });
    connect(m_stream.get(), &StreamServer::opened, this, [this] { startTask(makeTask()); });
    m_stream->open();
}

std::unique_ptr<CliTask> CliRun::makeTask()
{
    const QString &command = m_arguments.command;
    if (command == u"check")
        return std::make_unique<CheckCommand>(context());
    if (command == u"keys")
        return std::make_unique<KeysCommand>(context());
    if (command == u"invalidate")
        return std::make_unique<InvalidateCommand>(context());
    if (command == u"ttl")
        return std::make_unique<TtlCommand>(context());
    if (command == u"undo")
        return std::make_unique<UndoCommand>(context());
    return std::make_unique<WatchCommand>(context());
}

void CliRun::startTask(std::unique_ptr<CliTask> task)
{
    m_task = std::move(task);
    connect(m_task.get(), &CliTask::finished, this, &CliRun::end);
    m_task->start();
}

void CliRun::onInterrupted()
{
    if (m_task)
        m_task->interrupt();
    else
        end(CliExit::Interrupted);
}

void CliRun::failed(CliExit code, const Error &error)
{
    m_output.error(error);
    if (m_output.isJson())
        m_output.object({{u"error"_s, toJson(error)}, {u"exitCode"_s, static_cast<int>(code)}});
    end(code);
}

void CliRun::end(CliExit code)
{
    m_output.flush();
    m_audit.finishCopies();
    if (!m_stream)
        return exit(code);
    disconnect(m_stream.get(), &StreamServer::opened, this, nullptr); // it may be about to
    connect(m_stream.get(), &StreamServer::finished, this, [this, code] { exit(code); });
    m_stream->finish();
}

void CliRun::exit(CliExit code)
{
    QCoreApplication::exit(static_cast<int>(code));
}

} // namespace hitlens
