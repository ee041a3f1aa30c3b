// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/invalidatecommand.h"

#include "app/invalidation/bulkjson.h"
#include "ui/cli/bulkoptions.h"
#include "ui/cli/recipescommand.h"
#include "ui/cli/reportwords.h"
#include "ui/invalidation/bulkwords.h"
#include "ui/widgets/format.h"

#include <QFileInfo>

namespace hitlens {

using namespace Qt::StringLiterals;

InvalidateCommand::InvalidateCommand(const Context &context, QObject *parent)
    : CliTask(context, parent)
{ }

void InvalidateCommand::start()
{
    const Result<BulkPlan> plan = planOf();
    if (!plan)
        return fail(CliExit::Usage, plan.error());
    m_plan = *plan;
    result() = {{u"server"_s, toJson(session().server(), client())},
        {u"scope"_s, toJson(m_plan.scope)}, {u"action"_s, toJson(m_plan.action)}};
    if (QFileInfo::exists(arguments().value(u"names"_s)))
        return refuse(CliExit::SomeFailed, tr("The file for the names exists. Nothing was done."));
    if (isSet(u"dry-run"_s) || !endedForReadOnly())
        dryRun();
}

Result<BulkPlan> InvalidateCommand::planOf() const
{
    Result<BulkPlan> plan = limitsOf(arguments());
    if (!plan)
        return plan;
    if (isSet(u"recipe"_s)) {
        if (const auto error = fillFromRecipe(plan.value()))
            return *error;
        return plan;
    }
    if (isSet(u"param"_s))
        return Error{Error::Kind::Local, {}, tr("--param goes with --recipe.")};
    const Result<BulkScope> scope = scopeOf(arguments());
    if (!scope)
        return scope.error();
    const Result<BulkAction> action = actionOf(arguments());
    if (!action)
        return action.error();
    plan.value().scope = *scope;
    plan.value().action = *action;
    return plan;
}

std::optional<Error> InvalidateCommand::fillFromRecipe(BulkPlan &plan) const
{
    // What somebody wrote into a recipe is what is done, and nothing else.
    for (const QString &option : {u"type"_s, u"ttl"_s, u"idle"_s, u"larger"_s, u"except"_s}) {
        if (isSet(option))
            return Error{Error::Kind::Local, {},
                tr("The recipe says which keys: leave --%1 out.").arg(option)};
    }
    if (!arguments().words.isEmpty() || saysAction(arguments()))
        return Error{Error::Kind::Local, {},
            tr("The recipe says which keys and what is done: leave pattern and action out.")};
    const QString name = arguments().value(u"recipe"_s);
    const Result<Recipe> recipe
        = recipeByName(stores().recipes.recipesFor(session().profile().id), name);
    if (!recipe)
        return recipe.error();
    const Result<QMap<QString, QString>> parameters = parametersOf(arguments());
    if (!parameters)
        return parameters.error();
    const Result<BulkScope> scope = recipe->fill(*parameters);
    if (!scope)
        return scope.error();
    plan.scope = *scope;
    plan.action = recipe->action;
    plan.recipe = recipe->name;
    return std::nullopt;
}

void InvalidateCommand::dryRun()
{
    DryRunOptions options;
    options.isSizeExact = isSet(u"exact-size"_s);
    options.namesPath = arguments().value(u"names"_s);
    m_dryRun = JobHandle(std::make_unique<DryRun>(m_plan.scope, options));
    m_dryRun.on(&DryRun::progressed, [this](const DryRunProgress &progress) {
        for (qsizetype i = 0; i < progress.names.size(); ++i)
            m_names << progress.names.at(i).toByteArray();
        output().progress(tr("Dry run: %1, %2 of the keyspace walked")
                              .arg(formatKeys(progress.found), formatPercent(progress.walked)));
    });
    m_dryRun.on(&DryRun::ended, [this](const DryRunResult &shown) { onDryRun(shown); });
    client().start(m_dryRun);
}

void InvalidateCommand::interrupt()
{
    if (m_run && !m_run->isOver())
        m_run->cancel();
    else
        finish(CliExit::Interrupted);
}

void InvalidateCommand::onDryRun(const DryRunResult &shown)
{
    if (shown.end == DryRunResult::End::Failed) {
        const Error error = shown.error.value_or(Error{});
        return fail(exitOf(error), error);
    }
    result()[u"dryRun"_s] = toJson(shown, m_names);
    describe(shown);
    if (shown.found > m_plan.mostKeys)
        return refuse(CliExit::TooMany,
            tr("Nothing was changed: it would hit %1, and --max-keys allows %2.")
                .arg(formatKeys(shown.found), formatCount(m_plan.mostKeys)));
    if (isSet(u"dry-run"_s) || shown.found == 0)
        return finish(CliExit::Done);
    m_plan.shownKeys = shown.found;
    // Who was asked has agreed to what was shown, and who said --yes to the pattern.
    if (!isSet(u"yes"_s))
        m_plan.mostKeys = std::min(m_plan.mostKeys, agreedKeys(shown.found));
    confirm(
        tr("%1: %2.").arg(actionText(m_plan.action), formatKeys(shown.found)), [this] { act(); });
}

void InvalidateCommand::describe(const DryRunResult &shown)
{
    if (output().isJson())
        return;
    const auto row = [this](const QString &heading, const QString &text) {
        output().line(heading.leftJustified(reportHeading) + text);
    };
    row(tr("Server"), safeText(placeText(session().server(), client())));
    row(tr("What"), safeText(scopeText(m_plan.scope)));
    row(tr("Action"), actionText(m_plan.action));
    for (const QString &line : dryRunLines(shown, m_names))
        output().line(line);
    output().flush();
}

void InvalidateCommand::act()
{
    m_run = std::make_unique<BulkRun>(
        client(), session().profile(), m_plan, BulkTraces{stores().audit, stores().snapshots});
    connect(m_run.get(), &BulkRun::progressed, this, &InvalidateCommand::showProgress);
    connect(m_run.get(), &BulkRun::paceChanged, this,
        [this](const PaceState &pace) { m_pace = pace.reason; });
    connect(m_run.get(), &BulkRun::snapshotFull, this, &InvalidateCommand::onSnapshotFull);
    connect(m_run.get(), &BulkRun::ended, this, &InvalidateCommand::onEnded);
    m_run->start();
}

void InvalidateCommand::showProgress(const BulkProgress &progress)
{
    output().progress(
        tr("%1, %2 of the keyspace walked. %3")
            .arg(countsText(progress.counts), formatPercent(progress.walked), m_pace));
}

// Whoever gave --yes is not there to choose.
void InvalidateCommand::onSnapshotFull(qint64 bytes)
{
    if (isSet(u"yes"_s) || !terminal().isInteractive())
        return m_run->cancel();
    const QString question
        = tr("What is kept for undo has reached %1. Type continue to go on without keeping more, "
             "or stop: ")
              .arg(formatBytes(bytes));
    terminal().ask(question, CliTerminal::Echo::On, [this](const std::optional<QString> &answer) {
        if (m_run->isOver())
            return;
        if (answer && answer->trimmed() == tr("continue"))
            m_run->goOnWithoutSnapshot();
        else
            m_run->cancel();
    });
}

void InvalidateCommand::onEnded(const BulkReport &report)
{
    QJsonObject act = toJson(report);
    act[u"id"_s] = m_run->id();
    if (report.error)
        act[u"error"_s] = toJson(*report.error);
    result()[u"act"_s] = act;
    if (report.error)
        output().error(*report.error);
    if (report.end != BulkReport::End::Complete)
        output().note(endWord(report.end) + u'.');
    if (!output().isJson()) {
        for (const QString &line : reportLines(report))
            output().line(line);
        if (report.snapshotKeys > 0)
            output().line(
                tr("Undo").leftJustified(reportHeading) + u"hitlens-cli undo "_s + m_run->id());
    }
    finish(exitOf(report));
}

} // namespace hitlens
