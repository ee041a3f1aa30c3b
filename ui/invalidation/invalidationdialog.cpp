// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/invalidationdialog.h"

#include "ui/invalidation/actwords.h"
#include "ui/invalidation/bulkpanel.h"
#include "ui/invalidation/dryrunpanel.h"
#include "ui/invalidation/matchtable.h"
#include "ui/invalidation/nomatchpanel.h"
#include "ui/invalidation/planform.h"
#include "ui/invalidation/scopeform.h"
#include "ui/shell/theme.h"
#include "ui/widgets/dialogheader.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/formscroll.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/nameconfirm.h"
#include "ui/widgets/whynot.h"

#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString nameOf(const Profile &profile)
{
    return profile.name.isEmpty() ? profile.endpoint.displayName() : profile.name;
}

// All that its pattern matches is meant.
bool isOnlyAPattern(const BulkScope &scope)
{
    return scope.selected.isEmpty() && scope.except.isEmpty() && scope.condition == KeyCondition();
}

} // namespace

InvalidationDialog::InvalidationDialog(Client &client, const Profile &profile, const BulkPlan &plan,
    const BulkTraces &traces, QWidget *parent)
    : QDialog(parent)
    , m_client(client)
    , m_profile(profile)
    , m_serverName(nameOf(profile))
    , m_traces(traces)
    , m_given(plan)
    , m_scope(new ScopeForm(plan.scope, this))
    , m_recipe(new QLabel(this))
    , m_strip(new MessageStrip(this))
    , m_pages(new QStackedWidget(this))
    , m_dryRunPanel(new DryRunPanel(this))
    , m_matches(new MatchTable(client, this))
    , m_plan(new PlanForm(plan, traces.snapshots.keptFor(), this))
    , m_noMatch(new NoMatchPanel(this))
    , m_bulkPanel(new BulkPanel(this))
    , m_whyNot(new QLabel(this))
    , m_confirmLabel(new QLabel(this))
    , m_confirm(new QLineEdit(this))
    , m_close(new QPushButton(tr("Close"), this))
    , m_save(new QPushButton(tr("Save as recipe…"), this))
    , m_act(new QPushButton(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    m_begun = m_scope->scope();
    build();
    connectParts();
    connectRunning();
    updateControls();
    if (m_scope->problem().isEmpty())
        startDryRun();
    else
        m_scope->setFocus();
}

// ---- what it looks like

void InvalidationDialog::build()
{
    setWindowTitle(tr("Invalidate keys on %1").arg(m_serverName));
    m_recipe->setTextFormat(Qt::PlainText);
    m_recipe->setText(tr("Recipe: %1").arg(m_given.recipe));
    setRole(m_recipe, Role::Muted);
    m_whyNot->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addLayout(makeDialogHeader(windowTitle(), m_profile.environment, this));
    layout->addWidget(m_recipe);
    layout->addWidget(m_strip);
    layout->addWidget(new FormScroll(makePage(), this), 1);
    layout->addWidget(m_whyNot);
    layout->addWidget(makeFooter());
    // Enter must never change a key: no button answers to it by being the default one.
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setAutoDefault(false);
    fitToScreen();
}

QWidget *InvalidationDialog::makePage()
{
    m_preview = makePreview();
    for (QWidget *page : std::initializer_list<QWidget *>{m_preview, m_noMatch, m_bulkPanel})
        m_pages->addWidget(page);
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(m_scope);
    layout->addWidget(m_pages, 1);
    return page;
}

QWidget *InvalidationDialog::makePreview()
{
    auto *preview = new QWidget(this);
    auto *layout = new QVBoxLayout(preview);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(m_dryRunPanel);
    layout->addWidget(m_matches, 1);
    layout->addWidget(m_plan);
    return preview;
}

QWidget *InvalidationDialog::makeFooter()
{
    askForName(*m_confirmLabel, *m_confirm, m_serverName);
    setRole(m_act, Role::Danger);
    m_save->setToolTip(tr("Keeps the pattern, the filters and the act under a name."));
    auto *footer = new QWidget(this);
    auto *layout = new FlowLayout(8, footer);
    layout->addWidget(m_confirmLabel);
    layout->addWidget(m_confirm);
    layout->addStretch();
    for (QPushButton *button : {m_close, m_save, m_act})
        layout->addWidget(button);
    return footer;
}

void InvalidationDialog::fitToScreen()
{
    // In lines and letters, so that it grows with the font.
    const QFontMetrics metrics(font());
    const QSize wanted(metrics.averageCharWidth() * 150, metrics.height() * 54);
    resize(wanted.boundedTo(screen()->availableSize() * 0.92));
}

void InvalidationDialog::connectParts()
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(400ms);
    connect(&m_typing, &QTimer::timeout, this, [this] { startDryRun(); });
    connect(m_scope, &ScopeForm::edited, this, &InvalidationDialog::scopeEdited);
    connect(m_scope, &ScopeForm::entered, this, [this] { startDryRun(); });
    connect(m_scope, &ScopeForm::dryRunClicked, this, &InvalidationDialog::stopOrStartDryRun);
    connect(m_dryRunPanel, &DryRunPanel::exactSizeRequested, this,
        [this] { startDryRun({.isSizeExact = true}); });
    connect(
        m_dryRunPanel, &DryRunPanel::allNamesRequested, this, &InvalidationDialog::chooseNamesFile);
    connect(m_noMatch, &NoMatchPanel::chosen, this,
        [this](const QByteArray &name) { m_scope->setPattern(GlobPattern::escape(name)); });
    connect(m_plan, &PlanForm::changed, this, &InvalidationDialog::updateControls);
    connect(m_confirm, &QLineEdit::textChanged, this, &InvalidationDialog::updateControls);
    connect(m_pages, &QStackedWidget::currentChanged, this, &InvalidationDialog::updateControls);
    connect(m_close, &QPushButton::clicked, this, &InvalidationDialog::reject);
    connect(m_save, &QPushButton::clicked, this, [this] { emit saveAsRecipeRequested(plan()); });
    connect(m_act, &QPushButton::clicked, this, &InvalidationDialog::startActing);
    connect(&m_client, &Client::statusChanged, this, &InvalidationDialog::onStatus);
    connect(&m_client, &Client::writeRefusalChanged, this, &InvalidationDialog::updateControls);
}

// What the panel asks for concerns the run that it shows.
void InvalidationDialog::connectRunning()
{
    connect(m_bulkPanel, &BulkPanel::pauseRequested, this, [this] { m_run->pause(); });
    connect(m_bulkPanel, &BulkPanel::resumeRequested, this, [this] { m_run->resume(); });
    connect(m_bulkPanel, &BulkPanel::cancelRequested, this, [this] {
        m_bulkPanel->showStopping();
        m_run->cancel();
    });
    connect(m_bulkPanel, &BulkPanel::goOnWithoutSnapshotRequested, this,
        [this] { m_run->goOnWithoutSnapshot(); });
    connect(m_bulkPanel, &BulkPanel::goOnWithSnapshotRequested, this,
        [this](qint64 mostBytes) { m_run->goOnWithSnapshotOf(mostBytes); });
}

// ---- dry run

BulkPlan InvalidationDialog::plan() const
{
    BulkPlan plan = m_given;
    plan.scope = m_scope->scope();
    m_plan->writeTo(plan);
    plan.shownKeys = m_shown;
    plan.mostKeys = agreedKeys(m_shown);
    if (plan.scope != m_begun)
        plan.recipe.clear(); // it says something else
    return plan;
}

void InvalidationDialog::scopeEdited()
{
    m_dryRun.reset();
    m_closest.reset();
    m_strip->clear();
    m_dryRunPanel->clear();
    m_plan->setExpected(std::nullopt);
    m_matches->clear();
    m_pages->setCurrentWidget(m_preview);
    setPhase(Phase::Idle);
    if (m_scope->problem().isEmpty())
        m_typing.start();
    else
        m_typing.stop();
}

void InvalidationDialog::startDryRun(const DryRunOptions &options, const QString &notice)
{
    if (m_phase == Phase::Running)
        return;
    scopeEdited();
    m_typing.stop();
    m_waitsForServer = !m_client.isReady();
    m_options = options;
    m_options.separators = m_profile.keySeparator.toUtf8();
    if (!m_scope->problem().isEmpty())
        return;
    if (m_waitsForServer) {
        m_strip->showError(m_client.status().error.value_or(Error{Error::Kind::Connection, {},
                               tr("Not connected to %1.").arg(m_serverName)}),
            tr("The dry run waits for the server."));
        return;
    }
    m_checked = m_scope->scope();
    if (notice.isEmpty())
        warnBefore(m_checked);
    else
        m_strip->showNote(notice);
    m_dryRun = JobHandle(std::make_unique<DryRun>(m_checked, m_options));
    m_dryRun.on(&DryRun::progressed,
        [this](const DryRunProgress &progress) { onDryRunProgress(progress); });
    m_dryRun.on(&DryRun::ended, [this](const DryRunResult &result) { onDryRunEnded(result); });
    setPhase(Phase::Checking);
    m_client.start(m_dryRun);
}

void InvalidationDialog::stopOrStartDryRun()
{
    if (m_phase == Phase::Checking)
        m_dryRun->cancel();
    else
        startDryRun();
}

void InvalidationDialog::warnBefore(const BulkScope &scope)
{
    if (scope.selected.isEmpty() && GlobPattern(scope.pattern).matchesEverything())
        m_strip->showNote(tr("This pattern matches every key in database %1 of %2.")
                              .arg(QString::number(m_profile.endpoint.db), m_serverName));
}

void InvalidationDialog::onDryRunProgress(const DryRunProgress &progress)
{
    m_dryRunPanel->showProgress(progress);
    m_matches->append(progress.names);
}

void InvalidationDialog::onDryRunEnded(const DryRunResult &result)
{
    m_dryRunPanel->showResult(result);
    if (result.end == DryRunResult::End::Failed) {
        m_strip->showError(*result.error, tr("The dry run could not be completed."));
        // The status follows later: it stands on Ready still.
        m_waitsForServer = result.error->kind == Error::Kind::Connection
            || result.error->kind == Error::Kind::Timeout;
    }
    if (result.end == DryRunResult::End::Cancelled)
        m_strip->showNote(tr("The dry run was stopped. Only a complete one allows a change."));
    m_shown = result.found;
    const bool isComplete = result.end == DryRunResult::End::Complete;
    setPhase(isComplete ? Phase::Ready : Phase::Idle);
    if (isComplete)
        sayWhatWasFound(result);
}

void InvalidationDialog::sayWhatWasFound(const DryRunResult &result)
{
    m_plan->setExpected(result.sample);
    const bool hitsMost = result.keyspace && result.found > *result.keyspace / 2;
    if (result.found == 0 && isOnlyAPattern(m_checked))
        searchClosest();
    else if (result.found == 0 && !m_checked.selected.isEmpty())
        m_strip->showNote(tr("None of the selected keys is there any more, or none fits."));
    else if (result.found == 0)
        m_strip->showNote(tr("No key matches the pattern and the filters."));
    else if (!m_options.namesPath.isEmpty())
        m_strip->showSuccess(
            tr("The names of %1 are in %2.")
                .arg(formatKeys(result.found), QDir::toNativeSeparators(m_options.namesPath)));
    else if (hitsMost && m_strip->text().isEmpty())
        m_strip->showNote(tr("This hits most of the keyspace: %1 of %2.")
                              .arg(formatCount(result.found), formatKeys(*result.keyspace)));
}

void InvalidationDialog::searchClosest()
{
    m_pages->setCurrentWidget(m_noMatch);
    m_noMatch->showSearching();
    m_closest = JobHandle(std::make_unique<ClosestNames>(m_checked.pattern));
    m_closest.on(
        &ClosestNames::ended, [this](const QByteArrayList &names) { m_noMatch->showNames(names); });
    m_client.start(m_closest);
}

void InvalidationDialog::chooseNamesFile()
{
    auto *chooser = new QFileDialog(this, tr("Save the names of the keys"), QDir::homePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setNameFilters({tr("Text (*.txt)"), tr("All files (*)")});
    chooser->setDefaultSuffix(u"txt"_s);
    chooser->selectFile(u"keys.txt"_s);
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString &path) {
        startDryRun({.isSizeExact = m_options.isSizeExact, .namesPath = path});
    });
    chooser->open();
}

// ---- the act

void InvalidationDialog::startActing()
{
    // Time has passed since the button was enabled, and what it names must be what is done.
    updateControls();
    if (!m_act->isEnabled() || m_scope->scope() != m_checked)
        return;
    m_strip->clear();
    m_confirm->clear();
    const BulkPlan plan = this->plan();
    m_run = new BulkRun(m_client, m_profile, plan, m_traces, this);
    connect(m_run, &BulkRun::progressed, m_bulkPanel, &BulkPanel::showProgress);
    connect(m_run, &BulkRun::paceChanged, m_bulkPanel, &BulkPanel::showPace);
    connect(m_run, &BulkRun::snapshotFull, m_bulkPanel, &BulkPanel::askAboutSnapshot);
    connect(m_run, &BulkRun::ended, this, &InvalidationDialog::onEnded);
    m_bulkPanel->start(plan);
    m_pages->setCurrentWidget(m_bulkPanel);
    m_bulkPanel->setFocus(); // before the button that had it is disabled
    m_isAway = false;
    setPhase(Phase::Running);
    m_run->start();
}

void InvalidationDialog::onEnded(const BulkReport &report)
{
    BulkRun *run = std::exchange(m_run, nullptr);
    run->deleteLater();
    const QString id = run->id();
    m_strip->clear();
    const auto snapshot = report.snapshotKeys > 0 ? m_traces.snapshots.snapshot(id) : std::nullopt;
    m_bulkPanel->showReport(report, snapshot ? snapshot->removedAt : QDateTime());
    disconnect(m_bulkPanel, &BulkPanel::undoRequested, this, nullptr);
    connect(m_bulkPanel, &BulkPanel::undoRequested, this, [this, id] { emit undoRequested(id); });
    if (report.error)
        m_strip->showError(*report.error, tr("Not all keys were changed."));
    setPhase(Phase::Finished);
    tell(report);
    if (m_closesWhenStopped)
        QDialog::reject();
    else if (report.end == BulkReport::End::MoreThanAllowed)
        askAgain(report, id);
    else
        m_close->setFocus();
}

void InvalidationDialog::tell(const BulkReport &report)
{
    const BulkCounts &counts = report.counts;
    const bool isAll = report.end == BulkReport::End::Complete && counts.failed == 0
        && counts.skipped == 0 && isOnlyAPattern(m_checked);
    if (!m_plan->action().deletes()) {
        if (counts.done + counts.unknown > 0)
            emit keysChanged();
    } else if (isAll) {
        emit keysDeleted(m_checked.pattern);
    } else if (counts.done + counts.gone + counts.unknown > 0) {
        emit someKeysDeleted();
    }
}

void InvalidationDialog::askAgain(const BulkReport &report, const QString &id)
{
    const QString done = actDoneText(m_plan->action().kind, report.counts.done);
    startDryRun({},
        tr("Stopped, since more keys match now than the %1 you were shown. %2 Look at the new "
           "number before you go on.")
            .arg(formatCount(m_shown), done));
    if (report.snapshotKeys > 0)
        m_strip->addAction(tr("Undo…"), this, [this, id] { emit undoRequested(id); });
}

void InvalidationDialog::reject()
{
    if (m_phase == Phase::Running)
        askToStop();
    else
        QDialog::reject();
}

void InvalidationDialog::askToStop()
{
    m_strip->showNote(tr("Keys are still being changed. Stop, and leave the rest?"));
    m_strip->addAction(tr("Stop and close"), this, [this] {
        if (!m_run)
            return;
        m_closesWhenStopped = true;
        m_bulkPanel->showStopping();
        m_run->cancel();
    });
    m_strip->addAction(tr("Go on"), this, [this] { m_strip->clear(); });
}

// ---- what may be done now

void InvalidationDialog::onStatus(const Status &status)
{
    const bool isReady = status.state == Status::State::Ready;
    if (m_waitsForServer && isReady && m_phase == Phase::Idle)
        startDryRun(m_options);
    if (m_phase == Phase::Running && !isReady && !m_isAway && status.error)
        m_strip->showError(
            *status.error, tr("The connection was lost. The change goes on when it is back."));
    if (m_phase == Phase::Running && isReady && m_isAway)
        m_strip->clear();
    m_isAway = !isReady;
    updateControls();
}

void InvalidationDialog::setPhase(Phase phase)
{
    m_phase = phase;
    updateControls();
}

bool InvalidationDialog::isConfirmed() const
{
    return m_profile.environment != Environment::Production || m_confirm->text() == m_serverName;
}

void InvalidationDialog::updateControls()
{
    const bool isRunning = m_phase == Phase::Running;
    const bool isReady = m_phase == Phase::Ready && m_shown > 0;
    m_scope->setLocked(isRunning);
    m_scope->setChecking(m_phase == Phase::Checking);
    m_recipe->setVisible(!m_given.recipe.isEmpty() && m_scope->scope() == m_begun);
    m_save->setEnabled(!isRunning && m_scope->problem().isEmpty() && m_plan->problem().isEmpty()
        && m_scope->scope().selected.isEmpty());
    // The height of a page that is not shown would be scrolled for all the same.
    for (QWidget *part : std::initializer_list<QWidget *>{m_dryRunPanel, m_matches, m_plan})
        part->setVisible(m_pages->currentWidget() == m_preview);
    const QString whyNot = whyNotWrite(m_client);
    m_whyNot->setText(tr("Dry run only. %1").arg(whyNot));
    m_whyNot->setVisible(!whyNot.isEmpty());
    const bool isGuarded = m_profile.environment == Environment::Production
        && m_pages->currentWidget() == m_preview && whyNot.isEmpty();
    m_confirmLabel->setVisible(isGuarded);
    m_confirm->setVisible(isGuarded);
    m_confirm->setEnabled(isReady);
    m_act->setText(
        actText(m_plan->action().kind, isReady ? std::optional<qint64>(m_shown) : std::nullopt));
    enableUnless(m_act,
        isReady && isConfirmed() && m_client.isReady() && m_plan->problem().isEmpty(), whyNot);
}

} // namespace hitlens
